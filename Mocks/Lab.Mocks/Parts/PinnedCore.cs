using Lab.Benches.Twins;
using Lab.Mocks.Stages;
using Lab.Models.Junctions;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>The vortex core among the grains of its film: it follows the in-plane field by a play, and each grain that it passes
/// shifts the resonance.</summary>
internal sealed class PinnedCore
{
    private const int GrainsToASide = 32;
    private const double GrainDistance = 4;

    private readonly double pinningTesla;
    private readonly double widthTesla;
    private readonly double[] placesTesla;
    private readonly double[] shifts;
    private double tesla;

    /// <summary>Draws the grains of a junction.</summary>
    /// <param name="effects">Pinning, and the size and shift of grains.</param>
    /// <param name="random">The grains' own stream.</param>
    public PinnedCore(ResonanceEffects effects, RandomStream random)
    {
        pinningTesla = effects.Pinning.Tesla;
        widthTesla = effects.RoughnessWidth.Tesla;
        int count = effects.RoughnessRatio > 0 ? (2 * GrainsToASide) + 1 : 0;
        placesTesla = new double[count];
        shifts = new double[count];
        for (int i = 0; i < count; i++)
        {
            placesTesla[i] = (i - GrainsToASide + random.NextDouble() - 0.5) * GrainDistance * widthTesla;
            shifts[i] = effects.RoughnessRatio * random.NextGaussian();
        }
    }

    /// <summary>The in-plane field in which the core is, T. Where the field turns, it has to be told.</summary>
    /// <param name="fieldTesla">The field that is there, T.</param>
    public double Follow(double fieldTesla) => tesla = PlayOperator.Follow(tesla, fieldTesla, pinningTesla);

    /// <summary>The shift of the resonance by the grains where the core is, as a fraction.</summary>
    public double RoughnessRatio()
    {
        double sum = 0;
        for (int i = 0; i < shifts.Length; i++)
        {
            double distance = (tesla - placesTesla[i]) / widthTesla;
            sum += shifts[i] / (1 + (distance * distance));
        }

        return sum;
    }
}
