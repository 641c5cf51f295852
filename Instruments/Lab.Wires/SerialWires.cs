using Lab.Benches;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>
/// Opens serial ports addressed as <c>ASRL/dev/ttyUSB0::INSTR</c>, <c>ASRLCOM3::INSTR</c> or <c>ASRL3::INSTR</c>, with
/// System.IO.Ports.
/// </summary>
public sealed class SerialWires : IReportedWires
{
    /// <inheritdoc/>
    public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return new ValueTask<IWire?>(SerialName.TryParse(instrument.Address, out SerialName name)
            ? Open(name, WireSettings.Of(instrument), instrument.Serial)
            : null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report()
    {
        IReadOnlyList<SerialName> ports = List();
        string[] closed =
            OperatingSystem.IsWindows() ? [] : [.. ports.Select(port => port.SystemName).Where(path => !DeviceFile.MayUse(path))];
        return
        [
            new WireReport(
                "serial ports",
                "ASRL3::INSTR, ASRL/dev/ttyUSB0::INSTR, ASRLCOM3::INSTR",
                ports.Count > closed.Length,
                ports.Count == 0 ? "no port found; plug a converter in, or look whether the system knows it"
                : closed.Length == 0 ? string.Join(", ", ports.Select(port => port.SystemName))
                : $"no right to use {string.Join(", ", closed)}; add this user to the group of the port, often dialout or uucp, "
                    + "and log in anew"),
        ];
    }

    /// <summary>Opens a port.</summary>
    internal static SerialWire Open(SerialName name, WireSettings settings, SerialSettings? serial = null)
    {
        SerialSettings wanted = serial ?? new SerialSettings();
        return new SerialWire(name.ToString(), wanted, settings, () => Open(name.SystemName, wanted));
    }

    /// <summary>The serial ports that this computer has, as addresses.</summary>
    public static IReadOnlyList<SerialName> List()
    {
        if (OperatingSystem.IsWindows())
        {
            return [.. PortsSerialPort.List().Select(name => new SerialName(name))];
        }

        // A built-in port without hardware behind it has a device file all the same; the kernel names the driver of those that
        // have.
        string[] patterns = OperatingSystem.IsMacOS() ? ["cu.*"] : ["ttyUSB*", "ttyACM*", "ttyAMA*", "ttyS*"];
        return
        [
            .. patterns
                .SelectMany(pattern => Directory.EnumerateFileSystemEntries("/dev", pattern).Order(StringComparer.Ordinal))
                .Where(path => !path.StartsWith("/dev/ttyS", StringComparison.Ordinal) || HasDriver(Path.GetFileName(path)))
                .Select(path => new SerialName(path)),
        ];
    }

    private static bool HasDriver(string device)
    {
        try
        {
            // Type 0 is a port that the kernel looked for and did not find.
            return File.ReadAllText($"/sys/class/tty/{device}/type").Trim() != "0";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal static ISerialPort Open(string port, SerialSettings settings) => new PortsSerialPort(port, settings);
}
