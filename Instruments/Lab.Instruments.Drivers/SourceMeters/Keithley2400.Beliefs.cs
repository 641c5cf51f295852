using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SourceMeters;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keithley2400
{
    private static AnswerForm Count => AnswerForm.Number(string.Empty, 1, 9.9e37);

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening(
            ":FORM:SREG", "ASC", "The form of registers", AnswerForm.Word("ASCii", "HEXadecimal", "OCTal", "BINary"),
            "Form of registers"),
        Belief.SetAtOpening(
            ":FORM:DATA", "ASC", "The form of readings", AnswerForm.Word("ASCii", "REAL", "SREal"), "Byte order and data form"),
        Belief.SetAtOpening(
            ":FORM:ELEM", "VOLT,CURR,STAT", "The parts of a reading",
            AnswerForm.Words("VOLTage", "CURRent", "RESistance", "TIME", "STATus"), ":FORM:DATA ASC")
            with { Usual = ["VOLT,CURR,RES,TIME,STAT"] },
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP 0"),
        Belief.ReliedOn(
            ":OUTP:SMOD?", "NORM", "The state of an output that is off",
            AnswerForm.Word("HIMPedance", "NORMal", "ZERO", "GUARd"), "Output-off state") with { IsOptional = true },
        Belief.SetAtOpening(":SOUR:CLE:AUTO", "0", "The automatic output", AnswerForm.Switch, "Automatic output"),
        Belief.SetAtOpening(
            ":SOUR:FUNC", "CURR", "The source", AnswerForm.Word("VOLTage", "CURRent", "MEMory"), ":SOUR:FUNC CURR")
            with { Usual = ["VOLT"] },
        Belief.SetAtOpening(
            ":SOUR:CURR:MODE", "FIX", "The mode of the source", AnswerForm.Word("FIXed", "LIST", "SWEep"),
            "Source list or sweep"),
        Belief.Read(":SOUR:CURR?", "The current", AnswerForm.Number("A", -10.6, 10.6), ":SOUR:CURR x"),
        Belief.SetAtOpening(
            ":SOUR:CURR:RANG:AUTO", "1", "The automatic range of the source", AnswerForm.Switch, ":SOUR:CURR:RANG:AUTO 1"),
        Belief.SetAtOpening(
            ":SOUR:FUNC:SHAP", "DC", "The shape of the output", AnswerForm.Word("DC", "PULSe"), "Pulse shape (2430)")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR:CURR:TRIG:SFAC:STAT", "0", "The scaling of the source", AnswerForm.Switch, "Scaling of the source")
            with { IsOptional = true },
        Belief.Read(":SENS:VOLT:PROT?", "The compliance", AnswerForm.Number("V", -1200, 1200), ":SENS:VOLT:PROT x"),
        Belief.SetAtOpening(
            ":SENS:VOLT:PROT:RSYN", "0", "Compliance by the range", AnswerForm.Switch, "Compliance follows the range")
            with { IsOptional = true },
        Belief.Read(":SENS:VOLT:PROT:TRIP?", "Whether the source is in compliance", AnswerForm.Switch, ":SENS:VOLT:PROT x"),
        Belief.SetAtOpening(
            ":SYST:RSEN", settings => SourceMeterOptions.Of(settings).IsFourWire ? "1" : "0", "Sensing with wires of its own",
            AnswerForm.Switch, "Sense wires, 2 or 4"),
        Belief.SetAtOpening(
            ":ROUT:TERM", settings => settings.Get<string>(TerminalsKey) == "rear" ? "REAR" : "FRON", "The terminals",
            AnswerForm.Word("FRONt", "REAR"), "Front or rear terminals"),
        Belief.SetAtOpening(
            ":SENS:FUNC:CONC", "1", "Measuring several quantities at once", AnswerForm.Switch, ":SENS:FUNC:CONC 1"),
        Belief.SetAtOpening(
            ":SENS:FUNC", "VOLT:DC,CURR:DC", "What is measured", AnswerForm.Words("VOLT:DC", "CURR:DC", "RES"),
            ":SENS:FUNC:CONC 1") with { Usual = ["CURR:DC"], SetBy = _ => ":SENS:FUNC 'VOLT','CURR'" },
        Belief.SetAtOpening(
            ":SENS:VOLT:RANG:AUTO", "1", "The automatic range of the voltage", AnswerForm.Switch, ":SENS:VOLT:RANG:AUTO 1"),
        Belief.SetAtOpening(
            ":SENS:VOLT:NPLC", settings => $"{SourceMeterOptions.Of(settings).IntegrationCycles:R}",
            "The integration in periods of the mains", AnswerForm.Number(string.Empty, 0.01, 10), ":SENS:VOLT:NPLC x")
            with { Usual = ["1"] },
        Belief.SetAtOpening(":SENS:AVER:STAT", "0", "The filter", AnswerForm.Switch, "Filter"),
        Belief.SetAtOpening(
            ":ARM:SOUR", "IMM", "The arming",
            AnswerForm.Word("IMMediate", "TIMer", "MANual", "BUS", "TLINk", "NSTest", "PSTest", "BSTest"), "Trigger source"),
        Belief.SetAtOpening(":ARM:COUN", "1", "The arm count", Count, ":ARM:COUN 1"),
        Belief.SetAtOpening(":TRIG:SOUR", "IMM", "The trigger source", AnswerForm.Word("IMMediate", "TLINk"), "Trigger source"),
        Belief.SetAtOpening(":TRIG:COUN", "1", "The trigger count", Count, ":TRIG:COUN 1"),
        Belief.SetAtOpening(":TRIG:DEL", "0", "The trigger delay", AnswerForm.Number("s", 0, 999.9999), ":TRIG:COUN 1"),
        Belief.SetAtOpening(":SYST:AZER", "1", "The autozero", AnswerForm.Word("0", "1", "ON", "OFF", "ONCE"), "Autozero"),
        Belief.SetAtOpening(
            ":SYST:LFR",
            settings => $"{SourceMeterOptions.Of(settings).LineFrequency.Hertz:R}",
            "The frequency of the mains",
            AnswerForm.Number("Hz", 49, 61, tolerance: 0.02), "Line frequency"),
    ];
}
