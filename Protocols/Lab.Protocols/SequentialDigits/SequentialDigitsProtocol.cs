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
        foreach ((string name, int value) in ((string, int)[])
            [("epochs", settings.Epochs), ("seeds", settings.Seeds), ("threads", settings.Threads), ("batch", settings.Batch)])
        {
            if (value < 1)
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be at least 1.");
            }
        }

        if (!(settings.Density > 0 && settings.Density <= 1))
        {
            throw new SettingsException($"The setting 'density' is {settings.Density}; it has to lie above 0 and at most at 1.");
        }

        if (!(settings.LearningRate > 0) || !(settings.InitialSpread > 0) || !(settings.PixelTime.Seconds > 0))
        {
            throw new SettingsException("The settings 'learning_rate', 'initial_spread' and 'pixel_time' have to be positive.");
        }

        return new SequentialDigitsExperiment(settings);
    }
}
