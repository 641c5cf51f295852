namespace Lab.Benches.Safety;

/// <summary>A value beyond a limit at opening, from an output that was left on.</summary>
/// <param name="Limit">The limit in words.</param>
/// <param name="Value">The value there is, with its unit.</param>
/// <param name="Instruments">The instruments whose outputs make it, in the bench file's order.</param>
public sealed record LimitExcess(string Limit, string Value, IReadOnlyList<string> Instruments)
{
    /// <summary>The excess in a sentence.</summary>
    public override string ToString() =>
        $"{string.Join(" and ", Instruments)} {(Instruments.Count > 1 ? "were" : "was")} left on: {Value} is beyond the limit "
            + $"'{Limit}'.";
}
