using Lab.Quantities;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>An instrument's answer to one question.</summary>
/// <param name="Query">The query, as it was sent.</param>
/// <param name="Tells">The quantity of the answer.</param>
/// <param name="Expected">The belief of the driver, in words.</param>
/// <param name="Answer">The answer without what surrounds it on the line; <see langword="null"/> where none came.</param>
/// <param name="Outcome">The outcome of the comparison.</param>
/// <param name="Words">Why the outcome is not plain agreement, in a sentence; empty where it is.</param>
/// <param name="Line">The line of the driver's table.</param>
/// <param name="Took">Time from the query to its answer, or to the end of the wait for it.</param>
public sealed record BeliefFinding(
    string Query, string Tells, string Expected, string? Answer, BeliefOutcome Outcome, string Words, string Line, Duration Took)
{
    /// <summary>Whether the answer is what the driver can work with as it is.</summary>
    public bool IsAgreed => Outcome is BeliefOutcome.Agrees or BeliefOutcome.NotKnown;
}
