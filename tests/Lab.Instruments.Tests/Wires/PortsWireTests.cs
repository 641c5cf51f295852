using Lab.Instruments.Wires;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A serial port through System.IO.Ports, which Windows uses, over a pseudo-terminal of this system.</summary>
[Collection(WallClockCollection.Name)]
public class PortsWireTests : WireContract
{
    protected override int LongestBlock => 1 << 16;

    protected override bool MarksEnds => false;

    private readonly PseudoTerminal terminal = new();
    private ServedDevice? served;

    // Blank lines are dropped at serial ports.
    protected override bool CarriesEmptyAnswers => false;

    // Away from Windows it takes a port that is gone for a silent one: docs/decisions/0011.
    protected override bool CanBreak => OperatingSystem.IsWindows();

    public override async Task DisposeAsync()
    {
        await terminal.DisposeAsync();
        if (served is not null)
        {
            await served.DisposeAsync();
        }
    }

    [Fact]
    public async Task Open_EverySetting_IsTaken()
    {
        served = new ServedDevice(new ContractDevice());
        served.Start();
        await terminal.StartAsync(served.Port);
        foreach ((string parity, string flow, int stopBits, int dataBits) in
            ((string, string, int, int)[])[("none", "none", 1, 8), ("even", "rts-cts", 2, 8), ("odd", "xon-xoff", 1, 7)])
        {
            using var port = new PortsSerialPort(
                terminal.Path, new SerialSettings { Baud = 19_200, Parity = parity, Flow = flow, StopBits = stopBits, DataBits = dataBits });

            Assert.Equal(1, port.Write("\n"u8.ToArray(), 0, 1, 1000));
        }
    }

    [Fact]
    public async Task Open_PortThatIsNotThere_SaysSo()
    {
        await Task.CompletedTask;
        var error = Assert.Throws<WireException>(() => new PortsSerialPort("/dev/no-such-port", new SerialSettings()));

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.StartsWith("The serial port /dev/no-such-port cannot be opened (", error.Message, StringComparison.Ordinal);
    }

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        served = new ServedDevice(device);
        served.Start();
        await terminal.StartAsync(served.Port);
        return new SerialWire(
            $"ASRL{terminal.Path}::INSTR", new SerialSettings(), settings, () => new PortsSerialPort(terminal.Path, new SerialSettings()));
    }
}
