using System.Globalization;
using Lab.Instruments.Wires.Rpc;

namespace Lab.Wires;

/// <summary>
/// A VISA resource name of an instrument with VXI-11: <c>TCPIP0::192.168.1.20::inst0::INSTR</c>, in which <c>inst0</c> may be
/// left out (VPP-4.3, table 4.3.1).
/// </summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Device">The device's name at that host.</param>
/// <param name="PortMapperPort">The host's port mapper; other than 111 only in Lab's own form
/// <c>TCPIP::host:port::inst0::INSTR</c>.</param>
public readonly record struct InstrumentName(string Host, string Device, int PortMapperPort)
{
    /// <summary>Reads a name; one of a HiSLIP device is not VXI-11's.</summary>
    public static bool TryParse(string text, out InstrumentName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = default;
        string[] parts = text.Split("::");
        if (parts.Length is not (3 or 4)
            || !parts[0].StartsWith("TCPIP", StringComparison.OrdinalIgnoreCase)
            || !parts[0].AsSpan(5).TrimStart("0123456789").IsEmpty
            || !parts[^1].Equals("INSTR", StringComparison.OrdinalIgnoreCase)
            || !TryParseHost(parts[1], out string host, out int port))
        {
            return false;
        }

        string device = parts.Length == 4 ? parts[2] : "inst0";
        if (device.Length == 0 || device.StartsWith("hislip", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        name = new InstrumentName(host, device, port);
        return true;
    }

    /// <summary>The name in full.</summary>
    public override string ToString() => PortMapperPort == RpcPrograms.PortMapperPort
        ? $"TCPIP::{Host}::{Device}::INSTR"
        : $"TCPIP::{Host}:{PortMapperPort}::{Device}::INSTR";

    private static bool TryParseHost(string text, out string host, out int port)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        host = colon < 0 ? text : text[..colon];
        port = RpcPrograms.PortMapperPort;
        return host.Length > 0
            && (colon < 0
                || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                    && port is >= 1 and <= 65535));
    }
}
