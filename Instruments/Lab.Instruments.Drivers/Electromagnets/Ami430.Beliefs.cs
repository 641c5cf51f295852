using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Ami430
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(StateQuery, "The state, 7 for a quench", AnswerForm.Number("", 1, 10), "STATE?"),
        Belief.Read("PERS?", "Whether the magnet is persistent", AnswerForm.Switch, "PERS?"),
        Belief.Read("PS:INST?", "Whether it has a persistent switch", AnswerForm.Switch, "PS:INST?"),
        Belief.SetAtOpening(
            "RAMP:RATE:UNITS", "0", "The unit of time of rates, 0 for seconds", AnswerForm.Switch, "CONF:RAMP:RATE:UNITS 0")
            with { SetBy = _ => "CONF:RAMP:RATE:UNITS 0" },
        Belief.Read("CURR:MAG?", "The current in the magnet", AnswerForm.Number("A", -1000, 1000), "CURR:MAG?"),
    ];
}
