namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>The outcome of trying a set-point.</summary>
public enum SetPointOutcome
{
    /// <summary>The read-back is the set-point.</summary>
    Agrees,

    /// <summary>Nothing was sent.</summary>
    NotTried,

    /// <summary>The read-back is another value, or the instrument refused or did not answer.</summary>
    Differs,
}
