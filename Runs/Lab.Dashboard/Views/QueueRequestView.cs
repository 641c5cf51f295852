namespace Lab.Dashboard.Views;

/// <summary>A person does something to the queue.</summary>
/// <param name="By">Who.</param>
/// <param name="Confirm">What is meant once more, so that nothing is done that was not: the number of the queued run, the name of
/// the run that is queued again, or <c>queue</c> for all of it; refused without.</param>
/// <param name="Run">The recorded run that is to be queued again; for that alone.</param>
/// <param name="Places">How many waiting runs the moved one passes; for moving alone.</param>
public sealed record QueueRequestView(string By, string? Confirm = null, string? Run = null, int Places = 0);
