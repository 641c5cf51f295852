namespace Lab.Benches.Safety;

/// <summary>Between which values and how a channel may change, for drivers that ramp by themselves; infinite where no limit says
/// anything.</summary>
/// <param name="PerSecond">The fastest change, in the channel's SI unit per second.</param>
/// <param name="PerStep">The largest single change, in the channel's SI unit.</param>
public readonly record struct ChangeBounds(double PerSecond, double PerStep)
{
    /// <summary>No limit.</summary>
    public static ChangeBounds None { get; } = new(double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>The smallest allowed value, in the channel's SI unit.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The largest allowed value, in the channel's SI unit.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;
}
