using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>Where coefficients hold.</summary>
internal static class VortexRange
{
    /// <summary>Refuses a current at which they do not.</summary>
    /// <param name="coefficients">The coefficients.</param>
    /// <param name="current">The current.</param>
    /// <param name="upperEnd">The upper limit, in words.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not hold there.</exception>
    public static void Require(IVortexCoefficients coefficients, CurrentDensity current, string upperEnd)
    {
        if (current >= coefficients.Smallest && current <= coefficients.Largest)
        {
            return;
        }

        throw new ArgumentOutOfRangeException(
            nameof(current), current,
            $"The model of the vortex does not hold at {current}: it holds from {coefficients.Smallest} to "
                + $"{coefficients.Largest}, {upperEnd}. Take a smaller current.");
    }
}
