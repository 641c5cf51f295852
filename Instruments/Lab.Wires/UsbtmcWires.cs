using System.Runtime.InteropServices;
using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>
/// Opens instruments on USB that the Linux kernel's module usbtmc serves: <c>USB0::0x0957::0x17A6::MY123::INSTR</c> where the
/// kernel has it, and <c>USB::/dev/usbtmc0::INSTR</c>. What the kernel does not have is left to VISA.
/// </summary>
public sealed class UsbtmcWires : IReportedWires
{
    private const string Rule = """SUBSYSTEM=="usbmisc", KERNEL=="usbtmc*", MODE="0660", GROUP="plugdev" """;
    private const string RuleFile = "/etc/udev/rules.d/70-usbtmc.rules";

    private readonly Lazy<UsbtmcLibrary>? library;
    private readonly UsbtmcDevices devices;

    /// <summary>Opens what this system has; nothing away from Linux.</summary>
    public UsbtmcWires()
        : this(OperatingSystem.IsLinux() ? new Lazy<UsbtmcLibrary>(UsbtmcLibrary.OfSystem) : null, "/sys")
    {
    }

    internal UsbtmcWires(Lazy<UsbtmcLibrary>? library, string systemRoot)
    {
        this.library = library;
        devices = new UsbtmcDevices(systemRoot);
    }

    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return library is not null && UsbtmcName.TryParse(instrument.Address, out UsbtmcName name)
            && devices.Find(name) is not null
            ? await Task.Run<IWire>(
                () => Open(name, library.Value, WireSettings.Of(instrument)), cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report()
    {
        IReadOnlyList<(UsbtmcName Name, string Path)> found = library is null ? [] : devices.List();
        string[] closed = [.. found.Select(device => device.Path).Where(path => !DeviceFile.MayUse(path))];
        string detail = library is null ? "Linux alone has it; use VISA"
            : found.Count == 0
                ? "no instrument found; connect one and switch it on, and load the kernel's module with 'modprobe usbtmc'"
                : closed.Length > 0 ? $"no right to use {string.Join(", ", closed)}; {Remedy}"
                : string.Join(", ", found.Select(device => $"{device.Name} at {device.Path}"));
        const string forms = "USB0::0x0957::0x17A6::MY123::INSTR, USB::/dev/usbtmc0::INSTR";
        return [new WireReport("USBTMC of Linux", forms, found.Count > closed.Length, detail)];
    }

    private static string Remedy =>
        $"write the line '{Rule.TrimEnd()}' to {RuleFile}, "
        + "add this user to that group, log in anew and plug the instrument in again";

    /// <summary>Opens an instrument.</summary>
    /// <exception cref="WireException">It is not there, or this user may not use it.</exception>
    internal UsbtmcWire Open(UsbtmcName name, UsbtmcLibrary calls, WireSettings settings) =>
        new(name.ToString(), calls, settings, () => OpenFile(name, calls));

    // The number of the device file may be another one after the instrument was switched off and on.
    private (string Path, int Descriptor) OpenFile(UsbtmcName name, UsbtmcLibrary calls)
    {
        const int noRight = 13;
        string path = devices.Find(name) ?? throw new WireException(
            InstrumentFault.Disconnected, $"No USB instrument {name} is connected{Others()}");
        int descriptor = calls.Open(path);
        if (descriptor >= 0)
        {
            return (path, descriptor);
        }

        int error = Marshal.GetLastPInvokeError();
        throw new WireException(
            InstrumentFault.Disconnected,
            $"The USB instrument {path} cannot be opened ({Marshal.GetPInvokeErrorMessage(error)})"
            + (error == noRight ? $"; {Remedy}" : string.Empty));
    }

    private string Others()
    {
        IReadOnlyList<(UsbtmcName Name, string Path)> found = devices.List();
        return found.Count == 0 ? string.Empty : $"; there is {string.Join(", ", found.Select(device => device.Name))}";
    }
}
