namespace Lab.Instruments;

/// <summary>The kind of a fault between a driver and its instrument.</summary>
public enum InstrumentFault
{
    /// <summary>No answer came in time.</summary>
    Timeout,

    /// <summary>The instrument put an error in its queue: it did not do what it was told.</summary>
    Refused,

    /// <summary>The answer is not what the command's documentation promises.</summary>
    BadAnswer,

    /// <summary>The reading is outside the instrument's range, so there is no number to record.</summary>
    Overflow,

    /// <summary>The connection could not be made, or broke.</summary>
    Disconnected,

    /// <summary>Another instrument answers at the address.</summary>
    WrongInstrument,

    /// <summary>A limit of the bench or of the instrument forbids the set-point. Nothing was sent.</summary>
    Limit,

    /// <summary>The instrument was switched off and on, or reset itself: its settings are gone.</summary>
    Rebooted,
}
