namespace Lab.Instruments.Wires.Rpc;

/// <summary>Flags of VXI-11 calls and reasons why a read ended (VXI-11 revision 1.0, B.4.5 and B.6.5).</summary>
public static class Vxi11Flags
{
    /// <summary>Wait for a lock that another link holds.</summary>
    public const int WaitForLock = 1;

    /// <summary>The last byte of this write ends the message.</summary>
    public const int End = 8;

    /// <summary>End the read at the termination character.</summary>
    public const int TerminationCharacter = 128;

    /// <summary>Reason: as many bytes as were asked for.</summary>
    public const int ReasonCount = 1;

    /// <summary>Reason: the termination character.</summary>
    public const int ReasonCharacter = 2;

    /// <summary>Reason: the message is complete.</summary>
    public const int ReasonEnd = 4;
}
