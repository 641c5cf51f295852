using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.RfGenerators;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class RohdeSchwarzSmb100A
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP 0"),
        Belief.SetAtOpening(":UNIT:POW", "DBM", "The unit of the level", AnswerForm.Word("DBM", "V", "DBUV"), "Unit of level"),
        Belief.SetAtOpening(":SOUR:POW:OFFS", "0", "The level offset", AnswerForm.Number("dB", -100, 100), "Level offset"),
        Belief.SetAtOpening(
            ":SOUR:POW:MODE", "CW", "The level mode", AnswerForm.Word("CW", "FIXed", "SWEep"), "Level mode")
            with { Usual = ["FIX"] },
        Belief.Read(":SOUR:POW?", "The level", AnswerForm.Number(string.Empty, -400, 400), ":SOUR:POW"),
        Belief.Read(":SOUR:POW:LIM?", "The level limit", AnswerForm.Number("dBm", -400, 400), "Level limit"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:OFFS", "0", "The frequency offset", AnswerForm.Number("Hz", -200e9, 200e9), "Frequency offset"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:MULT", "1", "The frequency multiplier", AnswerForm.Number(string.Empty, -1e4, 1e4),
            "Frequency multiplier"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:MODE", "CW", "The frequency mode", AnswerForm.Word("CW", "FIXed", "SWEep", "LIST"),
            ":SOUR:FREQ:MODE CW") with { Usual = ["FIX"] },
        Belief.Read(":SOUR:FREQ?", "The frequency", AnswerForm.Number("Hz", -1e15, 1e15), ":SOUR:FREQ"),
        Belief.SetAtOpening(
            ":SOUR:MOD:ALL:STAT", "0", "The switch of all modulation", AnswerForm.Switch, "Modulation")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:POW:ALC", "AUTO", "The level control", AnswerForm.Word("AUTO", "ON", "OFFTable", "ONTable", "OFF", "1", "0"),
            "Level control") with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:POW:LMOD", "NORM", "The level behaviour", AnswerForm.Word("NORMal", "LNOise", "LDIStortion"),
            "Level behaviour") with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:POW:SPC:STAT", "0", "The level control by a power sensor", AnswerForm.Switch, "Level held by a power sensor")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:POW:EMF:STAT", "0", "The level shown as EMF", AnswerForm.Switch, "Level shown as EMF")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:CORR:STAT", "0", "The user's correction of the level", AnswerForm.Switch, "User correction")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":OUTP:AMOD", "AUTO", "The attenuator mode", AnswerForm.Word("AUTO", "FIXed"), "Attenuator mode")
            with { IsOptional = true },
    ];
}
