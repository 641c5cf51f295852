using Lab.Calibration.WeightMaps;
using Lab.Models.Data;
using Lab.Runs;

namespace Lab.Protocols.Mac;

/// <summary>The pairs of neighbouring synapses of a neuron that move its sum most, and the scale at which the chain reaches their
/// weights.</summary>
internal sealed class SynapsePairs
{
    private readonly NetworkMacSettings settings;
    private readonly WeightMap map;
    private readonly ImageSet images;

    /// <summary>Chooses the pairs and the scale.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="map">Weights of the chain against the currents.</param>
    /// <param name="images">The images that are shown.</param>
    /// <param name="weights">Weights of the neuron, shape [input].</param>
    /// <exception cref="RunException">The map reaches no multiple of the weights.</exception>
    public SynapsePairs(NetworkMacSettings settings, WeightMap map, ImageSet images, double[] weights)
    {
        this.settings = settings;
        this.map = map;
        this.images = images;
        Weights = weights;
        FirstInputs = [.. Enumerable.Range(0, weights.Length / 2).Select(pair => 2 * pair).OrderByDescending(Share)
            .Take(settings.Pairs).Order()];
        Scale = LargestScale();
    }

    /// <summary>Weights of the neuron, shape [input].</summary>
    public double[] Weights { get; }

    /// <summary>The input of the first synapse of each pair; the second is its neighbour.</summary>
    public int[] FirstInputs { get; }

    /// <summary>Weight on the chain, in V/W, of a weight of one in the network.</summary>
    public double Scale { get; }

    /// <summary>The choice of the map for a pair.</summary>
    /// <param name="input">Input of its first synapse.</param>
    public WeightChoice Choose(int input) => map.Choose([Scale * Weights[input], Scale * Weights[input + 1]]);

    /// <summary>Power in watts that stands for a grey value of an image.</summary>
    public double PowerOf(int image, int input)
    {
        double watts = settings.WhitePower.Watts * images.Pixels[(image * images.Size) + input] / images.White;
        return watts < settings.LeastPower.Watts ? 0 : watts;
    }

    // How much a pair of synapses moves the sum, over the images that are shown.
    private double Share(int input) => Enumerable.Range(0, settings.Images)
        .Sum(image => Math.Abs(Weights[input] * PowerOf(image, input))
            + Math.Abs(Weights[input + 1] * PowerOf(image, input + 1)));

    // The largest at which the map still reaches all pairs: the larger the weights, the smaller is the noise beside them.
    private double LargestScale()
    {
        const double accepted = 0.02;
        const double step = 0.8;
        const int most = 60;
        double largest = FirstInputs.Max(input => Math.Max(Math.Abs(Weights[input]), Math.Abs(Weights[input + 1])));
        if (!(largest > 0))
        {
            throw new RunException($"All synapses of neuron {settings.Neuron} that the images reach have weights of zero.");
        }

        const double strongest = 100; // V/W, more than any chain gives
        double found = strongest / largest;
        for (int i = 0; i < most; i++, found *= step)
        {
            if (FirstInputs.All(input => IsReached(
                [found * Weights[input], found * Weights[input + 1]], accepted * found * largest)))
            {
                return found;
            }
        }

        throw new RunException(
            "The calibrated map of the weights reaches no multiple of the network's pairs of weights. 'lab run weight-map' with "
                + "a wider range of currents makes one that may.");
    }

    private bool IsReached(double[] wanted, double tolerance) =>
        map.Choose(wanted).Weights.Zip(wanted, (a, b) => Math.Abs(a - b)).Max() <= tolerance;
}
