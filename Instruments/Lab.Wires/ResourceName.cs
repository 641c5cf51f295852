using System.Globalization;

namespace Lab.Wires;

/// <summary>A VISA resource name of a raw socket: <c>TCPIP0::192.168.1.20::5025::SOCKET</c> (VPP-4.3, table 4.3.1).</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">Port.</param>
public readonly record struct ResourceName(string Host, int Port)
{
    /// <summary>Reads the name of a socket resource; case does not matter, and a board number may follow TCPIP.</summary>
    public static bool TryParseSocket(string text, out ResourceName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = default;
        string[] parts = text.Split("::");
        if (parts.Length != 4
            || !parts[0].StartsWith("TCPIP", StringComparison.OrdinalIgnoreCase)
            || !parts[0].AsSpan(5).TrimStart("0123456789").IsEmpty
            || !parts[3].Equals("SOCKET", StringComparison.OrdinalIgnoreCase)
            || parts[1].Length == 0
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535)
        {
            return false;
        }

        name = new ResourceName(parts[1], port);
        return true;
    }

    /// <summary>The name as VISA writes it.</summary>
    public override string ToString() => $"TCPIP::{Host}::{Port}::SOCKET";
}
