using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>Noise that jumps between two states, each with the same mean time in it: half of the time in either, and times that
/// are distributed exponentially.</summary>
/// <remarks>The jumps depend on the seed and the time alone, not on who looks and when.</remarks>
internal sealed class TelegraphNoise
{
    private readonly double jumpsPerSecond;
    private readonly RandomStream random;
    private readonly SteadyTime time;
    private double nextSeconds;
    private int sign;

    /// <summary>Starts in either state.</summary>
    /// <param name="jumpsPerSecond">Mean number of jumps in a second, 1/s. Positive.</param>
    /// <param name="random">Its own stream.</param>
    /// <param name="startSeconds">The time at which it starts, s.</param>
    public TelegraphNoise(double jumpsPerSecond, RandomStream random, double startSeconds)
    {
        this.jumpsPerSecond = jumpsPerSecond;
        this.random = random;
        time = new SteadyTime(startSeconds);
        sign = random.NextDouble() < 0.5 ? -1 : 1;
        nextSeconds = random.NextExponential() / jumpsPerSecond;
    }

    /// <summary>The state at a time, −1 or 1.</summary>
    public int SignAt(double nowSeconds)
    {
        double elapsed = time.At(nowSeconds);
        while (nextSeconds <= elapsed)
        {
            sign = -sign;
            nextSeconds += random.NextExponential() / jumpsPerSecond;
        }

        return sign;
    }
}
