namespace Lab.Mocks.LockInAmplifiers;

/// <summary>The common part of the twins of Stanford Research lock-in amplifiers: their time constants.</summary>
public abstract class StanfordTwin : LockInTwin
{
    /// <summary>Creates the twin without commands of its own.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    protected StanfordTwin(TwinContext context, string identity)
        : base(context, identity)
    {
    }

    /// <summary>Exponent of the first time constant of the list, in seconds; they go by 1, 3, 10.</summary>
    internal abstract int ShortestDecade { get; }

    /// <inheritdoc/>
    internal override double TimeConstantSeconds =>
        (TimeConstant % 2 == 0 ? 1 : 3) * Math.Pow(10, (TimeConstant / 2) + ShortestDecade);
}
