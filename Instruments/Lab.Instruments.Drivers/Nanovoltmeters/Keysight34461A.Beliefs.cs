using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.Nanovoltmeters;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keysight34461A
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening(":FORM:DATA", "ASC", "The form of readings", AnswerForm.Word("ASCii", "REAL"), "Multimeter: form"),
        Belief.SetAtOpening(":SENS:FUNC", "VOLT", "The function", AnswerForm.Text, "Multimeter: function") with
        {
            Wanted = _ => "\"VOLT\"", SetBy = _ => ":SENS:FUNC 'VOLT'",
        },
        Belief.SetAtOpening(
            ":TRIG:SOUR",
            "IMM",
            "The trigger source",
            AnswerForm.Word("IMMediate", "EXTernal", "BUS", "INTernal"),
            "Multimeter: trigger"),
        Belief.SetAtOpening(
            ":TRIG:COUN", "1", "The trigger count", AnswerForm.Number(string.Empty, 1, 9.9e37), "Multimeter: trigger"),
        Belief.SetAtOpening(":TRIG:DEL:AUTO", "1", "The automatic trigger delay", AnswerForm.Switch, "Multimeter: trigger"),
        Belief.SetAtOpening(":SENS:VOLT:NULL:STAT", "0", "Relative readings", AnswerForm.Switch, "Multimeter: relative")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":CALC:SCAL:STAT", "0", "Scaled readings", AnswerForm.Switch, "Multimeter: scaled") with { IsOptional = true },
        Belief.Read(
            ":ROUT:TERM?",
            "The terminals in use, by the switch at the front",
            AnswerForm.Word("FRONt", "REAR"),
            "Multimeter: terminals"),
        Belief.Read(":SENS:VOLT:RANG?", "The range", AnswerForm.Number("V", 0.1, 1000), "Multimeter: range"),
    ];
}
