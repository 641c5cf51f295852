using Lab.Models.Randomness;

namespace Lab.Mocks.Stages;

/// <summary>
/// The walk of a wandering quantity: the thermal EMF of the leads, a resonance. It is a Wiener process, whose variance grows
/// linearly in time.
/// </summary>
/// <remarks>The walk is drawn on a fixed grid of time and is a straight line between, so that it is the same whichever reader
/// looks and whenever; the grid is shorter than any integration that could resolve the walk over the noise
/// [assumption].</remarks>
/// <param name="afterOneSecond">Standard deviation after one second.</param>
/// <param name="random">The walk's own stream.</param>
/// <param name="startSeconds">The time at which it starts at zero, s.</param>
internal sealed class RandomWalk(double afterOneSecond, RandomStream random, double startSeconds)
{
    private const double StepSeconds = 0.05;
    private readonly double standardStep = afterOneSecond * Math.Sqrt(StepSeconds);

    private double originSeconds = startSeconds;
    private long step;
    private double previous;
    private double next;

    /// <summary>The value at a time. Times must not decrease; a clock that was put back goes on from where the walk is.</summary>
    public double ValueAt(double nowSeconds)
    {
        double position = (nowSeconds - originSeconds) / StepSeconds;
        if (position < step - 1)
        {
            originSeconds = nowSeconds - (step * StepSeconds);
            position = step;
        }

        while (step < position)
        {
            previous = next;
            next += standardStep * random.NextGaussian();
            step++;
        }

        return next + ((position - step) * (next - previous));
    }
}
