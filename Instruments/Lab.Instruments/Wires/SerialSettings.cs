namespace Lab.Instruments.Wires;

/// <summary>How a serial port is set, from the section <c>serial</c> of an instrument in a bench file.</summary>
public sealed record SerialSettings
{
    /// <summary>Bits in a second.</summary>
    public int Baud { get; init; } = 9600;

    /// <summary>Data bits of a character, 5 to 8.</summary>
    public int DataBits { get; init; } = 8;

    /// <summary><c>none</c>, <c>even</c> or <c>odd</c>.</summary>
    public string Parity { get; init; } = "none";

    /// <summary>Stop bits of a character, 1 or 2.</summary>
    public int StopBits { get; init; } = 1;

    /// <summary><c>none</c>, <c>rts-cts</c> or <c>xon-xoff</c>.</summary>
    public string Flow { get; init; } = "none";

    /// <summary><c>lf</c>, <c>cr</c> or <c>crlf</c>, which ends messages to the instrument;
    /// answers may end with any of them.</summary>
    public string Terminator { get; init; } = "lf";

    /// <summary>Whether the instrument sends back what it receives, before its answer.</summary>
    public bool Echo { get; init; }

    /// <summary>The text that the instrument sends when it is ready for the next message; empty where it sends none.</summary>
    public string Prompt { get; init; } = string.Empty;
}
