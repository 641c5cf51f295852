using System.Globalization;
using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.SequentialDigits;

/// <summary>Accuracy against the share of the weights that are there (Plouet 2025, Figs. 4 and 5). A study in the computer: it needs no
/// instrument.</summary>
public sealed class DensityStudyProtocol : Protocol<DensityStudySettings>
{
    /// <inheritdoc/>
    public override string Name => "density-study";

    /// <inheritdoc/>
    public override string Summary => "Sequential digits with networks of which only a share of the weights is there.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override IExperiment Create(DensityStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(settings.PixelTime.Seconds > 0))
        {
            throw new SettingsException($"The setting 'pixel_time' is {settings.PixelTime}; it has to be positive.");
        }

        DigitPlan[] plans =
        [
            .. from density in settings.ReadDensities()
               from replicate in Enumerable.Range(0, settings.Seeds)
               select new DigitPlan(settings.PixelTime, density, 1, replicate),
        ];
        return new DigitExperiment(settings, plans, record => NetworkStudyAnalysis.Of(
            "density (%)",
            "Accuracy against density",
            "Each training draws its own masks.",
            record,
            index =>
            {
                double percent = 100 * plans[index].Density;
                return ("networks", $"density_{percent.ToString("0.##", CultureInfo.InvariantCulture).Replace('.', '_')}", percent);
            }));
    }
}
