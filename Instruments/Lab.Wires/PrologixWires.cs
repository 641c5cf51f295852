using Lab.Benches;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Opens instruments behind a GPIB adapter of Prologix or an AR488: <c>PRLGX-TCPIP::host::1234::GPIB::9::INSTR</c>,
/// <c>PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR</c>.</summary>
public sealed class PrologixWires : IReportedWires
{
    /// <summary>The forms of addresses.</summary>
    internal const string Forms = "PRLGX-TCPIP::host::1234::GPIB::9::INSTR, PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR";

    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return PrologixName.TryParse(instrument.Address, out PrologixName name)
            ? await PrologixWire.ConnectAsync(
                instrument.Address, name, WireSettings.Of(instrument), cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report() =>
        [new WireReport("GPIB adapters of Prologix, AR488", Forms, IsAvailable: true, "Lab's own; nothing to install")];
}
