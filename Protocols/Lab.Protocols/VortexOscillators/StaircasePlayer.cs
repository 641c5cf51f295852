using Lab.Models.VortexOscillators;
using Lab.Protocols.Reservoirs;

namespace Lab.Protocols.VortexOscillators;

/// <summary>Plays the currents of images to a device, one image after the other, and reads what its voltage is over its
/// current.</summary>
/// <param name="settings">The settings.</param>
/// <param name="player">Plays nodes; an input of one is a volt.</param>
internal sealed class StaircasePlayer(BenchImagesSettings settings, INodePlayer player)
{
    // The device is at the mean current before the first node of an image.
    private const int RestNodes = 10;

    /// <summary>The current over J_c1 below which a voltage tells little of the orbit.</summary>
    private const double LeastCurrent = 0.3;

    /// <summary>Plays images in one shot.</summary>
    /// <param name="currents">The currents over J_c1, not negative and not beyond <c>largest_current</c>, shape
    /// [image][node].</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Amplitudes of the voltage over the current, V/A, shape [image][node].</returns>
    public async ValueTask<double[][]> PlayAsync(double[][] currents, CancellationToken cancellationToken)
    {
        double mean = settings.OfModel.MeanCurrent;
        List<double> levels = [];
        List<(int Place, double Amperes)[]> places = [];
        foreach (double[] image in currents)
        {
            levels.AddRange(Enumerable.Repeat(VoltsOf(settings.Start == NodeStart.Heat ? 0 : mean), RestNodes));
            var at = new (int, double)[image.Length];
            for (int node = 0; node < image.Length; node++)
            {
                double current = image[node];
                at[node] = (levels.Count, current * settings.CriticalCurrent.Amperes);
                levels.Add(VoltsOf(current));
                if (settings.Start == NodeStart.Heat)
                {
                    levels.Add(VoltsOf(0));
                }
            }

            places.Add(at);
        }

        double[] volts = await player.PlayAsync([], [.. levels], cancellationToken).ConfigureAwait(false);

        // Without a current there is no voltage, whatever the orbit.
        double least = LeastCurrent * settings.CriticalCurrent.Amperes;
        return [.. places.Select(at => at.Select(node => volts[node.Place] / Math.Max(node.Amperes, least)).ToArray())];
    }

    private double VoltsOf(double current) =>
        (current - settings.OfModel.MeanCurrent) * settings.CriticalCurrent.Amperes * settings.DriveResistance.Ohms;
}
