namespace Lab.Workbench.Queues;

/// <summary>What a queue tells others.</summary>
/// <param name="Event"><c>ended</c> when a run has ended; <c>needs-a-person</c> when the queue cannot go on by itself, or the
/// bench is not safe.</param>
/// <param name="Time">When.</param>
/// <param name="Number">The number of the queued run.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Run">The recorded run; <see langword="null"/> where there is none.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Message">What happened, in words.</param>
public sealed record QueueEvent(
    string Event, DateTimeOffset Time, int Number, string Protocol, string? Run, string Status, string Message)
{
    /// <summary>A run has ended.</summary>
    public const string Ended = "ended";

    /// <summary>A person has to look.</summary>
    public const string NeedsPerson = "needs-a-person";
}
