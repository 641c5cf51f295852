using System.Globalization;

namespace Lab.Runs.Locks;

/// <summary>Where an address leads, however it is written: <c>TCPIP::localhost::05025::SOCKET</c> and
/// <c>tcpip0::127.1::5025::socket</c> are one place.</summary>
/// <param name="Key">The place in one way of writing; two programs must not have the same.</param>
/// <param name="Host">The computer that answers there; <see langword="null"/> where no network leads to it.</param>
/// <param name="Way">The protocol of the network by which it is reached. An instrument has one state for all of them.</param>
internal sealed record InstrumentPlace(string Key, string? Host, string? Way)
{
    /// <summary>A raw socket, also that of a GPIB adapter.</summary>
    public const string Socket = "socket";

    /// <summary>VXI-11.</summary>
    public const string Vxi11 = "vxi-11";

    /// <summary>HiSLIP.</summary>
    public const string Hislip = "hislip";

    private const string UsualDevice = "INST0";
    private const string UsualHislipPort = "4880";
    private const string UsualAdapterPort = "1234";

    /// <summary>All protocols of the network.</summary>
    public static IReadOnlyList<string> Ways { get; } = [Socket, Vxi11, Hislip];

    /// <summary>The places of an address: several where a name stands for several hosts. Of an instrument behind a GPIB adapter
    /// it is the adapter's: two programs with different instruments behind one adapter exclude each other.</summary>
    /// <param name="address">The address of a bench file.</param>
    /// <param name="hosts">Finds the hosts of a name.</param>
    public static IReadOnlyList<InstrumentPlace> Of(string address, Func<string, IReadOnlyList<string>> hosts)
    {
        string upper = address.Trim().ToUpperInvariant();
        string[] parts = upper.Split("::", StringSplitOptions.TrimEntries);
        return IsNumbered(parts[0], "PRLGX-TCPIP") && parts.Length > 3 ? BehindAdapter(parts, hosts)
            : IsNumbered(parts[0], "TCPIP") && parts.Length > 1 ? OnNetwork(parts, hosts)
            : parts[0].StartsWith("PRLGX-ASRL", StringComparison.Ordinal) ? [Local(Serial(address.Trim()["PRLGX-ASRL".Length..]))]
            : parts[0].StartsWith("ASRL", StringComparison.Ordinal) ? [Local(Serial(address.Trim()["ASRL".Length..]))]
            : IsNumbered(parts[0], "GPIB") ? [Local($"GPIB{Number(parts[0]["GPIB".Length..], "0")}::{Rest(parts)}")]
            : IsNumbered(parts[0], "USB") ? [Local(Usb(address.Trim(), parts))]
            : [Local(upper)]; // an alias of VISA
    }

    private static List<InstrumentPlace> OnNetwork(string[] parts, Func<string, IReadOnlyList<string>> hosts)
    {
        if (parts[^1] == "SOCKET" && parts.Length == 4)
        {
            return Reached(hosts, parts[1], Socket, Number(parts[2], UsualAdapterPort));
        }

        // INSTR may be left out, and the device as well.
        string[] named = parts[^1] == "INSTR" ? parts[..^1] : parts;
        string device = named.Length > 2 && named[2].Length > 0 ? named[2] : UsualDevice;
        if (device.StartsWith("HISLIP", StringComparison.Ordinal))
        {
            string[] sub = device.Split(',');
            return Reached(
                hosts, named[1], Hislip, $"{sub[0]},{(sub.Length > 1 ? Number(sub[1], UsualHislipPort) : UsualHislipPort)}");
        }

        // Lab's own form host:port names the port mapper of a served bench.
        int colon = named[1].IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? Reached(hosts, named[1], Vxi11, device)
            : Reached(hosts, named[1][..colon], Vxi11, $"{Number(named[1][(colon + 1)..], string.Empty)},{device}");
    }

    // PRLGX-TCPIP::host::1234::GPIB::9::INSTR, in which the port may be left out.
    private static List<InstrumentPlace> BehindAdapter(string[] parts, Func<string, IReadOnlyList<string>> hosts) => Reached(
        hosts, parts[1], Socket, IsNumbered(parts[2], "GPIB") ? UsualAdapterPort : Number(parts[2], UsualAdapterPort));

    private static List<InstrumentPlace> Reached(
        Func<string, IReadOnlyList<string>> hosts, string name, string way, string what) =>
        [.. hosts(name).Select(host => new InstrumentPlace($"{way} {host} {what}", host, way))];

    private static InstrumentPlace Local(string key) => new(key, Host: null, Way: null);

    // ASRL3 is COM3 on Windows and /dev/ttyS2 elsewhere; a device file may have several names.
    private static string Serial(string rest)
    {
        string port = rest.Split("::")[0];
        string name = !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? port
            : OperatingSystem.IsWindows() ? string.Create(CultureInfo.InvariantCulture, $"COM{number}")
            : string.Create(CultureInfo.InvariantCulture, $"/dev/ttyS{number - 1}");
        return $"serial {(OperatingSystem.IsWindows() ? name.ToUpperInvariant() : DeviceFile(name))}";
    }

    private static string Usb(string address, string[] parts) =>
        parts.Length > 1 && parts[1].StartsWith('/') ? $"usb {DeviceFile(address.Split("::")[1].Trim())}"
        : parts.Length > 3 ? $"usb {Number(parts[1], string.Empty)} {Number(parts[2], string.Empty)} {parts[3]}"
        : string.Join("::", parts);

    private static string DeviceFile(string name)
    {
        try
        {
            return File.ResolveLinkTarget(name, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return name; // what cannot be looked at cannot be opened either
        }
    }

    private static string Rest(string[] parts) =>
        string.Join("::", (parts[^1] == "INSTR" ? parts[1..^1] : parts[1..]).Select(part => Number(part, string.Empty)));

    /// <summary>A number without leading zeros, in decimal; text that is none stays as it is.</summary>
    private static string Number(string text, string byDefault) =>
        text.Length == 0 ? byDefault
        : (text.StartsWith("0X", StringComparison.Ordinal)
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number)
            : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number))
            ? number.ToString(CultureInfo.InvariantCulture)
            : text;

    private static bool IsNumbered(string part, string kind) =>
        part.StartsWith(kind, StringComparison.Ordinal) && part.AsSpan(kind.Length).TrimStart("0123456789").IsEmpty;
}
