namespace Lab.Dashboard.Views;

/// <summary>A person does something to the queue.</summary>
/// <param name="By">Who.</param>
/// <param name="Run">The recorded run that is to be queued again; for that alone.</param>
/// <param name="Places">How many waiting runs the moved one passes; for moving alone.</param>
public sealed record QueueRequestView(string By, string? Run = null, int Places = 0);
