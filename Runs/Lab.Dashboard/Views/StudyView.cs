using Lab.Workbench.Workers;

namespace Lab.Dashboard.Views;

/// <summary>A study whose items workers compute.</summary>
/// <param name="Name">The run's name, or the file of the seeds of a validation.</param>
/// <param name="Run">The run; <see langword="null"/> for a validation, which is no run.</param>
/// <param name="Status">The status in a word: running, done, interrupted, aborted, failed or unreadable.</param>
/// <param name="Reason">Why it cannot be read; <see langword="null"/> where it can.</param>
/// <param name="Progress">How far its items are; <see langword="null"/> where they cannot be read.</param>
public sealed record StudyView(string Name, string? Run, string Status, string? Reason, StudyProgress? Progress);
