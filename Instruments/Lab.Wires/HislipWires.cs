using Lab.Benches;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Opens instruments that speak HiSLIP, addressed as <c>TCPIP::host::hislip0::INSTR</c>, without VISA.</summary>
public sealed class HislipWires : IReportedWires
{
    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return HislipName.TryParse(instrument.Address, out HislipName name)
            ? await HislipWire.ConnectAsync(
                instrument.Address, name, WireSettings.Of(instrument), cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report() =>
        [new WireReport(
            "HiSLIP",
            "TCPIP::host::hislip0::INSTR",
            IsAvailable: true,
            "Lab's own where no VISA is installed; nothing to install")];
}
