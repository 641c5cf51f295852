using Lab.Calibration.Oscillators;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>
/// Calibrates the waveform that cancels the leak of a drive into an oscillator's output (Leroux thesis, ch. IV): amplitude,
/// slope, phase and delay, with the oscillator at rest.
/// </summary>
public sealed class SubtractionCalibrationProtocol : Protocol<SubtractionSettings>
{
    /// <summary>The protocol's name.</summary>
    internal const string ProtocolName = "subtraction-calibration";

    /// <inheritdoc/>
    public override string Name => ProtocolName;

    /// <inheritdoc/>
    public override string Summary =>
        "Waveform that cancels the leak of a drive into an oscillator's output: amplitude, slope, phase and delay, at rest.";

    /// <inheritdoc/>
    public override string DefaultBench => "oscillator";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => OscillatorBench.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(SubtractionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        double[] hertz = settings.Hertz;
        if (!hertz.SequenceEqual(hertz.Distinct().Order()) || hertz.Length < LeakFit.FewestTones || !(hertz[0] > 0))
        {
            throw new SettingsException(
                $"The setting 'frequencies' needs {LeakFit.FewestTones} or more positive values in ascending order.");
        }

        RequiredSetting.Positive("drive", settings.Drive);
        RequiredSetting.Positive("copy", settings.Copy);
        RequiredSetting.Positive("range", settings.Range);
        RequiredSetting.Positive("largest_residual", settings.LargestResidual);
        RequiredSetting.Positive("generator_rate", settings.GeneratorRate);
        RequiredSetting.Positive("scope_rate", settings.ScopeRate);
        RequiredSetting.AtLeast("tone_time", settings.ToneTime, ShortestTone, "both ends of a tone are left out");
        RequiredSetting.AtLeast("alone_rounds", settings.AloneRounds, 1);
        RequiredSetting.AtLeast("null_rounds", settings.NullRounds, LeakFit.FewestRounds);
        RequiredSetting.AtLeast("check_rounds", settings.CheckRounds, 2);
        return new SubtractionExperiment(settings);
    }

    /// <summary>The shortest tone of which enough is left between its ends.</summary>
    private static Duration ShortestTone { get; } = Duration.FromSeconds(3 * LeakTones.MarginSeconds);
}
