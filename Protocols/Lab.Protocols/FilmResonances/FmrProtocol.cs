using Lab.Calibration.Resonances;
using Lab.Instruments;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.NetworkAnalysers;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.FilmResonances;

/// <summary>Ferromagnetic resonance of a film: lines against field at several frequencies, and from them damping, splitting
/// factor, effective magnetisation and inhomogeneous broadening.</summary>
public sealed class FmrProtocol : Protocol<FmrSettings>
{
    /// <summary>The role of the network analyser.</summary>
    public const string AnalyserRole = "vna";

    /// <inheritdoc/>
    public override string Name => "fmr";

    /// <inheritdoc/>
    public override string Summary =>
        "Ferromagnetic resonance against field at several frequencies: damping, g, effective magnetisation, broadening.";

    /// <inheritdoc/>
    public override string DefaultBench => "film";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the film, keyed or field-modulated", IsOptional: true),
        new(BenchSetUp.LockInRole, ILockInAmplifier.Kind, "reads the rectified or absorbed power then", IsOptional: true),
        new(AnalyserRole, INetworkAnalyser.Kind, "drives the film and measures its transmission", IsOptional: true),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "sweeps the field through the resonance"),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(FmrSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Frequencies.Distinct().Count() is var count && count < FilmFit.FewestFrequencies)
        {
            throw new SettingsException(
                $"The setting 'frequencies' has {count} values; a film needs at least {FilmFit.FewestFrequencies}.");
        }

        if (settings.FieldPoints < ResonanceLineFit.FewestPoints)
        {
            throw new SettingsException(
                $"The setting 'field_points' is {settings.FieldPoints}; a line needs at least {ResonanceLineFit.FewestPoints}.");
        }

        foreach ((string name, double value, string text) in ((string, double, string)[])
            [
                ("power", settings.Power.Watts, $"{settings.Power}"),
                ("expected_g", settings.ExpectedG, $"{settings.ExpectedG}"),
                ("half_span", settings.HalfSpan.Tesla, $"{settings.HalfSpan}"),
                ("modulation_frequency", settings.ModulationFrequency.Hertz, $"{settings.ModulationFrequency}"),
            ])
        {
            if (!(value > 0))
            {
                throw new SettingsException($"The setting '{name}' is {text}; it must be positive.");
            }
        }

        return new FmrExperiment(settings);
    }
}
