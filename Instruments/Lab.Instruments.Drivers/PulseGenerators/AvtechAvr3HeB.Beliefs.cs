using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class AvtechAvr3HeB
{
    /// <summary>At 1200 Bd the longest answers take a second.</summary>
    private static Duration SlowestAnswer => Duration.FromSeconds(3);

    private static IReadOnlyList<Belief> Beliefs =>
    [
        .. new[]
        {
            Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP ON"),
            Belief.Read(":VOLT?", "The amplitude", AnswerForm.Number("V", -1000, 1000), ":VOLT x"),
            Belief.Read(":PULS:WIDT?", "The width", AnswerForm.Number("s", 0, 1), ":PULS:WIDT x"),
            Belief.Read(":PULS:DEL?", "The delay", AnswerForm.Number("s", -1, 1), ":PULS:DEL x"),
            Belief.Read(":FREQ?", "The rate", AnswerForm.Number("Hz", 0, 1e9), ":FREQ x"),

            // A repetition that is under way goes on, since it may be wanted.
            Belief.SetAtOpening(
                ":TRIG:SOUR", Hold, "The trigger source",
                AnswerForm.Word("INTernal", "EXTernal", "MANual", "HOLD", "IMMediate"), "Trigger source")
                with { Usual = [Internal] },
            Belief.SetAtOpening(
                ":PULS:COUN", "1", "The pulses of a burst", AnswerForm.Number(string.Empty, 1, 500), "Burst count (-BR)")
                with { IsOptional = true },
            Belief.SetAtOpening(
                ":PULS:HOLD", "WIDT", "What is held when the rate changes", AnswerForm.Word("WIDTh", "DCYCle"),
                "Duty cycle held instead of width") with { IsOptional = true },
            Belief.ReliedOn(
                ":PULS:GATE:TYPE?", "ASYN", "The kind of gate", AnswerForm.Word("ASYNc", "SYNC"), "Gate")
                with { IsOptional = true },
        }.Select(belief => belief with { Longest = SlowestAnswer }),
    ];
}
