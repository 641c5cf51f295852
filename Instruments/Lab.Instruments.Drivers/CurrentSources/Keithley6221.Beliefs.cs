using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keithley6221
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP 0/1"),
        Belief.Read(
            ":STAT:OPER:COND?", "What is under way", AnswerForm.Number(string.Empty, 0, 65535),
            "sweep, delta or pulse delta armed"),
        Belief.Read(":SOUR:CURR?", "The current", AnswerForm.Number("A", -0.105, 0.105), ":SOUR:CURR x"),
        Belief.Read(":SOUR:CURR:COMP?", "The compliance", AnswerForm.Number("V", 0.1, 105), "compliance"),
        Belief.SetAtOpening(
            ":SOUR:CURR:RANG:AUTO", settings => HasFixedRange(settings) ? "0" : "1", "The automatic range", AnswerForm.Switch,
            ":SOUR:CURR:RANG:AUTO 1") with { Usual = ["0"] },
        Belief.SetAtOpening(
            ":SOUR:CURR:FILT", "0", "The analogue filter", AnswerForm.Switch, "analog filter") with { IsOptional = true },
        Belief.SetAtOpening(
            ":OUTP:RESP", "FAST", "The response of the output", AnswerForm.Word("FAST", "SLOW"), "output response")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":OUTP:ISH", "OLOW", "The inner shield", AnswerForm.Word("OLOW", "GUARd"), "inner shield") with { IsOptional = true },
        Belief.SetAtOpening(
            ":OUTP:LTE", settings => settings.Get<bool>(LowToEarthKey) ? "1" : "0", "The low side at earth", AnswerForm.Switch,
            "output low to earth"),
        Belief.ReliedOn(":OUTP:INT:TRIP?", "1", "The closed interlock", AnswerForm.Switch, "interlock"),
    ];

    private static bool HasFixedRange(SettingValues settings) => settings.Get<Current>(FixedRange.Key).Amperes > 0;
}
