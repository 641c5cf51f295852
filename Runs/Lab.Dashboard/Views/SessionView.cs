namespace Lab.Dashboard.Views;

/// <summary>What a browser may do here.</summary>
/// <param name="NeedsToken">Whether a token is asked for, and was not shown.</param>
/// <param name="HasControl">Whether runs can be controlled with a token for control.</param>
/// <param name="Version">The version of Lab.</param>
public sealed record SessionView(bool NeedsToken, bool HasControl, string Version);
