namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>A harmless set-point that was tried on an instrument.</summary>
/// <param name="Instrument">The instrument's name on the bench.</param>
/// <param name="Channel">The channel that was set.</param>
/// <param name="Set">The value that was sent; empty where none was.</param>
/// <param name="ReadBack">The value that the instrument then had; empty where it has no read-back.</param>
/// <param name="Outcome">The outcome of the trial.</param>
/// <param name="Words">Why the outcome is not plain agreement, in a sentence; empty where it is.</param>
public sealed record SetPointFinding(
    string Instrument, string Channel, string Set, string ReadBack, SetPointOutcome Outcome, string Words);
