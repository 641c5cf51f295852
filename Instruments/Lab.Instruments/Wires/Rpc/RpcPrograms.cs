namespace Lab.Instruments.Wires.Rpc;

/// <summary>Numbers of remote procedure calls (RFC 5531) and of the programs that VXI-11 consists of (VXI-11 revision 1.0,
/// appendix B; RFC 1833 for the port mapper).</summary>
public static class RpcPrograms
{
    /// <summary>The version of remote procedure calls.</summary>
    public const uint RpcVersion = 2;

    /// <summary>The bit of a record mark that tells the last fragment.</summary>
    public const uint LastFragment = 0x8000_0000;

    /// <summary>The port on which port mappers listen.</summary>
    public const int PortMapperPort = 111;

    /// <summary>The port mapper, version 2.</summary>
    public const uint PortMapper = 100_000;

    /// <summary>Version of the port mapper.</summary>
    public const uint PortMapperVersion = 2;

    /// <summary>Port mapper: which port a program has.</summary>
    public const uint GetPort = 3;

    /// <summary>The protocol number of TCP.</summary>
    public const uint Tcp = 6;

    /// <summary>The core channel of VXI-11.</summary>
    public const uint Core = 395_183;

    /// <summary>The abort channel of VXI-11.</summary>
    public const uint Abort = 395_184;

    /// <summary>Version of both channels.</summary>
    public const uint Vxi11Version = 1;
}
