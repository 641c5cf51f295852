namespace Lab.Dashboard.Views;

/// <summary>A browser shows the token for viewing.</summary>
/// <param name="Token">The token.</param>
public sealed record SessionRequest(string Token);
