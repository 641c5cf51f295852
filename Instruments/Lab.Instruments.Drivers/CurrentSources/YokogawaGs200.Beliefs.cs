using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class YokogawaGs200
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP 0/1"),
        Belief.SetAtOpening(
            ":SOUR:FUNC", "CURR", "The function", AnswerForm.Word("VOLTage", "CURRent"), "voltage mode")
            with { Usual = ["VOLT"] },
        Belief.Read(":SOUR:RANG?", "The range", AnswerForm.Number(string.Empty, 1e-3, 30), "range"),
        Belief.Read(":SOUR:LEV?", "The level", AnswerForm.Number(string.Empty, -32, 32), ":SOUR:LEV x"),
        Belief.Read(":SOUR:PROT:VOLT?", "The voltage limiter", AnswerForm.Number("V", 1, 30), "voltage limiter"),
        Belief.SetAtOpening(
            ":SENS:REM", settings => settings.Get<string>(WiresKey) == "4" ? "1" : "0", "Sensing with wires of its own",
            AnswerForm.Switch, "four-wire, guard"),
        Belief.SetAtOpening(":SENS:GUAR", "0", "The guard", AnswerForm.Switch, "four-wire, guard"),
        Belief.SetAtOpening(
            ":ROUT:BNCI", "TRIG", "The BNC input", AnswerForm.Word("TRIGger", "OUTPut"), "BNC input") with { IsOptional = true },
        Belief.SetAtOpening(
            ":PROG:TRIG", "NORM", "The trigger of programs", AnswerForm.Word("NORMal", "MEND"),
            "program trigger (with /MON only)") with { IsOptional = true },
    ];
}
