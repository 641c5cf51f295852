namespace Lab.Dashboard.Views;

/// <summary>A queued run.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Bench">The bench's name.</param>
/// <param name="Command">The command as it was given.</param>
/// <param name="Status">How far it is, in a word.</param>
/// <param name="Reason">Why.</param>
/// <param name="Conditions">When it may begin, and what happens when it fails.</param>
/// <param name="Runs">The recorded runs of its tries.</param>
public sealed record QueuedView(
    int Number,
    string Protocol,
    string Bench,
    string Command,
    string Status,
    string? Reason,
    IReadOnlyList<string> Conditions,
    IReadOnlyList<string> Runs);
