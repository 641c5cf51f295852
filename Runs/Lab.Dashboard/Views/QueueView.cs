namespace Lab.Dashboard.Views;

/// <summary>The queue.</summary>
/// <param name="IsPaused">Whether no further run begins.</param>
/// <param name="Reason">Why it is paused; <see langword="null"/> where a person paused it.</param>
/// <param name="IsServed">Whether a process works it off.</param>
/// <param name="Items">The runs, in their order.</param>
public sealed record QueueView(bool IsPaused, string? Reason, bool IsServed, IReadOnlyList<QueuedView> Items);
