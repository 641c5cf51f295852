using Lab.Calibration.Oscillators;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>
/// Locking of an oscillator to a drive, tone after tone (Leroux thesis, ch. IV): frequency, phase and amplitude with their
/// spread, the locking range, the arcsine of the phase, the pulling outside.
/// </summary>
public sealed class InjectionLockingProtocol : Protocol<InjectionLockingSettings>
{
    /// <inheritdoc/>
    public override string Name => "injection-locking";

    /// <inheritdoc/>
    public override string Summary =>
        "Locking of an oscillator to a drive: frequency, phase, amplitude with their spread, locking range, arcsine, pulling.";

    /// <inheritdoc/>
    public override string DefaultBench => "oscillator";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => OscillatorBench.Needs;

    private static Duration ShortestTone { get; } = Duration.FromSeconds(2e-6);

    /// <inheritdoc/>
    public override IExperiment Create(InjectionLockingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        double[] hertz = [.. settings.Frequencies.Select(frequency => frequency.Hertz)];
        if (!hertz.SequenceEqual(hertz.Distinct().Order()) || hertz.Length < LockingFit.FewestTones || !(hertz[0] > 0))
        {
            throw new SettingsException(
                $"The setting 'frequencies' needs {LockingFit.FewestTones} or more positive values in ascending order.");
        }

        RequiredSetting.Positive("current", settings.Current);
        RequiredSetting.Positive("drive", settings.Drive);
        RequiredSetting.Positive("range", settings.Range);
        RequiredSetting.Positive("largest_residual", settings.LargestResidual);
        RequiredSetting.Positive("rest_range", settings.RestRange);
        RequiredSetting.Positive("generator_rate", settings.GeneratorRate);
        RequiredSetting.Positive("scope_rate", settings.ScopeRate);
        RequiredSetting.Positive("filter_half_width", settings.FilterHalfWidth);
        RequiredSetting.NotNegative("settle_time", settings.SettleTime);
        RequiredSetting.AtLeast("tone_time", settings.ToneTime, ShortestTone, "a phase has to scatter in it");
        var shortest = Duration.FromSeconds(LockedTone.ShortestSeconds(settings.FilterHalfWidth.Hertz));
        RequiredSetting.AtLeast(
            "tone_time", settings.ToneTime, shortest,
            $"the filter of 'filter_half_width', {settings.FilterHalfWidth}, has to settle at both ends of the record; take a "
                + "wider filter or longer tones");
        return settings.ScopeRate > settings.Frequencies[^1] * 2
            ? new InjectionLockingExperiment(settings, hertz)
            : throw new SettingsException(
                $"The setting 'scope_rate' is {settings.ScopeRate}; a drive of {settings.Frequencies[^1]} needs more than "
                    + "twice of it.");
    }
}
