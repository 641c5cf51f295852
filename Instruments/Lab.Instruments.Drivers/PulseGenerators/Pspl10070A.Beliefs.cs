using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Pspl10070A
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(Enabled, "The output", AnswerForm.Word("YES", "NO"), "ENABLE, DISABLE, ENABLE?"),
        Belief.Read("AMPLITUDE?", "The amplitude", AnswerForm.Number("V", -LargestVolts, LargestVolts), "AMPLITUDE x"),
        Belief.Read("DURATION?", "The width", AnswerForm.Number("s", 0, 1e-6), "DURATION x"),
        Belief.Read("DELAY?", "The delay", AnswerForm.Number("s", 0, 1e-6), "DELAY x"),
        Belief.Read("FREQUENCY?", "The rate", AnswerForm.Number("Hz", 0, 1e6), "FREQUENCY x"),

        // A repetition that is under way goes on, since it may be wanted.
        Belief.SetAtOpening(
            "TRIGGER", Held, "The trigger source", AnswerForm.Word("INT", "EXT", "MAN", "GPIB"), "Trigger source")
            with { Usual = [Internal] },
        Belief.SetAtOpening("OFFSET", "0", "The baseline", AnswerForm.Number("V", -5, 5), "Offset"),
    ];
}
