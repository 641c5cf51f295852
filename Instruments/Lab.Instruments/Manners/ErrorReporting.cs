namespace Lab.Instruments.Manners;

/// <summary>How an instrument reports that it did not carry a command out.</summary>
public enum ErrorReporting
{
    /// <summary>A SCPI error queue, read with <c>:SYST:ERR?</c>.</summary>
    ScpiQueue,

    /// <summary>The event status register of IEEE 488.2 alone, read with <c>*ESR?</c>.</summary>
    EventStatusRegister,

    /// <summary>Each command is answered, with one text where it was carried out and with another where it was refused
    /// (<see cref="CommandAcknowledgement"/>).</summary>
    Acknowledgement,

    /// <summary>Not at all: whether a command was carried out shows only in what is read back.</summary>
    None,
}
