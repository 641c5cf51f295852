using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>An AR488 on a serial port, for which a pseudo-terminal stands in.</summary>
public class Ar488WireTests : WireContract
{
    protected override bool SeesShortBlocks => false;

    private readonly PrologixStandIn adapter = new() { Version = PrologixStandIn.Ar488 };
    private readonly PseudoTerminal terminal = new();

    public override async Task DisposeAsync()
    {
        await terminal.DisposeAsync();
        await adapter.DisposeAsync();
    }

    [Fact]
    public async Task Open_WhileItStarts_WaitsForIt_AndNeverWritesItsMemory()
    {
        adapter.DeafFor = 1;
        await using IWire wire = await OpenAsync(new ContractDevice(), new WireSettings());

        Assert.Equal("3", await QueryAsync(wire, "SET 3;VAL?"));
        Assert.Equal(0, adapter.WriteCount);
    }

    [Fact]
    public async Task Open_NobodyAnswers_SaysSo()
    {
        adapter.Start();
        var other = new PrologixStandIn { DeafFor = int.MaxValue };
        await using (other)
        {
            other.Start();
            await terminal.StartAsync(other.Port);

            var error = await Assert.ThrowsAsync<WireException>(() => ConnectAsync(
                new WireSettings { Timeout = Duration.FromSeconds(1) }));

            Assert.Equal(
                $"No GPIB adapter answers at ASRL{terminal.Path}::INSTR (++ver); it has to be a Prologix, an AR488 or one with "
                    + "the same commands",
                error.Message);
        }
    }

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        adapter.Start();
        adapter.Instruments["9"] = new GpibTalker(device.ExecuteAsync);
        await terminal.StartAsync(adapter.Port);
        return await ConnectAsync(settings);
    }

    private protected override async Task CutAsync() => await terminal.DisposeAsync();

    // An Arduino starts anew when its port is opened. That takes a second or two, which the other tests need not wait for.
    private protected override Task MendAsync()
    {
        adapter.DeafFor = 1;
        return terminal.StartAsync(adapter.Port);
    }

    private async Task<IWire> ConnectAsync(WireSettings settings)
    {
        string text = $"PRLGX-ASRL{terminal.Path}::GPIB::9::INSTR";
        Assert.True(PrologixName.TryParse(text, out PrologixName name));
        return await PrologixWire.ConnectAsync(text, name, settings, default);
    }
}
