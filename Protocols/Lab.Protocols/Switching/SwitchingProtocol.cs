using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Switching;

/// <summary>
/// Switching of a junction with two states by pulses of current: reset, pulse, read, many times. Probability against amplitude
/// for several widths, current against width, thermal stability Δ and critical current I_c0.
/// </summary>
public sealed class SwitchingProtocol : Protocol<SwitchingSettings>
{
    /// <summary>The role of the pulse generator.</summary>
    public const string PulserRole = "pulser";

    /// <summary>The role of the source-measure unit.</summary>
    public const string MeterRole = "smu";

    /// <inheritdoc/>
    public override string Name => "switching";

    /// <inheritdoc/>
    public override string Summary =>
        "Switching by pulses of current (spin torque): probability, current against width, thermal stability, critical current.";

    /// <inheritdoc/>
    public override string DefaultBench => "pillar";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(PulserRole, InstrumentKind.PulseGenerator, "gives the pulses, through a bias tee"),
        new(MeterRole, InstrumentKind.SourceMeter, "reads the junction's resistance"),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(SwitchingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("source_impedance", settings.SourceImpedance);
        int sign = Math.Sign(settings.Amplitudes[0].Volts);
        if (sign == 0 || settings.Amplitudes.Any(amplitude => Math.Sign(amplitude.Volts) != sign))
        {
            throw new SettingsException("The setting 'amplitudes' must have values of one sign, none of them zero.");
        }

        if (settings.Amplitudes.Distinct().Count() is var count && count < FewestAmplitudes)
        {
            throw new SettingsException(
                $"The setting 'amplitudes' has {count} values; a transition needs at least {FewestAmplitudes}.");
        }

        if (Math.Sign(settings.ResetAmplitude.Volts) != -sign)
        {
            throw new SettingsException(
                $"The setting 'reset_amplitude' is {settings.ResetAmplitude}; it needs the other sign than 'amplitudes', "
                + "or every trial would begin where it ends.");
        }

        if (settings.Widths.Append(settings.ResetWidth).Any(width => !(width.Seconds > 0)))
        {
            throw new SettingsException("The settings 'widths' and 'reset_width' must be above zero.");
        }

        if (settings.Trials < 1)
        {
            throw new SettingsException($"The setting 'trials' is {settings.Trials}; at least one is needed.");
        }

        return settings.SenseCurrent.Amperes == 0
            ? throw new SettingsException(
                "The setting 'sense_current' is zero; without a current there is no resistance to read.")
            : new SwitchingExperiment(settings);
    }

    private const int FewestAmplitudes = 4;
}
