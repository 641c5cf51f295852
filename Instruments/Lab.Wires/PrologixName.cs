using System.Globalization;

namespace Lab.Wires;

/// <summary>
/// The address of an instrument on the GPIB of a Prologix adapter, or of an adapter that understands its commands (AR488):
/// <c>PRLGX-TCPIP::192.168.1.30::1234::GPIB::9::INSTR</c> on the network, <c>PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR</c> on a
/// serial port. The first part names the adapter as PyVISA does; each instrument has an address of its own.
/// </summary>
/// <param name="Host">Host name or address; <see langword="null"/> where the adapter is on a serial port.</param>
/// <param name="Port">Port of the host.</param>
/// <param name="Serial">The serial port, where there is no host.</param>
/// <param name="Primary">Primary address of the instrument, 0 to 30.</param>
/// <param name="Secondary">Secondary address, 0 to 30; <see langword="null"/> where the instrument has none.</param>
public readonly record struct PrologixName(string? Host, int Port, SerialName Serial, int Primary, int? Secondary)
{
    /// <summary>The port on which Prologix adapters listen.</summary>
    public const int UsualPort = 1234;

    private const int MostSecondary = 30;
    private const int FirstSecondaryOnBus = 96;

    /// <summary>The adapter's own address, which all its instruments share: <c>TCPIP::192.168.1.30::1234::SOCKET</c> or
    /// <c>ASRL/dev/ttyUSB0::INSTR</c>.</summary>
    public string Adapter => Host is null ? Serial.ToString() : new ResourceName(Host, Port).ToString();

    /// <summary>The argument of the adapter's command <c>++addr</c>.</summary>
    internal string BusAddress => Secondary is { } secondary
        ? string.Create(CultureInfo.InvariantCulture, $"{Primary} {FirstSecondaryOnBus + secondary}")
        : Primary.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads an address; case does not matter, the port may be left out,
    /// and a secondary address may be given as 96 to 126.</summary>
    public static bool TryParse(string text, out PrologixName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = default;
        string[] parts = text.Split("::");
        int bus = Array.FindIndex(parts, part => IsNumbered(part, "GPIB"));
        int? secondary = null;
        if (bus < 1
            || parts.Length - bus is not (3 or 4)
            || !parts[^1].Equals("INSTR", StringComparison.OrdinalIgnoreCase)
            || !TryParseNumber(parts[bus + 1], 30, out int primary)
            || (parts.Length - bus == 4 && !TryParseSecondary(parts[bus + 2], out secondary)))
        {
            return false;
        }

        const string onSerialPort = "PRLGX-";
        if (bus == 1)
        {
            if (!parts[0].StartsWith(onSerialPort, StringComparison.OrdinalIgnoreCase)
                || !SerialName.TryParse($"{parts[0][onSerialPort.Length..]}::INSTR", out SerialName serial))
            {
                return false;
            }

            name = new PrologixName(Host: null, 0, serial, primary, secondary);
            return true;
        }

        int port = UsualPort;
        if (bus > 3
            || !IsNumbered(parts[0], "PRLGX-TCPIP")
            || parts[1].Length == 0
            || (bus == 3 && (!TryParseNumber(parts[2], 65535, out port) || port == 0)))
        {
            return false;
        }

        name = new PrologixName(parts[1], port, default, primary, secondary);
        return true;
    }

    /// <summary>The address in full.</summary>
    public override string ToString()
    {
        string adapter = Host is null
            ? $"PRLGX-ASRL{Serial.Port}"
            : string.Create(CultureInfo.InvariantCulture, $"PRLGX-TCPIP::{Host}::{Port}");
        string instrument = Secondary is { } secondary
            ? string.Create(CultureInfo.InvariantCulture, $"{Primary}::{secondary}")
            : Primary.ToString(CultureInfo.InvariantCulture);
        return $"{adapter}::GPIB::{instrument}::INSTR";
    }

    private static bool IsNumbered(string part, string kind) =>
        part.StartsWith(kind, StringComparison.OrdinalIgnoreCase) && part.AsSpan(kind.Length).TrimStart("0123456789").IsEmpty;

    private static bool TryParseNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    private static bool TryParseSecondary(string text, out int? secondary)
    {
        secondary = null;
        if (!TryParseNumber(text, FirstSecondaryOnBus + MostSecondary, out int number))
        {
            return false;
        }

        secondary = number >= FirstSecondaryOnBus ? number - FirstSecondaryOnBus : number;
        return secondary <= MostSecondary;
    }
}
