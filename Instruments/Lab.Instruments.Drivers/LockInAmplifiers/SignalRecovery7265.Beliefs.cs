using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class SignalRecovery7265
{
    private const string Input = "Input, coupling, shields (7265)";
    private const string Demodulation = "Filter, sensitivity, gain, phase, harmonic (7265)";

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Set("IE", ReferenceOf, "The reference, 0 for the internal one", "Reference (7265)"),
        Set("IMODE", _ => "0", "The input, 0 for a voltage", Input),
        Set("VMODE", values => $"{VoltageModeOf(values)}", "The input, 1 for A and 3 for A − B", Input),
        Set("FET", _ => "1", "The preamplifier, 1 for 10 MΩ", Input),
        Set("FLOAT", values => $"{Of(values, Shields, ShieldKey)}", "The shields, 0 for grounded", Input),
        Set("CP", values => $"{Of(values, Couplings, CouplingKey)}", "The coupling, 1 for DC", Input),
        Set("AUTOMATIC", _ => "0", "The automatic gain", "Automatic gain (7265)"),
        Belief.Read("XOF", "The offset of X", AnswerForm.Text, "Offset and expansion (7265)"),
        Belief.Read("YOF", "The offset of Y", AnswerForm.Text, "Offset and expansion (7265)"),
        Set("EX", _ => "0", "The expansion of X and Y", "Offset and expansion (7265)"),
        Set(
            "TC", values => $"{IndexOf(TimeConstants, values.Get<Duration>("time_constant").Seconds)}",
            "The time constant, by its number", Demodulation),
        Set(
            "SLOPE", values => $"{(int.Parse(values.Get<string>("slope"), CultureInfo.InvariantCulture) / 6) - 1}",
            "The slope of the filter", Demodulation) with { Usual = ["1"] },
        Set("SYNC", _ => "0", "The synchronous filter", Demodulation),
        Set("REFN", values => $"{values.Get<double>("harmonic"):R}", "The harmonic", Demodulation, 65535),
        Set("REFP.", values => $"{values.Get<Angle>("phase").Degrees:R}", "The phase", Demodulation, 360),
        Set(
            "SEN", values => $"{IndexOf(StanfordTables.SensitivitiesVolts, values.Get<Voltage>("sensitivity").Volts) + 1}",
            "The sensitivity, by its number", Demodulation) with { Usual = ["27"] },
        Set("ACGAIN", values => $"{GainOf(values)}", "The gain before the mixer, by tens of dB", Demodulation),
        Belief.Read("OA.", "The sine", AnswerForm.Number("V", 0, 5), "OA. x, OA."),
        Belief.Read("FRQ.", "The frequency", AnswerForm.Number("Hz", 0, 250e3), "OF. x, FRQ."),
        .. Enumerable.Range(1, AuxOutputs).Select(output =>
            Belief.Read($"DAC. {output}", $"Analogue output {output}", AnswerForm.Number("V", -12, 12), "DAC. n x, DAC. n")),
    ];

    private static Belief Set(
        string name, Func<SettingValues, string> wanted, string tells, string line, double most = 65535) =>
        Belief.Read(name, tells, AnswerForm.Number(string.Empty, 0, most), line) with
        {
            Wanted = wanted,
            SetBy = values => $"{name} {wanted(values)}",
        };
}
