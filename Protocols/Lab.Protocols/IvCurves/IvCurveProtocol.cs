using Lab.Instruments;
using Lab.Instruments.DeltaMeters;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.IvCurves;

/// <summary>
/// I-V curves of a tunnel junction in both states: dI/dV, magnetoresistance against bias, RA product and the barrier's height,
/// width and asymmetry; a watch ends the run before the barrier breaks down.
/// </summary>
public sealed class IvCurveProtocol : Protocol<IvCurveSettings>
{
    /// <summary>The role of the source-measure unit.</summary>
    public const string MeterRole = "smu";

    /// <summary>The role of the delta-mode meter, which measures where a bench has both.</summary>
    public const string DeltaRole = "delta";

    /// <summary>With fewer currents the fit has no freedom.</summary>
    private const int FewestCurrents = 5;

    /// <summary>With fewer readings their scatter says nothing.</summary>
    private const int FewestReadings = 3;

    /// <inheritdoc/>
    public override string Name => "iv-curve";

    /// <inheritdoc/>
    public override string Summary =>
        "I-V curves of a tunnel junction: dI/dV, TMR against bias, RA product, barrier by Brinkman, with a breakdown watch.";

    /// <inheritdoc/>
    public override string DefaultBench => "barrier";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(MeterRole, InstrumentKind.SourceMeter, "drives the current and measures the voltage", IsOptional: true),
        new(DeltaRole, IDeltaMeter.Kind, "does it in the place of the unit, and measures dV/dI itself", IsOptional: true),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the state of the free layer"),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(IvCurveSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        if (settings.Currents.Count < FewestCurrents)
        {
            throw new SettingsException(
                $"The setting 'currents' has {settings.Currents.Count} values; a curve needs at least {FewestCurrents}.");
        }

        if (!(settings.Currents[0].Amperes > 0)
            || settings.Currents.Zip(settings.Currents.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new SettingsException(
                "The setting 'currents' must be positive and ascend: the watch looks at small currents before large ones.");
        }

        if (settings.Readings < FewestReadings)
        {
            throw new SettingsException(
                $"The setting 'readings' is {settings.Readings}; the watch needs at least {FewestReadings} to see the noise.");
        }

        if (!(settings.LargestVoltage.Volts > 0) || settings.LargestPower is { Watts: <= 0 })
        {
            throw new SettingsException("The settings 'largest_voltage' and 'largest_power' must be positive.");
        }

        if (!(settings.ChangeRatio is > 0 and < 1))
        {
            throw new SettingsException(
                $"The setting 'change_ratio' is {settings.ChangeRatio}; the current changes by a part of the first one between 0 "
                    + "and 1.");
        }

        if (!(settings.ResistanceDrop is > 0 and < 1) || !(settings.NoiseStep > 1))
        {
            throw new SettingsException(
                "The setting 'resistance_drop' must lie between 0 and 1, and 'noise_step' above 1.");
        }

        return settings.Diameter is { Meters: <= 0 } || settings.DiameterUncertainty.Meters < 0
            ? throw new SettingsException(
                "The setting 'diameter' must be positive or none, and 'diameter_uncertainty' not negative.")
            : new IvCurveExperiment(settings);
    }
}
