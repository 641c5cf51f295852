using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SourceMeters;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class KeysightB2900
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        .. from belief in OfOneChannel select belief with { ChannelKey = ChannelKey },
        Belief.SetAtOpening(
            ":FORM:DATA", "ASC", "The form of readings", AnswerForm.Word("ASCii", "REAL"), "Data form of a B2900"),
        Belief.SetAtOpening(
            ":FORM:ELEM:SENS", "VOLT,CURR", "The parts of a reading",
            AnswerForm.Words("VOLTage", "CURRent", "RESistance", "TIME", "STATus", "SOURce"), "Data form of a B2900")
            with { Usual = ["VOLT,CURR,RES,TIME,STAT,SOUR"] },
        Belief.SetAtOpening(
            ":SYST:LFR",
            settings => $"{SourceMeterOptions.Of(settings).LineFrequency.Hertz:R}",
            "The frequency of the mains",
            AnswerForm.Number("Hz", 50, 60), ":SYST:LFR x"),
    ];

    private static IReadOnlyList<Belief> OfOneChannel =>
    [
        Belief.SetAtOpening(
            ":OUTP#:ON:AUTO", "0", "The automatic switching on", AnswerForm.Switch, "Automatic output of a B2900")
            with { Usual = ["1"] },
        Belief.SetAtOpening(
            ":OUTP#:OFF:AUTO", "0", "The automatic switching off", AnswerForm.Switch, "Automatic output of a B2900"),
        Belief.Read(":OUTP#?", "The output", AnswerForm.Switch, ":OUTP# 0"),
        Belief.ReliedOn(
            ":OUTP#:OFF:MODE?", "NORM", "The state of an output that is off", AnswerForm.Word("NORMal", "HIZ", "ZERO"),
            "Output-off state of a B2900") with { IsOptional = true },
        Belief.SetAtOpening(
            ":SOUR#:FUNC:MODE", "CURR", "The source", AnswerForm.Word("VOLTage", "CURRent"), ":SOUR#:FUNC:MODE CURR")
            with { Usual = ["VOLT"] },
        Belief.SetAtOpening(
            ":SOUR#:FUNC:SHAP", "DC", "The shape of the output", AnswerForm.Word("DC", "PULSe"), "Shape and sweep of a B2900"),
        Belief.SetAtOpening(
            ":SOUR#:CURR:MODE", "FIX", "The mode of the source", AnswerForm.Word("FIXed", "LIST", "SWEep"),
            "Shape and sweep of a B2900"),
        Belief.Read(":SOUR#:CURR?", "The current", AnswerForm.Number("A", -10.6, 10.6), ":SOUR#:CURR x"),
        Belief.SetAtOpening(
            ":SOUR#:CURR:RANG:AUTO", "1", "The automatic range of the source", AnswerForm.Switch, ":SOUR#:CURR:RANG:AUTO 1"),
        Belief.Read(":SENS#:VOLT:PROT?", "The compliance", AnswerForm.Number("V", -211, 211), ":SENS#:VOLT:PROT x"),
        Belief.Read(Tripped, "Whether the source is in compliance", AnswerForm.Switch, ":SENS#:VOLT:PROT x"),
        Belief.SetAtOpening(
            ":SENS#:REM", settings => SourceMeterOptions.Of(settings).IsFourWire ? "1" : "0", "Sensing with wires of its own",
            AnswerForm.Switch, "Sense wires of a B2900"),
        Belief.SetAtOpening(
            ":SENS#:VOLT:RANG:AUTO", "1", "The automatic range of the voltage", AnswerForm.Switch, ":SENS#:VOLT:RANG:AUTO 1"),
        Belief.SetAtOpening(
            ":SENS#:VOLT:NPLC", settings => $"{SourceMeterOptions.Of(settings).IntegrationCycles:R}",
            "The integration in periods of the mains", AnswerForm.Number(string.Empty, 0.0004, 100), ":SENS#:VOLT:NPLC x")
            with { Usual = ["1", "0.1"] },
        Belief.SetAtOpening(
            ":TRIG#:SOUR", "AINT", "The trigger source", AnswerForm.Word("AINT", "BUS", "TIM", "INT1", "INT2", "LAN", "EXT1"),
            "Trigger of a B2900"),
        Belief.SetAtOpening(
            ":TRIG#:COUN", "1", "The trigger count", AnswerForm.Number(string.Empty, 1, 2147483647), "Trigger of a B2900"),
    ];
}
