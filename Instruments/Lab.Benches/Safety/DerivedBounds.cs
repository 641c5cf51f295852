namespace Lab.Benches.Safety;

/// <summary>Bounds of a channel that follow from limits elsewhere on the bench, in the channel's SI unit, each with the limit in
/// words.</summary>
internal sealed record DerivedBounds
{
    /// <summary>The smallest value.</summary>
    public (double Value, string Text) Minimum { get; init; } = (double.NegativeInfinity, string.Empty);

    /// <summary>The largest value.</summary>
    public (double Value, string Text) Maximum { get; init; } = (double.PositiveInfinity, string.Empty);

    /// <summary>The largest single change.</summary>
    public (double Value, string Text) Step { get; init; } = (double.PositiveInfinity, string.Empty);

    /// <summary>The fastest change, per second.</summary>
    public (double Value, string Text) Rate { get; init; } = (double.PositiveInfinity, string.Empty);

    /// <summary>Whether there is no bound.</summary>
    public bool AreNone => double.IsInfinity(Minimum.Value) && double.IsInfinity(Maximum.Value)
        && double.IsInfinity(Step.Value) && double.IsInfinity(Rate.Value);

    /// <summary>The tighter ones of two.</summary>
    /// <param name="other">The others.</param>
    public DerivedBounds And(DerivedBounds other) => new()
    {
        Minimum = other.Minimum.Value > Minimum.Value ? other.Minimum : Minimum,
        Maximum = other.Maximum.Value < Maximum.Value ? other.Maximum : Maximum,
        Step = other.Step.Value < Step.Value ? other.Step : Step,
        Rate = other.Rate.Value < Rate.Value ? other.Rate : Rate,
    };
}
