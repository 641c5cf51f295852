namespace Lab.Instruments.Wires.Rpc;

/// <summary>Procedures of the core channel of VXI-11 (VXI-11 revision 1.0, table B.2).</summary>
public enum Vxi11Procedure
{
    /// <summary>Does nothing, as every program's procedure 0.</summary>
    None = 0,

    /// <summary>Opens a link to a device.</summary>
    CreateLink = 10,

    /// <summary>Sends bytes to the device.</summary>
    Write = 11,

    /// <summary>Receives bytes from the device.</summary>
    Read = 12,

    /// <summary>Reads the status byte.</summary>
    ReadStatusByte = 13,

    /// <summary>Triggers the device.</summary>
    Trigger = 14,

    /// <summary>Clears the device's buffers.</summary>
    Clear = 15,

    /// <summary>Puts the device under remote control.</summary>
    Remote = 16,

    /// <summary>Gives control back to the front panel.</summary>
    Local = 17,

    /// <summary>Locks the device for one link.</summary>
    Lock = 18,

    /// <summary>Ends the lock.</summary>
    Unlock = 19,

    /// <summary>Asks for service requests.</summary>
    EnableServiceRequest = 20,

    /// <summary>Commands of the interface, not of the device.</summary>
    Command = 22,

    /// <summary>Closes a link.</summary>
    DestroyLink = 23,

    /// <summary>Opens the channel of service requests.</summary>
    CreateInterruptChannel = 25,

    /// <summary>Closes the channel of service requests.</summary>
    DestroyInterruptChannel = 26,
}
