using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <content>The beliefs of the driver about the first output.</content>
public sealed partial class StanfordDg645
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read("TRAT?", "The rate", AnswerForm.Number("Hz", 0, 1e7), "TRAT x"),
        Belief.Read("LAMP? 1", "The amplitude of AB", AnswerForm.Number("V", 0, 10), "LAMP o,x"),
        Belief.Read("DLAY? 2", "The delay of A, after the channel that it counts from", AnswerForm.Text, "DLAY c,d,x"),
        Belief.Read("DLAY? 3", "The width of AB, after the channel that it counts from", AnswerForm.Text, "DLAY c,d,x"),

        // A clock that is under way goes on, since it may be wanted.
        Belief.SetAtOpening(
            "TSRC", "5", "The trigger source, 5 for single shots", AnswerForm.Number(string.Empty, 0, 6), "Trigger source")
            with
        { Usual = ["0"] },
        Belief.SetAtOpening("BURM", "0", "Bursts", AnswerForm.Switch, "Bursts of the DG645"),
        Belief.SetAtOpening("ADVT", "0", "Prescaled triggers", AnswerForm.Switch, "Advanced triggers"),
        Belief.SetAtOpening(
            "HOLD", "0", "The time after a trigger in which others do not count", AnswerForm.Number("s", 0, 1e4), "Holdoff"),
        Belief.SetAtOpening(
            "TLVL", settings => $"{settings.Get<Voltage>(LevelKey).Volts:R}", "The level of the trigger input",
            AnswerForm.Number("V", -5, 5), "Trigger level and edge"),
        Belief.ReliedOn(
            "LPOL? 1", "1", "The polarity of AB, 1 for positive", AnswerForm.Switch, "Polarity"),
        Belief.ReliedOn("LOFF? 1", "0", "The baseline of AB", AnswerForm.Number("V", -5, 5), "Offset"),
    ];
}
