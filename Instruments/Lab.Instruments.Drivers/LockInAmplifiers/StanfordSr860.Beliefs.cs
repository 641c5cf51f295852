using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class StanfordSr860
{
    private const string InputLine = "Input, coupling, shields, range (SR860)";
    private const string FilterLine = "Filter, scale, phase, harmonic (SR860)";

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening(
            "RSRC", values => LockInOptions.AsksExternal(values) ? "1" : "0", "The reference, 0 for the internal one",
            AnswerForm.Number(string.Empty, 0, 3), "Reference (SR860)"),
        Belief.ReliedOn("SOFF?", "0", "The direct voltage of the sine", AnswerForm.Number("V", -5, 5), "DC level of the sine"),
        Belief.SetAtOpening("IVMD", "0", "The signal, 0 for a voltage", AnswerForm.Switch, InputLine),
        Choice("ISRC", Inputs, InputKey, "The input, 0 for A and 1 for A − B"),
        Choice("IGND", Shields, ShieldKey, "The shields, 1 for grounded"),
        Choice("ICPL", Couplings, CouplingKey, "The coupling, 1 for DC"),
        Choice("IRNG", InputRanges, InputRangeKey, "The input range, 0 for 1 V") with { Usual = ["0"] },
        Belief.SetAtOpening("ADVFILT", "0", "The advanced filter", AnswerForm.Switch, "Advanced filter") with { Usual = ["1"] },
        Demodulation(
            "OFSL", values => $"{(int.Parse(values.Get<string>("slope"), CultureInfo.InvariantCulture) / 6) - 1}", "The slope")
            with { Usual = ["1"] },
        Demodulation("SYNC", values => values.Get<bool>(SynchronousKey) ? "1" : "0", "The synchronous filter"),
        Demodulation("HARM", values => $"{values.Get<double>("harmonic"):R}", "The harmonic", most: MostHarmonic),
        Demodulation("PHAS", values => $"{values.Get<Angle>("phase").Degrees:R}", "The phase", least: -360_000, most: 360_000),
        Demodulation(
            "OFLT",
            values => $"{IndexOf(StanfordTables.FastTimeConstantsSeconds, values.Get<Duration>("time_constant").Seconds)}",
            "The time constant, by its index") with { Usual = ["10"] },
        Demodulation(
            "SCAL",
            values => $"{ScaleOf(values.Get<Voltage>("sensitivity").Volts)}",
            "The scale, by its index") with { Usual = ["0"] },
        .. Enumerable.Range(0, 3).Select(output =>
            Belief.Read(
                $"COFA? {output}", $"The offset of {"XYR"[output]}", AnswerForm.Switch, "Offset, expansion, ratio (SR860)") with
            {
                Wanted = _ => "0", SetBy = _ => $"COFA {output},0",
            }),
        Belief.Read("SLVL?", "The sine", AnswerForm.Number("V", 0, 2), "SLVL x of an SR860"),
        Belief.Read("FREQ?", "The frequency", AnswerForm.Number("Hz", 0, 4e6), "FREQINT x"),
        .. Enumerable.Range(0, AuxOutputs).Select(output => Belief.Read(
            $"AUXV? {output}", $"Analogue output {output + 1}", AnswerForm.Number("V", -10.5, 10.5), "AUXV n,x of an SR860")),
    ];

    private static Belief Choice(string header, string[] words, string key, string tells) => Belief.SetAtOpening(
        header, values =>
            $"{Array.IndexOf(words, values.Get<string>(key))}", tells, AnswerForm.Number(string.Empty, 0, 4), InputLine);

    private static Belief Demodulation(
        string header, Func<SettingValues, string> wanted, string tells, double least = 0, double most = 27) =>
        Belief.SetAtOpening(header, wanted, tells, AnswerForm.Number(string.Empty, least, most), FilterLine);
}
