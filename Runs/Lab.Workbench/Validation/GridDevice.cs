using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;

namespace Lab.Workbench.Validation;

/// <summary>A device on which protocols are tried: what it changes on a bench whose first junction is that of the
/// thesis.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Junction">The change that it makes to the first junction.</param>
public sealed record GridDevice(string Name, Func<JunctionDefinition, JunctionDefinition> Junction)
{
    // Spectra of the shipped settings reach 7.5 half widths to either side of the resonance in 105 points.
    private const double ReachInLinewidths = 7.5;
    private const int SpectrumPoints = 105;
    private const int TuningSpectrumPoints = 53;

    /// <summary>The slope of the shipped junction in its half widths: currents of ±5 mA move its resonance by 2.8 of
    /// them.</summary>
    private static readonly double LinewidthsPerTesla = new JunctionDefinition { Name = string.Empty } is var shipped
        ? shipped.InPlaneSlope.HertzPerTesla / (shipped.Damping * shipped.ResonanceFrequency.Hertz)
        : 0;

    /// <summary>Its further changes of the bench.</summary>
    public Func<BenchDefinition, BenchDefinition> Bench { get; init; } = bench => bench;

    /// <summary>The experiment with this device, and with frequencies that suit it.</summary>
    /// <param name="experiment">The experiment on the bench as it is.</param>
    public Experiment In(Experiment experiment)
    {
        JunctionDefinition before = experiment.Bench.Sample.Junctions[0];
        JunctionDefinition junction = Junction(before);
        double hertz = junction.ResonanceFrequency.Hertz;
        double linewidth = junction.Damping * hertz;
        bool hasOwnLine = hertz != before.ResonanceFrequency.Hertz || junction.Damping != before.Damping;
        junction = hasOwnLine
            ? junction with { InPlaneSlope = FrequencyPerField.FromHertzPerTesla(LinewidthsPerTesla * linewidth) }
            : junction;
        BenchDefinition bench = experiment.Bench with
        {
            Sample = experiment.Bench.Sample with { Junctions = [junction, .. experiment.Bench.Sample.Junctions.Skip(1)] },
        };
        return experiment with
        {
            Bench = Bench(bench),
            Settings = hasOwnLine ? Suited(experiment.Settings, hertz, linewidth) : experiment.Settings
        };
    }

    private static object Suited(object settings, double hertz, double linewidth)
    {
        Sweep<Frequency> Spectrum(int points) => Sweep<Frequency>.Parse(
            $"{Math.Round(hertz - (ReachInLinewidths * linewidth)):F0}.."
                + $"{Math.Round(hertz + (ReachInLinewidths * linewidth)):F0} Hz in {points}");

        return settings switch
        {
            SpinDiodeSettings spectra => spectra with { Frequencies = Spectrum(SpectrumPoints) },
            WeightTuningSettings tuning =>
                tuning with { Frequencies = Spectrum(TuningSpectrumPoints), Tone = Frequency.FromHertz(hertz) },
            _ => settings,
        };
    }
}
