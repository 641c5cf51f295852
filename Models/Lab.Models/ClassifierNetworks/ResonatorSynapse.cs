using System.Numerics;

namespace Lab.Models.ClassifierNetworks;

/// <summary>
/// The weight of a resonator that rectifies the one tone it belongs to, W = 2ΓΔω/(Γ² + Δω²) (Leroux thesis, Eq. 6.2). Its
/// parameter is u = (f_rf − f_res)/(α·f_rf), how far it is tuned away over the linewidth at its tone; in the thesis' words u =
/// ζ/α (Eq. 6.5), so that W = 2u(1 − αu)/((1 − αu)² + u²) (Eq. C.2).
/// </summary>
public static class ResonatorSynapse
{
    /// <summary>The weight, from −1 to 1.</summary>
    /// <param name="detuning">u; below 1/α.</param>
    /// <param name="damping">α; 0 for a linewidth that does not change with the resonance, u = (f_rf − f_res)/(α·f_res).</param>
    public static double Weight(double detuning, double damping)
    {
        double t = detuning / (1 - (damping * detuning));
        return 2 * t / (1 + (t * t));
    }

    /// <summary>The detuning on the near branch, the side of the resonance where |t| ≤ 1, of a weight: Eq. 6.3 with the sum in
    /// the place of the printed difference, which is the far branch and asks for negative frequencies.</summary>
    /// <param name="weight">From −1 to 1.</param>
    /// <param name="damping">α; 0 as for <see cref="Weight"/>.</param>
    public static double NearBranch(double weight, double damping)
    {
        double t = weight / (1 + Math.Sqrt(Math.Max(0, 1 - (weight * weight))));
        return t / (1 + (damping * t));
    }

    /// <summary>Weights of many detunings, times an amplification.</summary>
    internal static void WeightsInto(ReadOnlySpan<float> detunings, float damping, float amplification, Span<float> weights)
    {
        int i = 0;
        for (; i <= detunings.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var u = new Vector<float>(detunings[i..]);
            Vector<float> width = Vector<float>.One - (u * damping);
            (u * width * (2 * amplification) / ((width * width) + (u * u))).CopyTo(weights[i..]);
        }

        for (; i < detunings.Length; i++)
        {
            float width = 1 - (detunings[i] * damping);
            weights[i] = detunings[i] * width * (2 * amplification) / ((width * width) + (detunings[i] * detunings[i]));
        }
    }

    /// <summary>From the derivatives by amplified weights to those by detunings and by the amplification.</summary>
    /// <param name="detunings">The detunings, shape [synapse].</param>
    /// <param name="damping">α, as for <see cref="Weight"/>.</param>
    /// <param name="amplification">The amplification.</param>
    /// <param name="gradient">Derivatives by the weights, which become those by the detunings, shape [synapse].</param>
    /// <returns>The derivative by the amplification.</returns>
    internal static float Differentiate(ReadOnlySpan<float> detunings, float damping, float amplification, Span<float> gradient)
    {
        // With w = 1 − αu and s = w² + u²: W = 2uw/s and dW/du = 2(w² − u²)/s².
        double byAmplification = 0;
        int i = 0;
        Vector<float> sums = Vector<float>.Zero;
        for (; i <= detunings.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var u = new Vector<float>(detunings[i..]);
            var g = new Vector<float>(gradient[i..]);
            Vector<float> width = Vector<float>.One - (u * damping);
            Vector<float> inverse = Vector<float>.One / ((width * width) + (u * u));
            sums += g * u * width * inverse;
            (g * ((width * width) - (u * u)) * inverse * inverse * (2 * amplification)).CopyTo(gradient[i..]);
        }

        byAmplification += 2 * (double)Vector.Sum(sums);
        for (; i < detunings.Length; i++)
        {
            float u = detunings[i];
            float width = 1 - (u * damping);
            float inverse = 1 / ((width * width) + (u * u));
            byAmplification += 2 * gradient[i] * u * width * inverse;
            gradient[i] *= ((width * width) - (u * u)) * inverse * inverse * (2 * amplification);
        }

        return (float)byAmplification;
    }
}
