using Lab.Benches;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Opens instruments that speak VXI-11, addressed as <c>TCPIP::host::INSTR</c> or <c>TCPIP::host::inst0::INSTR</c>,
/// without VISA.</summary>
public sealed class Vxi11Wires : IReportedWires
{
    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return InstrumentName.TryParse(instrument.Address, out InstrumentName name)
            ? await Vxi11Wire.ConnectAsync(
                instrument.Address, name, WireSettings.Of(instrument), cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report() =>
        [new WireReport(
            "VXI-11",
            "TCPIP::host::INSTR, TCPIP::host::inst0::INSTR",
            IsAvailable: true,
            "Lab's own, where no VISA works; nothing to install")];
}
