using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SourceMeters;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keithley2450
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.ReliedOn("*LANG?", "SCPI", "The language", AnswerForm.Word("SCPI", "TSP", "SCPI2400"), "Language"),
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP 0"),
        Belief.ReliedOn(
            ":OUTP:CURR:SMOD?", "NORM", "The state of an output that is off",
            AnswerForm.Word("HIMPedance", "NORMal", "ZERO", "GUARd"), "Output-off state") with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:FUNC", "CURR", "The source", AnswerForm.Word("VOLTage", "CURRent"), ":SOUR:FUNC CURR") with { Usual =
                ["VOLT"] },
        Belief.Read(":SOUR:CURR?", "The current", AnswerForm.Number("A", -10.6, 10.6), ":SOUR:CURR x"),
        Belief.SetAtOpening(
            ":SOUR:CURR:RANG:AUTO", "1", "The automatic range of the source", AnswerForm.Switch, ":SOUR:CURR:RANG:AUTO 1"),
        Belief.SetAtOpening(
            ":SOUR:CURR:READ:BACK", "1", "Reading the current back", AnswerForm.Switch, "Reading back of the source"),
        Belief.Read(":SOUR:CURR:VLIM?", "The compliance", AnswerForm.Number("V", -1200, 1200), ":SOUR:CURR:VLIM x"),
        Belief.Read(Tripped, "Whether the source is in compliance", AnswerForm.Switch, ":SOUR:CURR:VLIM x"),
        Belief.SetAtOpening(
            ":SENS:FUNC", "VOLT:DC", "What is measured", AnswerForm.Words("VOLT:DC", "CURR:DC", "RES"),
                "Function of the meter") with
        {
            Usual = ["CURR:DC"], SetBy = _ => ":SENS:FUNC 'VOLT'",
        },
        Belief.SetAtOpening(
            ":SENS:VOLT:RSEN",
            settings => SourceMeterOptions.Of(settings).IsFourWire ? "1" : "0",
            "Sensing with wires of its own",
            AnswerForm.Switch, "Sense wires of a 2450"),
        Belief.SetAtOpening(
            ":ROUT:TERM", settings => settings.Get<string>(TerminalsKey) == "rear" ? "REAR" : "FRON", "The terminals",
            AnswerForm.Word("FRONt", "REAR"), "Front or rear terminals"),
        Belief.SetAtOpening(
            ":SENS:VOLT:RANG:AUTO", "1", "The automatic range of the voltage", AnswerForm.Switch, ":SENS:VOLT:RANG:AUTO 1"),
        Belief.SetAtOpening(
            ":SENS:VOLT:NPLC", settings => $"{SourceMeterOptions.Of(settings).IntegrationCycles:R}",
            "The integration in periods of the mains", AnswerForm.Number(string.Empty, 0.01, 10), ":SENS:VOLT:NPLC x")
            with { Usual = ["1"] },
        Belief.SetAtOpening(":SENS:VOLT:AZER", "1", "The autozero", AnswerForm.Switch, "Autozero of a 2450"),
        Belief.SetAtOpening(":SENS:VOLT:AVER", "0", "The filter", AnswerForm.Switch, "Filter of a 2450"),
        Belief.SetAtOpening(":SENS:COUN", "1", "Readings a trigger", AnswerForm.Number(string.Empty, 1, 300_000), "Count"),
        Belief.SetAtOpening(
            ":SENS:VOLT:UNIT", "VOLT", "The unit of the voltage", AnswerForm.Word("VOLT", "OHM", "WATT"),
                "Unit, relative, mathematics")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":SENS:VOLT:REL:STAT", "0", "Relative readings", AnswerForm.Switch,
                "Unit, relative, mathematics") with { IsOptional = true },
        Belief.SetAtOpening(
            ":CALC:VOLT:MATH:STAT", "0", "Mathematics", AnswerForm.Switch, "Unit, relative, mathematics") with { IsOptional =
                true },
        Belief.ReliedOn(
            ":SYST:LFR?", "50", "The frequency of the mains", AnswerForm.Number("Hz", 49, 61, tolerance: 0.02), ":SYST:LFR?") with
        {
            Wanted = settings => $"{SourceMeterOptions.Of(settings).LineFrequency.Hertz:R}",
        },
    ];
}
