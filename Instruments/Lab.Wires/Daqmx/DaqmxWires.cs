using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.DaqCards.Library;
using Lab.Instruments.Wires;

namespace Lab.Wires.Daqmx;

/// <summary>Opens cards of National Instruments, addressed as <c>daqmx::Dev1</c>, through NI-DAQmx.</summary>
public sealed class DaqmxWires : IReportedWires
{
    private readonly Func<(DaqmxLibrary? Library, string Fault)> find;

    /// <summary>Opens with the library that is installed, if one is.</summary>
    public DaqmxWires()
        : this(() => (DaqmxFile.Installed, DaqmxFile.Fault))
    {
    }

    internal DaqmxWires(Func<(DaqmxLibrary? Library, string Fault)> find) => this.find = find;

    /// <summary>Opens with the library of one file.</summary>
    /// <param name="file">The file.</param>
    public static DaqmxWires Of(string file) => new(() => DaqmxFile.Find([file]));

    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (!DaqmxName.TryParse(instrument.Address, out DaqmxName name))
        {
            return null;
        }

        (DaqmxLibrary? library, string fault) = find();
        if (library is null)
        {
            throw new WireException(
                InstrumentFault.Disconnected, $"NI-DAQmx cannot be used here ({fault}); {DaqmxFile.Remedy}");
        }

        await Task.Run(() => RequireDevice(library, name), cancellationToken).ConfigureAwait(false);
        return new DaqmxWire(instrument.Address, library.Again());
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report()
    {
        (DaqmxLibrary? library, string fault) = find();
        return
        [
            library is null
                ? new WireReport("NI-DAQmx", "daqmx::Dev1", IsAvailable: false, $"{fault}; {DaqmxFile.Remedy}")
                : new WireReport("NI-DAQmx", "daqmx::Dev1", IsAvailable: true, Describe(library)),
        ];
    }

    private static string Describe(DaqmxLibrary library)
    {
        try
        {
            (int major, int minor) = library.GetSysNIDAQVersion();
            string devices = library.GetSysDevNames();
            return $"{library.Name}, version {major}.{minor}, {(devices.Length > 0 ? devices : "no device")}";
        }
        catch (DaqException error)
        {
            return $"{library.Name}; {error.Message}";
        }
    }

    private static void RequireDevice(DaqmxLibrary library, DaqmxName name)
    {
        string devices;
        try
        {
            devices = library.GetSysDevNames();
        }
        catch (DaqException error)
        {
            throw new WireException(InstrumentFault.Disconnected, $"{library.Name} fails: {error.Message}", error);
        }

        if (!devices.Split(',', StringSplitOptions.TrimEntries).Contains(name.Device, StringComparer.OrdinalIgnoreCase))
        {
            throw new WireException(
                InstrumentFault.Disconnected,
                $"NI-DAQmx knows no device '{name.Device}', but {(devices.Length > 0 ? devices : "none at all")}; NI MAX, or "
                    + "'nilsdev' on Linux, lists the names and gives others");
        }
    }
}
