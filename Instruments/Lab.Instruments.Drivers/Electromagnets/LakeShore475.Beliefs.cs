using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class LakeShore475
{
    /// <summary>The largest figure of a field: 35 T in A/m.</summary>
    private const double LargestField = 3e7;

    /// <summary>The beliefs. An answer of three fields from the 425 has five from the 455 and 475; its REL has one.</summary>
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.ReliedOn(
            "CMODE?", "0", "The control of a magnet", AnswerForm.Switch, "field control on") with { IsOptional = true },
        Belief.SetAtOpening(
            "UNIT", Tesla, "The unit of fields, 1 for gauss and 2 for tesla", AnswerForm.Register, "field unit")
            with { Usual = ["1"] },
        Belief.SetAtOpening(
            "RDGMODE", "1,3,1,1,1", "The mode of readings", AnswerForm.Text, "mode and resolution") with { Usual = ["1,1,1"] },
        Belief.SetAtOpening(
            "TUNIT", "1", "The unit of temperatures, 1 for °C and 2 for K", AnswerForm.Register, "temperature unit")
            with { IsOptional = true },
        Belief.SetAtOpening(
            "REL", "0,1", "Relative readings", AnswerForm.Text, "relative reading")
            with { IsOptional = true, Usual = ["0", "0,2"] },
        Belief.SetAtOpening("AUTO", "1", "The automatic range", AnswerForm.Switch, "range"),
        Belief.SetAtOpening(
            "MXHOLD", "0", "Holding the largest reading", AnswerForm.Switch, "max hold") with { IsOptional = true },
        Belief.Read(Condition, "Its condition", AnswerForm.Register, "OPST?"),
        Belief.Read(Read, "The field", AnswerForm.Number(string.Empty, -LargestField, LargestField), "RDGFIELD?"),
        Belief.Read(
            "RDGTEMP?", "The temperature of the probe", AnswerForm.Number(string.Empty, -300, 600), "RDGTEMP?")
            with { IsOptional = true },
    ];
}
