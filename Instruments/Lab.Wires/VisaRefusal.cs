using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Refuses an address of VISA's that no wire before it opened, with what to install.</summary>
public sealed class VisaRefusal : IWireProvider
{
    private readonly VisaLibrary library;

    /// <summary>Speaks of the VISA of this computer.</summary>
    public VisaRefusal()
        : this(VisaLibrary.Installed)
    {
    }

    internal VisaRefusal(VisaLibrary library) => this.library = library;

    /// <inheritdoc/>
    public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return VisaWires.IsVisas(instrument.Address)
            ? throw new WireException(
                InstrumentFault.Disconnected,
                $"Only VISA opens addresses of this kind, and {library.Fault}; install NI-VISA, Keysight IO Libraries or R&S "
                    + "VISA, or use the "
                + "instrument's LAN or serial port; 'lab doctor' shows what was looked for")
            : new ValueTask<IWire?>(result: null);
    }
}
