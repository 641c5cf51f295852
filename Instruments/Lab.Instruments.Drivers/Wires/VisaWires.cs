using Lab.Instruments.Benches;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>
/// Opens VISA resources where a VISA is installed: <c>GPIB0::12::INSTR</c>, <c>USB0::…::INSTR</c>, <c>TCPIP::host::inst0::INSTR</c>,
/// <c>TCPIP::host::hislip0::INSTR</c> and <c>ASRL3::INSTR</c>. Where none is, what only VISA can open is refused with what to install.
/// </summary>
public sealed class VisaWires : IWireProvider
{
    private readonly VisaLibrary? library;

    /// <summary>Opens with the VISA that is installed, if one is.</summary>
    public VisaWires()
        : this(VisaLibrary.Installed)
    {
    }

    internal VisaWires(VisaLibrary? library) => this.library = library;

    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        string address = instrument.Address;
        if (!address.EndsWith("::INSTR", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        bool isSerial = SerialName.TryParse(address, out SerialName serial);
        bool isVxi11 = InstrumentName.TryParse(address, out InstrumentName named);
        if (isSerial ? !serial.IsNumbered : isVxi11 && named.PortMapperPort != Lab.Instruments.Wires.Rpc.RpcPrograms.PortMapperPort)
        {
            return null; // forms that are Lab's own
        }

        if (library is null)
        {
            return isSerial || isVxi11 || !IsVisas(address)
                ? null
                : throw new WireException(
                    InstrumentFault.Disconnected,
                    "Only VISA opens addresses of this kind, and none is installed here; install NI-VISA or another VISA with VISA.NET, or use the instrument's LAN or serial port");
        }

        WireSettings settings = WireSettings.Of(instrument);
        return await Task.Run<IWire>(
            () => isSerial
                ? new SerialWire(
                    address, instrument.Serial, settings, () => new VisaSerialPort(library.Open(address, settings.Timeout), instrument.Serial))
                : new VisaWire(address, library, settings),
            cancellationToken).ConfigureAwait(false);
    }

    private static bool IsVisas(string address) =>
        Array.Exists(["USB", "PXI", "VXI"], name => address.StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
