namespace Lab.Instruments.Drivers.Described;

/// <summary>The outcome of trying a declaration.</summary>
public enum TrialOutcome
{
    /// <summary>The instrument does as it says.</summary>
    Holds,

    /// <summary>Nothing was sent, for a reason that is no fault of the declaration.</summary>
    NotTried,

    /// <summary>The instrument does not.</summary>
    Fails,
}
