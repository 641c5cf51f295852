namespace Lab.Benches;

/// <summary>A reading of an interlock that is outside its window.</summary>
/// <param name="Interlock">The interlock's name in the bench file.</param>
/// <param name="Message">The reading and the allowed values, as a sentence without its full stop.</param>
/// <param name="EndsRun">Whether the run ends in the safe state; otherwise it pauses there until the user continues it.</param>
public sealed record InterlockTrip(string Interlock, string Message, bool EndsRun);
