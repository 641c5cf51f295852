namespace Lab.Dashboard.Views;

/// <summary>Why a request was not answered.</summary>
/// <param name="Error">What, where, and the remedy.</param>
public sealed record Fault(string Error);
