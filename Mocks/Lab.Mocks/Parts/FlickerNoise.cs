using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>1/f noise: a sum of Ornstein–Uhlenbeck processes of equal variance, whose time constants are an octave
/// apart.</summary>
/// <remarks>Between the reciprocals of the shortest and the longest time constant the spectral density falls as 1/f, with the
/// same variance in each octave (van der Ziel's superposition of Lorentzians). Each process is stepped exactly, x(t + Δ) = x
/// e^(−Δ/τ) + σ√(1 − e^(−2Δ/τ)) g, and begins in its stationary state.</remarks>
internal sealed class FlickerNoise
{
    /// <summary>How many processes there are: 1/8 s to 1024 s.</summary>
    public const int Octaves = 14;

    private const double ShortestSeconds = 0.125;

    private readonly double perOctave;
    private readonly RandomStream random;
    private readonly SteadyTime time;
    private readonly double[] values = new double[Octaves];
    private double latestSeconds;

    /// <summary>Starts in the stationary state.</summary>
    /// <param name="perOctave">Standard deviation of each process.</param>
    /// <param name="random">The noise's own stream.</param>
    /// <param name="startSeconds">The time at which it starts, s.</param>
    public FlickerNoise(double perOctave, RandomStream random, double startSeconds)
    {
        this.perOctave = perOctave;
        this.random = random;
        time = new SteadyTime(startSeconds);
        for (int i = 0; i < Octaves; i++)
        {
            values[i] = perOctave * random.NextGaussian();
        }
    }

    /// <summary>Time constant of a process, s.</summary>
    public static double TimeConstant(int octave) => ShortestSeconds * (1L << octave);

    /// <summary>The value at a time.</summary>
    public double ValueAt(double nowSeconds)
    {
        double elapsed = time.At(nowSeconds);
        double step = elapsed - latestSeconds;
        latestSeconds = elapsed;
        for (int i = 0; step > 0 && i < Octaves; i++)
        {
            double kept = Math.Exp(-step / TimeConstant(i));
            values[i] = (values[i] * kept) + (perOctave * Math.Sqrt(1 - (kept * kept)) * random.NextGaussian());
        }

        return values.Sum();
    }
}
