namespace Lab.Runs.Records;

/// <summary>A record that waits for another program's lock.</summary>
/// <param name="Waited">For how long it has waited.</param>
/// <param name="Message">The thing that is waited for, in words, with the program where the system tells.</param>
public readonly record struct RecordWait(TimeSpan Waited, string Message);
