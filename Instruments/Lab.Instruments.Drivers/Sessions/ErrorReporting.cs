namespace Lab.Instruments.Drivers.Sessions;

/// <summary>How an instrument tells that it did not do what it was told.</summary>
public enum ErrorReporting
{
    /// <summary>A SCPI error queue, read with <c>:SYST:ERR?</c>.</summary>
    ScpiQueue,

    /// <summary>The event status register of IEEE 488.2 alone, read with <c>*ESR?</c>.</summary>
    EventStatusRegister,
}
