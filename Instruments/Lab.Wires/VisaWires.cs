using Lab.Benches;
using Lab.Instruments.Wires;
using Lab.Instruments.Wires.Rpc;

namespace Lab.Wires;

/// <summary>
/// Opens VISA resources where a VISA works: <c>GPIB0::12::INSTR</c>, <c>USB0::…::INSTR</c>, <c>TCPIP::host::inst0::INSTR</c>,
/// <c>TCPIP::host::hislip0::INSTR</c> and <c>ASRL3::INSTR</c>. Where none does, they are left to the wires after it.
/// </summary>
public sealed class VisaWires : IReportedWires
{
    private readonly VisaLibrary library;

    /// <summary>Opens with the VISA that is installed, if one is.</summary>
    public VisaWires()
        : this(VisaLibrary.Installed)
    {
    }

    internal VisaWires(VisaLibrary library) => this.library = library;

    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        string address = instrument.Address;
        if (!IsVisas(address) && !IsSerial(address))
        {
            return null;
        }

        WireSettings settings = WireSettings.Of(instrument);
        return await Task.Run<IWire?>(() => Open(address, settings, instrument.Serial), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report() => VisaReport.Of(library);

    /// <summary>Whether an address is one of VISA's with messages that have an end.</summary>
    internal static bool IsVisas(string address) =>
        address.EndsWith("::INSTR", StringComparison.OrdinalIgnoreCase)
        && Array.Exists(
            ["GPIB", "USB", "TCPIP", "PXI", "VXI"], name => address.StartsWith(name, StringComparison.OrdinalIgnoreCase))
        // Lab's own form.
        && !(InstrumentName.TryParse(address, out InstrumentName name) && name.PortMapperPort != RpcPrograms.PortMapperPort);

    // A port by its name in the system is Lab's own form.
    private static bool IsSerial(string address) => SerialName.TryParse(address, out SerialName serial) && serial.IsNumbered;

    private IWire? Open(string address, WireSettings settings, SerialSettings serial)
    {
        if (library.TryOpen(address, settings.Timeout) is not { } session)
        {
            return null;
        }

        IVisaSession? first = session;
        return IsSerial(address)
            ? new SerialWire(
                address,
                serial,
                settings,
                () => new VisaSerialPort(
                    Interlocked.Exchange(ref first, null) ?? library.Open(address, settings.Timeout), serial))
            : new VisaWire(address, library, settings, session);
    }
}
