using Lab.Instruments.Wires;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>The contract of serial ports for an instrument that answers one query a message,
/// after which a single identity resynchronises.</summary>
public class SerialOneQueryWireTests : SerialWireTests
{
    private protected override Task<IWire> OpenAsync(ContractDevice device, WireSettings settings) =>
        base.OpenAsync(device, settings with { TakesSeveralQueries = false });
}
