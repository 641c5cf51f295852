using System.Numerics;

namespace Lab.Models.StochasticOscillators;

/// <summary>The phase of an injected oscillator in white noise, dψ/dt = Δ − Δ_s·sin ψ + noise of the diffusion D (R. L.
/// Stratonovich, Topics in the Theory of Random Noise II, Gordon and Breach 1967, ch. 9), in its stationary state.</summary>
/// <remarks>Detuning and noise are in units of half the locking band: x = Δ/Δ_s and r = D/Δ_s. The moments of e^(inψ) follow
/// from a continued fraction.</remarks>
public static class NoisyAdler
{
    /// <summary>Scatter of a phase that is spread evenly over a turn, π/√3.</summary>
    public const double EvenScatter = 1.8137993642342178;

    /// <summary>The least noise for which <see cref="PhaseScatter"/> sums enough moments.</summary>
    public const double LeastNoise = 0.004;

    private const int Moments = 100;
    private const int MomentsOfLittleNoise = 300;
    private const double LittleNoise = 0.03;

    /// <summary>The standard deviation of the phase about the direction of its mean vector, the phase taken within half a turn of
    /// it.</summary>
    /// <param name="detuning">x; outside the band its magnitude is above 1.</param>
    /// <param name="noise">r; less than <see cref="LeastNoise"/> counts as that.</param>
    /// <returns>The scatter, rad.</returns>
    public static double PhaseScatter(double detuning, double noise)
    {
        noise = Math.Max(noise, LeastNoise);
        int count = noise < LittleNoise ? MomentsOfLittleNoise : Moments;
        Span<Complex> ratios = stackalloc Complex[count];
        Complex next = Complex.Zero;
        double half = 0.5 / noise;
        for (int n = count; n >= 1; n--)
        {
            next = half / (new Complex(n, -detuning / noise) + (half * next));
            ratios[n - 1] = next;
        }

        Complex turn = Complex.FromPolarCoordinates(1, -ratios[0].Phase);
        Complex moment = Complex.One;
        double variance = Math.PI * Math.PI / 3;
        for (int n = 1; n <= count; n++)
        {
            moment *= ratios[n - 1] * turn;
            variance += (n % 2 == 0 ? 4 : -4) * moment.Real / ((double)n * n);
        }

        return Math.Sqrt(Math.Max(variance, 0));
    }

    /// <summary>The noise at which the phase scatters by so much in the middle of the band.</summary>
    /// <param name="scatter">The scatter, rad; below <see cref="EvenScatter"/>.</param>
    /// <returns>r, at least <see cref="LeastNoise"/>.</returns>
    public static double NoiseOf(double scatter)
    {
        if (!(scatter < EvenScatter))
        {
            throw new ArgumentOutOfRangeException(
                nameof(scatter), scatter, $"The scatter of a phase is below that of an even one, {EvenScatter:F2} rad.");
        }

        double least = LeastNoise;
        double most = 1e3;
        while (most / least > 1 + 1e-9)
        {
            double middle = Math.Sqrt(least * most);
            (least, most) = PhaseScatter(0, middle) < scatter ? (middle, most) : (least, middle);
        }

        return Math.Sqrt(least * most);
    }
}
