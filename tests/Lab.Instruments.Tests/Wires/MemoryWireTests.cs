using Lab.Instruments.Wires;
using Lab.Mocks.Wires;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class MemoryWireTests : WireContract
{
    protected override bool HasTime => false;

    protected override bool HasTerminators => false;

    protected override bool CanBreak => false;

    public override Task DisposeAsync() => Task.CompletedTask;

    private protected override Task<IWire> OpenAsync(ContractDevice device, WireSettings settings) =>
        Task.FromResult<IWire>(new MemoryWire(device, "sim:"));
}
