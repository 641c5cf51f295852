using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.DeltaMeters;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keithley6221With2182A
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(OutputQuery, "The output", AnswerForm.Switch, ":OUTP 0, :OUTP?"),
        Belief.Read(
            ":STAT:OPER:COND?", "What is under way", AnswerForm.Number(string.Empty, 0, 65535), "sweep, delta or waveform armed"),
        Belief.Read(AmplitudeQuery, "The amplitude", AnswerForm.Number("A", 0, 0.105), ":SOUR:DELT:HIGH x;LOW y"),
        Belief.ReliedOn(
            ":SOUR:DELT:NVPR?", "1", "The nanovoltmeter at the serial port", AnswerForm.Switch, ":SOUR:DELT:NVPR?"),
        Belief.SetAtOpening(
            ":OUTP:LTE", settings => settings.Get<bool>(LowToEarthKey) ? "1" : "0", "The low side at earth", AnswerForm.Switch,
            "output low to earth"),
        Belief.SetAtOpening(":SENS:AVER", "0", "The averaging filter", AnswerForm.Switch, "averaging filter"),
        Belief.SetAtOpening(":CALC:STAT", "0", "The math of readings", AnswerForm.Switch, "math"),
    ];
}
