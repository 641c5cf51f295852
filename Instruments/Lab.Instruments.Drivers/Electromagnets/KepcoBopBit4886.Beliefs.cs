using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class KepcoBopBit4886
{
    /// <summary>The card answers the calibrated value of a set-point, which is a step of a 32768th of the full scale
    /// away.</summary>
    private const double Calibration = 1e-3;

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, ":OUTP 0/1"),
        Belief.SetAtOpening(
            ":FUNC:MODE", "1", "The mode, 0 for voltage and 1 for current", AnswerForm.Word("0", "1"), "voltage mode")
            with { Usual = ["0"], SetBy = _ => ":FUNC:MODE CURR" },
        Belief.SetAtOpening(
            ":CURR:MODE", "FIX", "A list or a transient", AnswerForm.Word("FIXed", "LIST", "TRANsient"), "list or transient"),
        Belief.SetAtOpening(
            ":CURR:RANG", "1", "The range, 1 for full scale", AnswerForm.Number(string.Empty, 1, 4), "quarter range")
            with { IsOptional = true },
        Belief.Read(":CURR? MAX", "The largest current", AnswerForm.Number("A", 0.1, 1000), ":CURR? MAX"),
        Belief.Read(":VOLT? MAX", "The largest voltage", AnswerForm.Number("V", 0.1, 1000), ":CURR? MAX"),
        Belief.Read(":CURR?", "The current that is set", AnswerForm.Number("A", -1000, 1000), ":CURR x"),
        Belief.SetAtOpening(
            ":VOLT", settings => Text(settings.Get<Voltage>(VoltageLimitKey).Volts), "The voltage limit",
            AnswerForm.Number("V", -1000, 1000, Calibration), "voltage limit") with { Usual = ["0"] },
        Belief.Read(":MEAS:CURR?", "The current that flows", AnswerForm.Number("A", -1000, 1000), ":MEAS:CURR?"),
    ];
}
