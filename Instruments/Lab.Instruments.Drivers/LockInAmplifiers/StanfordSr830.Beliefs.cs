using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class StanfordSr830
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening(
            "FMOD", values =>
                LockInOptions.AsksExternal(values) ? "0" : "1", "The reference, 1 for the internal one", AnswerForm.Switch,
            "Reference"),
        Choice("ISRC", Inputs, InputKey, "The input, 0 for A and 1 for A − B", "Input, coupling, shields"),
        Choice("IGND", Shields, ShieldKey, "The shields, 1 for grounded", "Input, coupling, shields"),
        Choice("ICPL", Couplings, CouplingKey, "The coupling, 1 for DC", "Input, coupling, shields"),
        Choice("ILIN", LineFilters, LineFilterKey, "The notch filters", "Notch filters"),
        Choice("RMOD", Reserves, ReserveKey, "The reserve, 0 for high", "Reserve") with { Usual = ["2"] },
        Demodulation("OFSL", values =>
            $"{int.Parse(values.Get<string>("slope"), CultureInfo.InvariantCulture) / 6 - 1}", "The slope of the filter")
            with { Usual = ["1"] },
        Demodulation("SYNC", values => values.Get<bool>(SynchronousKey) ? "1" : "0", "The synchronous filter"),
        Demodulation("HARM", values => $"{values.Get<double>("harmonic"):R}", "The harmonic", most: 19999),
        Demodulation("PHAS", values => $"{values.Get<Angle>("phase").Degrees:R}", "The phase", least: -360, most: 730),
        Demodulation(
            "OFLT", values => $"{IndexOf(StanfordTables.TimeConstantsSeconds, values.Get<Duration>("time_constant").Seconds)}",
            "The time constant, by its index") with { Usual = ["8"] },
        Demodulation(
            "SENS", values => $"{IndexOf(StanfordTables.SensitivitiesVolts, values.Get<Voltage>("sensitivity").Volts)}",
            "The sensitivity, by its index") with { Usual = ["26"] },
        Offset(1, "X"),
        Offset(2, "Y"),
        Offset(3, "R"),
        Belief.Read("SLVL?", "The sine", AnswerForm.Number("V", 0.004, 5), "SLVL x, SLVL?"),
        Belief.Read("FREQ?", "The frequency", AnswerForm.Number("Hz", 0, 102e3), "FREQ x, FREQ?"),
        .. Enumerable.Range(1, AuxOutputs).Select(output =>
            Belief.Read(
                $"AUXV? {output}", $"Analogue output {output}", AnswerForm.Number("V", -10.5, 10.5), "AUXV n,x, AUXV? n")),
    ];

    private static Belief Choice(string header, string[] words, string key, string tells, string line) => Belief.SetAtOpening(
        header, values => $"{Array.IndexOf(words, values.Get<string>(key))}", tells, AnswerForm.Number(string.Empty, 0, 3), line);

    private static Belief Demodulation(
        string header, Func<SettingValues, string> wanted, string tells, double least = 0, double most = 26) =>
        Belief.SetAtOpening(
            header, wanted, tells, AnswerForm.Number(string.Empty, least, most), "Filter, sensitivity, phase, harmonic");

    private static Belief Offset(int output, string name) =>
        Belief.Read($"OEXP? {output}", $"Offset and expansion of {name}", AnswerForm.Text, "Offset and expansion") with
        {
            Wanted = _ => "0,0",
            Usual = ["0.00,0"],
            SetBy = _ => $"OEXP {output},0,0",
        };
}
