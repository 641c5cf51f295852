using Lab.Runs.Studies;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Digits shown pixel after pixel to three layers of 32 dynamical neurons, trained by back-propagation through time
/// (Plouet 2025, section III). A study in the computer: it needs no instrument.</summary>
public sealed class SequentialDigitsProtocol : Study<SequentialDigitsSettings>
{
    /// <inheritdoc/>
    public override string Name => "sequential-digits";

    /// <inheritdoc/>
    public override string Summary =>
        "Digits shown pixel after pixel to layers of dynamical neurons, trained by back-propagation through time; accuracy over "
            + "seeds.";

    /// <inheritdoc/>
    public override IStudy Create(SequentialDigitsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.ValidateDigits();
        NetworkSettings.RequireShare("density", settings.Density);
        NetworkSettings.RequirePositive("pixel_time", settings.PixelTime.Seconds, $"{settings.PixelTime}");

        SequenceTask task = settings.Task() with
        {
            ClassNames = [.. Enumerable.Range(0, Digits.Classes).Select(digit => $"{digit}")]
        };
        NetworkPlan[] plans = [.. Enumerable.Range(0, settings.Seeds).Select(replicate => settings.Plan(
            settings.PixelTime, settings.Density, replicate))];
        return new NetworkStudy(settings, task, plans, record => NetworkTrainingAnalysis.Of(settings, task, record, plans[0]));
    }
}
