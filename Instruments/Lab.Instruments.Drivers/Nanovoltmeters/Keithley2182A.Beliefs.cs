using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Nanovoltmeters;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keithley2182A
{
    private const string Infinite = "9.9E37";

    private static AnswerForm Count => AnswerForm.Number(string.Empty, 1, 9.9e37);
    private static NanovoltmeterSettings First => new();

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening(
            ":FORM:DATA", "ASC", "The form of readings", AnswerForm.Word("ASCii", "SREal", "DREal"), "Format and elements"),
        Belief.SetAtOpening(
            ":FORM:ELEM", "READ", "The parts of a reading", AnswerForm.Words("READing", "CHANnel", "UNITs"),
            "Format and elements"),
        Belief.SetAtOpening(
            ":SENS:FUNC", "VOLT:DC", "The function", AnswerForm.Word("VOLT:DC", "TEMP"), "Function")
            with { SetBy = _ => ":SENS:FUNC 'VOLT'" },
        Belief.SetAtOpening(":SENS:CHAN", "1", "The channel", AnswerForm.Number(string.Empty, 0, 2), "Channel"),
        Belief.SetAtOpening(
            ":INIT:CONT", "0", "Free running", AnswerForm.Switch, "Free running, outer trigger") with { Usual = ["1"] },
        Belief.SetAtOpening(
            ":TRIG:SOUR", "IMM", "The trigger source", AnswerForm.Word("IMMediate", "TIMer", "MANual", "BUS", "EXTernal"),
            "Free running, outer trigger"),
        Belief.SetAtOpening(
            ":TRIG:COUN", "1", "The trigger count", Count, "Sample and trigger count") with { Usual = [Infinite] },
        Belief.SetAtOpening(":SAMP:COUN", "1", "The sample count", Count, "Sample and trigger count"),
        Belief.SetAtOpening(
            ":TRIG:DEL:AUTO", "0", "The automatic trigger delay", AnswerForm.Switch, "Trigger delay on automatic")
            with { Usual = ["1"] },
        Belief.SetAtOpening(
            ":TRIG:DEL", "0", "The trigger delay", AnswerForm.Number("s", 0, 999999.999), "Trigger delay on automatic"),
        Belief.SetAtOpening(
            ":SENS:VOLT:CHAN1:REF:STAT", "0", "Relative readings of channel 1", AnswerForm.Switch, "Relative, both channels"),
        Belief.SetAtOpening(
            ":SENS:VOLT:CHAN2:REF:STAT", "0", "Relative readings of channel 2", AnswerForm.Switch, "Relative, both channels"),
        Belief.SetAtOpening(":SENS:VOLT:RAT", "0", "The ratio V1/V2", AnswerForm.Switch, "Ratio V1/V2"),
        Belief.SetAtOpening(":SENS:VOLT:DELT", "0", "The half difference of two readings", AnswerForm.Switch, "Delta"),
        Belief.SetAtOpening(":CALC:STAT", "0", "Mathematics on readings", AnswerForm.Switch, "Math, mX+b or percent"),
        Belief.SetAtOpening(
            ":TRAC:FEED:CONT", "NEV", "The feeding of the buffer", AnswerForm.Word("NEVer", "NEXT"), "Buffer feeding")
            with { IsOptional = true },
        Belief.SetAtOpening(":SYST:AZER", Bit(First.AutoZero), "The autozero of the back end", AnswerForm.Switch, "Autozero"),
        Belief.SetAtOpening(":SYST:FAZ", Bit(First.AutoZero), "The autozero of the front end", AnswerForm.Switch, "Autozero"),
        Belief.SetAtOpening(
            ":SENS:VOLT:NPLC", $"{First.IntegrationCycles:R}", "The integration in periods of the mains",
            AnswerForm.Number(string.Empty, 0.01, 60), ":SENS:VOLT:NPLC x") with { Usual = ["1"] },
        Belief.SetAtOpening(
            ":SENS:VOLT:CHAN1:LPAS", Bit(First.AnalogFilter), "The analogue filter", AnswerForm.Switch, "Filters"),
        Belief.SetAtOpening(
            ":SENS:VOLT:CHAN1:DFIL:TCON", "REP", "The kind of digital filter", AnswerForm.Word("MOVing", "REPeat"), "Filters")
            with { Usual = ["MOV"] },
        Belief.SetAtOpening(
            ":SENS:VOLT:CHAN1:DFIL:WIND", "0", "The window of the digital filter", AnswerForm.Number("%", 0, 10), "Filters")
            with { Usual = ["0.01"] },
        Belief.SetAtOpening(
            ":SENS:VOLT:CHAN1:DFIL:COUN", $"{First.AverageCount}", "The readings that the digital filter averages",
            AnswerForm.Number(string.Empty, 1, 100), "Filters") with { Usual = ["10"] },
        Belief.SetAtOpening(
            ":SENS:VOLT:CHAN1:DFIL:STAT", Bit(First.AverageCount > 1), "The digital filter", AnswerForm.Switch, "Filters")
            with { Usual = ["1"] },
        Belief.Read(
            ":SENS:VOLT:CHAN1:RANG?", "The range of channel 1", AnswerForm.Number("V", 0, 120), ":SENS:VOLT:CHAN1:RANG x"),
        Belief.ReliedOn(
            ":SYST:LFR?", "50", "The frequency of the mains", AnswerForm.Number("Hz", 49, 61, tolerance: 0.02), ":SYST:LFR?")
            with { Wanted = settings => $"{settings.Get<Frequency>(LineFrequencyKey).Hertz:R}" },
    ];

    private static string Bit(bool on) => on ? "1" : "0";
}
