using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Opens instruments on a GPIB interface of this computer, addressed as <c>GPIB0::7::INSTR</c>, through linux-gpib or
/// NI-488.2, where no VISA does.</summary>
public sealed class GpibWires : IReportedWires
{
    private const string Missing =
        "install NI-488.2 or a VISA, on Linux linux-gpib, or use a Prologix or AR488 adapter "
            + "(PRLGX-TCPIP::host::1234::GPIB::7::INSTR)";

    private readonly GpibLibrary? library;

    /// <summary>Opens with the library that is installed, if one is.</summary>
    public GpibWires()
        : this(GpibLibrary.Installed)
    {
    }

    internal GpibWires(GpibLibrary? library) => this.library = library;

    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (!GpibName.TryParse(instrument.Address, out GpibName name))
        {
            return null;
        }

        return library is null
            ? throw new WireException(
                InstrumentFault.Disconnected, $"Neither a VISA nor a GPIB library is installed here; {Missing}")
            : await GpibWire.OpenAsync(
                instrument.Address, name, library, WireSettings.Of(instrument), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report() =>
    [
        library is null
            ? new WireReport(
                "GPIB library",
                "GPIB0::7::INSTR",
                IsAvailable: false,
                $"none of {string.Join(", ", GpibLibrary.Candidates())} was found; {Missing}")
            : new WireReport("GPIB library", "GPIB0::7::INSTR", IsAvailable: true, library.Name),
    ];
}
