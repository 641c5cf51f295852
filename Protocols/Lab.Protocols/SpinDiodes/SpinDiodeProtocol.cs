using Lab.Instruments;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.SpinDiodes;

/// <summary>Spectra of the rectified voltage against frequency, and the fit of Eq. 3.15 (Leroux thesis,
/// section 5.3.1.2).</summary>
public sealed class SpinDiodeProtocol : Protocol<SpinDiodeSettings>, IJoinsRuns
{
    /// <inheritdoc/>
    public override string Name => "spin-diode";

    /// <inheritdoc/>
    public override string Summary =>
        "Rectified voltage against frequency at one or several powers; fit of resonance, linewidth and sensitivity.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the junction"),
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the rectified voltage"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
        new(BenchSetUp.LineRole, InstrumentKind.CurrentSource, "feeds the field line, if line_current is set", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(SpinDiodeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        RequiredSetting.NotNegative("level_uncertainty", settings.LevelUncertainty ?? default);
        if (settings.FitFrom is { } from && settings.FitTo is { } to && !(from.Hertz < to.Hertz))
        {
            throw new SettingsException($"fit_from, {from}, is not below fit_to, {to}.");
        }

        return new SpinDiodeExperiment(settings);
    }

    /// <summary>The fit of the spectra of several runs of one junction, such as runs at different powers.</summary>
    /// <inheritdoc/>
    public IExperiment Join(IReadOnlyList<object> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        SpinDiodeSettings[] runs = [.. settings.Cast<SpinDiodeSettings>()];
        SpinDiodeSettings first = runs[0];
        foreach (SpinDiodeSettings other in runs.Skip(1))
        {
            RequireSame("field", first.Field, other.Field);
            RequireSame("line_current", first.LineCurrent, other.LineCurrent);
        }

        return Create(first with
        {
            Powers = Sweep<Power>.Of(
                [.. runs.SelectMany(run => run.Powers).DistinctBy(power => power.Watts).OrderBy(power => power.Watts)]),
        });
    }

    // In another field the junction has another resonance.
    private static void RequireSame<T>(string setting, T? one, T? other)
        where T : struct
    {
        if (!Equals(one, other))
        {
            throw new SettingsException(
                $"The runs do not belong together: '{setting}' is {one?.ToString() ?? "none"} in one and "
                    + $"{other?.ToString() ?? "none"} in another, with another resonance each.");
        }
    }
}
