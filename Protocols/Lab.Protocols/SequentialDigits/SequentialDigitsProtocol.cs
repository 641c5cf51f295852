using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.SequentialDigits;

/// <summary>Digits shown pixel after pixel to three layers of 32 dynamical neurons, trained by back-propagation through time (Plouet 2025,
/// section III). A study in the computer: it needs no instrument.</summary>
public sealed class SequentialDigitsProtocol : Protocol<SequentialDigitsSettings>
{
    /// <inheritdoc/>
    public override string Name => "sequential-digits";

    /// <inheritdoc/>
    public override string Summary => "Digits shown pixel after pixel to layers of dynamical neurons, trained by back-propagation through time; accuracy over seeds.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override IExperiment Create(SequentialDigitsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(settings.Density > 0 && settings.Density <= 1))
        {
            throw new SettingsException($"The setting 'density' is {settings.Density}; it has to lie above 0 and at most at 1.");
        }

        if (!(settings.PixelTime.Seconds > 0))
        {
            throw new SettingsException($"The setting 'pixel_time' is {settings.PixelTime}; it has to be positive.");
        }

        return new DigitExperiment(
            settings,
            [.. Enumerable.Range(0, settings.Seeds).Select(replicate => new DigitPlan(settings.PixelTime, settings.Density, 1, replicate))],
            record => SequentialDigitsAnalysis.Of(settings, record));
    }
}
