namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>How the way to a field ended.</summary>
internal enum FieldOutcome
{
    /// <summary>The field is there, or at the supply's nearest step.</summary>
    Settled,

    /// <summary>The field stands still while the current changes.</summary>
    DoesNotFollow,

    /// <summary>The field came no nearer within the time-out.</summary>
    DidNotSettle,
}
