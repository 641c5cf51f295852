namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>The outcome of comparing an answer with the driver's belief.</summary>
public enum BeliefOutcome
{
    /// <summary>The answer is as believed.</summary>
    Agrees,

    /// <summary>The instrument does not know the query, and the driver does without it.</summary>
    NotKnown,

    /// <summary>The answer has its form, but an earlier user left another value behind; opening sets it.</summary>
    LeftBehind,

    /// <summary>The answer is not as believed.</summary>
    Differs,

    /// <summary>No answer came.</summary>
    NotAnswered,
}
