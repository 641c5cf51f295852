using System.Globalization;
using Lab.Runs.Studies;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Accuracy against the share of the weights that are there (Plouet 2025, Figs. 4 and 5). A study in the computer: it
/// needs no instrument.</summary>
public sealed class DensityStudyProtocol : Study<DensityStudySettings>
{
    /// <inheritdoc/>
    public override string Name => "density-study";

    /// <inheritdoc/>
    public override string Summary => "Sequential digits with networks of which only a share of the weights is there.";

    /// <inheritdoc/>
    public override IStudy Create(DensityStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.ValidateDigits();
        NetworkSettings.RequirePositive("pixel_time", settings.PixelTime.Seconds, $"{settings.PixelTime}");
        NetworkPlan[] plans =
        [
            .. from density in settings.ReadDensities()
               from replicate in Enumerable.Range(0, settings.Seeds)
               select settings.Plan(settings.PixelTime, density, replicate) with
               {
                   DensityBetween = settings.Vary == StudiedDensity.Within ? 1 : density,
                   DensityWithin = settings.Vary == StudiedDensity.Between ? 1 : density,
               },
        ];
        return new NetworkStudy(settings, settings.Task(), plans, record => NetworkStudyAnalysis.Of(
            "density (%)",
            "Accuracy against density",
            "Each training draws its own masks.",
            record,
            index =>
            {
                double percent = 100 * Math.Min(plans[index].DensityBetween, plans[index].DensityWithin);
                return (settings.Vary switch
                {
                    StudiedDensity.Between => "between layers",
                    StudiedDensity.Within => "within layers",
                    _ => "all weights"
                }, $"density_{percent.ToString("0.##", CultureInfo.InvariantCulture).Replace('.', '_')}", percent);
            }));
    }
}
