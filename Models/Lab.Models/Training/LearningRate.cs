namespace Lab.Models.Training;

/// <summary>Size of the steps over a training.</summary>
public abstract record LearningRate
{
    /// <summary>The same size throughout.</summary>
    /// <param name="rate">The size; positive.</param>
    public static LearningRate Constant(double rate) => new ConstantRate(Require(rate));

    /// <summary>Multiplied by a factor after every so many steps.</summary>
    /// <param name="initial">Size of the first step; positive.</param>
    /// <param name="factor">The factor; positive, at most 1.</param>
    /// <param name="steps">Steps between two multiplications; at least 1.</param>
    public static LearningRate StepDecay(double initial, double factor, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (!(factor > 0 && factor <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(factor), $"The factor is {factor}; it has to be positive and at most 1.");
        }

        return new SteppedRate(Require(initial), factor, steps);
    }

    /// <summary>Half a period of a cosine from the first size to the last (Loshchilov and Hutter, arXiv:1608.03983, Eq. 5,
    /// without restarts).</summary>
    /// <param name="initial">Size of the first step; positive.</param>
    /// <param name="final">Size from the last step on; not negative.</param>
    /// <param name="steps">Steps of the training; at least 1.</param>
    public static LearningRate Cosine(double initial, double final, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (!(final >= 0 && double.IsFinite(final)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(final), $"The last size is {final}; it has to be finite and not negative.");
        }

        return new CosineRate(Require(initial), final, steps);
    }

    /// <summary>Falling as 1/(step/time + 1).</summary>
    /// <param name="initial">Size of the first step; positive.</param>
    /// <param name="time">Steps after which it is halved; positive.</param>
    public static LearningRate Hyperbolic(double initial, double time) => time > 0
        ? new HyperbolicRate(Require(initial), time)
        : throw new ArgumentOutOfRangeException(nameof(time), $"The time is {time}; it has to be positive.");

    /// <summary>Size of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    public abstract double At(int step);

    private static double Require(double rate) => rate > 0 && double.IsFinite(rate)
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), $"The learning rate is {rate}; it has to be positive and finite.");

    private sealed record ConstantRate(double Rate) : LearningRate
    {
        public override double At(int step) => Rate;
    }

    private sealed record HyperbolicRate(double Initial, double Time) : LearningRate
    {
        public override double At(int step) => Initial / ((step / Time) + 1);
    }

    private sealed record SteppedRate(double Initial, double Factor, int Steps) : LearningRate
    {
        public override double At(int step) => Initial * Math.Pow(Factor, step / Steps);
    }

    private sealed record CosineRate(double Initial, double Final, int Steps) : LearningRate
    {
        public override double At(int step) =>
            Final + ((Initial - Final) * (1 + Math.Cos(Math.PI * Math.Min(step, Steps) / Steps)) / 2);
    }
}
