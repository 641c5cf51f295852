namespace Lab.Benches.Safety;

/// <summary>How near a run came to one limit.</summary>
/// <param name="Limit">The limit in words: <c>rf power at most 1 mW</c>.</param>
/// <param name="Nearest">The nearest value that was set, with its unit.</param>
/// <param name="Margin">The share of the allowed span that was left, 0 at the limit;
/// a span without a lower bound counts from zero.</param>
public sealed record LimitApproach(string Limit, string Nearest, double Margin);
