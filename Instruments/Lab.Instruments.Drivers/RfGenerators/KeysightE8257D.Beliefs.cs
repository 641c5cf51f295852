using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.RfGenerators;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class KeysightE8257D
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP 0"),
        Belief.SetAtOpening(
            ":UNIT:POW", "DBM", "The unit of the level", AnswerForm.Word("DBM", "V", "DBUV", "VEMF", "DBUVEMF"),
            "Unit of level"),
        Belief.SetAtOpening(":SOUR:POW:OFFS", "0", "The level offset", AnswerForm.Number("dB", -200, 200), "Level offset"),
        Belief.SetAtOpening(":SOUR:POW:REF:STAT", "0", "The level reference", AnswerForm.Switch, "Level reference"),
        Belief.SetAtOpening(":SOUR:POW:MODE", "FIX", "The level mode", AnswerForm.Word("FIXed", "SWEep", "LIST"), "Level mode"),
        Belief.Read(":SOUR:POW?", "The level", AnswerForm.Number(string.Empty, -400, 400), ":SOUR:POW"),
        Belief.SetAtOpening(":SOUR:POW:ALC", "1", "The automatic level control", AnswerForm.Switch, "ALC"),
        Belief.SetAtOpening(
            ":SOUR:POW:ALC:SOUR", "INT", "Its detector", AnswerForm.Word("INTernal", "DIODe", "MMHead"), "ALC source"),
        Belief.SetAtOpening(":SOUR:FREQ:REF:STAT", "0", "The frequency reference", AnswerForm.Switch, "Frequency reference"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:OFFS", "0", "The frequency offset", AnswerForm.Number("Hz", -200e9, 200e9), "Frequency offset"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:MULT", "1", "The frequency multiplier", AnswerForm.Number(string.Empty, -1e4, 1e4),
            "Frequency multiplier"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:MODE", "CW", "The frequency mode", AnswerForm.Word("CW", "FIXed", "SWEep", "LIST"),
            ":SOUR:FREQ:MODE CW") with { Usual = ["FIX"] },
        Belief.Read(":SOUR:FREQ?", "The frequency", AnswerForm.Number("Hz", -1e15, 1e15), ":SOUR:FREQ"),

        // On from the factory: what is switched off by itself does not pass it.
        Belief.SetAtOpening(
            ":OUTP:MOD", "0", "The switch of all modulation", AnswerForm.Switch, "Modulation")
            with { IsOptional = true, Usual = ["1"] },
        Modulation("PULM", "Pulse modulation"),
        Modulation("AM", "Amplitude modulation"),
        Modulation("FM", "Frequency modulation"),
        Modulation("PM", "Phase modulation"),
        Modulation("DM", "Vector modulation"),
        Modulation("WDM", "Wideband vector modulation"),
        Belief.SetAtOpening(
            ":SOUR:POW:ATT:AUTO", "1", "The automatic attenuator", AnswerForm.Switch, "Attenuator") with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:CORR:STAT", "0", "The user's flatness correction", AnswerForm.Switch, "User flatness")
            with { IsOptional = true },
    ];

    private static Belief Modulation(string node, string tells) =>
        Belief.SetAtOpening($":SOUR:{node}:STAT", "0", tells, AnswerForm.Switch, "Modulation") with { IsOptional = true };
}
