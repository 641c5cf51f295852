namespace Lab.Workbench.Desks;

/// <summary>How near a run has come to a limit so far.</summary>
/// <param name="Limit">The limit in words.</param>
/// <param name="Nearest">The nearest value that was set, with its unit.</param>
/// <param name="Margin">The share of the allowed span that was left, 0 at the limit.</param>
public sealed record LiveLimit(string Limit, string Nearest, double Margin);
