using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>Settings of a spintronic network for a time scale of its inputs, by the rules of Plouet (2025), section IV.</summary>
/// <param name="RelaxationTime">τ: several times the time of an input (Δt &lt; τ),
/// so that the neuron remembers those before.</param>
/// <param name="AmplificationPerNanosecond">S in 1/ns, from I·Δt ≈ 1 with I = S·⟨|W|⟩·√N.</param>
/// <param name="LearningRate">About 1/(100·Δt·S·√N), with Δt and S in one unit of time: 0.008 for weights of 0.8, whatever the
/// time. The printed network itself is trained with 0.149.</param>
public sealed record DesignRules(Duration RelaxationTime, double AmplificationPerNanosecond, double LearningRate)
{
    /// <summary>τ over the time of an input: that of the printed network, 14.12 ns over 1 ns,
    /// within which its accuracy is best.</summary>
    public const double RelaxationOverPixel = 14.12;

    /// <summary>Applies the rules.</summary>
    /// <param name="pixelTime">Time of one input; positive.</param>
    /// <param name="neurons">N, the neurons that drive one; at least 1.</param>
    /// <param name="meanWeight">⟨|W|⟩; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not positive.</exception>
    public static DesignRules For(Duration pixelTime, int neurons, double meanWeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neurons, 1);
        if (!(pixelTime.Seconds > 0) || !(meanWeight > 0) || !double.IsFinite(meanWeight))
        {
            throw new ArgumentOutOfRangeException(
                nameof(pixelTime), $"A time of {pixelTime} and a mean weight of {meanWeight} have to be positive and finite.");
        }

        double nanoseconds = pixelTime.Seconds / 1e-9;
        double amplification = 1 / (nanoseconds * meanWeight * Math.Sqrt(neurons));
        return new DesignRules(
            pixelTime * RelaxationOverPixel, amplification, 1 / (100 * nanoseconds * amplification * Math.Sqrt(neurons)));
    }
}
