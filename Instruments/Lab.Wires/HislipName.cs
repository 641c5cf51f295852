using System.Globalization;

namespace Lab.Wires;

/// <summary>A VISA resource name of a HiSLIP device: <c>TCPIP0::192.168.1.20::hislip0::INSTR</c>, with another port
/// <c>TCPIP::192.168.1.20::hislip0,4881::INSTR</c> (VPP-4.3, table 4.3.1).</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Device">The device's sub-address at that host.</param>
/// <param name="Port">The port.</param>
public readonly record struct HislipName(string Host, string Device, int Port)
{
    /// <summary>The port of HiSLIP.</summary>
    public const int UsualPort = 4880;

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string text, out HislipName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = default;
        string[] parts = text.Split("::");
        if (parts.Length != 4
            || !parts[0].StartsWith("TCPIP", StringComparison.OrdinalIgnoreCase)
            || !parts[0].AsSpan(5).TrimStart("0123456789").IsEmpty
            || parts[1].Length == 0
            || !parts[2].StartsWith("hislip", StringComparison.OrdinalIgnoreCase)
            || !parts[3].Equals("INSTR", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string[] device = parts[2].Split(',');
        int port = UsualPort;
        if (device.Length > 2
            || device[0].EndsWith(':') // would be part of the separator in the name in full
            || (device.Length == 2
                && !(int.TryParse(device[1], NumberStyles.None, CultureInfo.InvariantCulture, out port)
                    && port is >= 1 and <= 65535)))
        {
            return false;
        }

        name = new HislipName(parts[1], device[0], port);
        return true;
    }

    /// <summary>The name as VISA writes it.</summary>
    public override string ToString() => Port == UsualPort
        ? $"TCPIP::{Host}::{Device}::INSTR"
        : string.Create(CultureInfo.InvariantCulture, $"TCPIP::{Host}::{Device},{Port}::INSTR");
}
