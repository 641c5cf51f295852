using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A serial port over a pseudo-terminal.</summary>
public class SerialWireTests : WireContract
{
    protected override bool MarksEnds => false;

    private readonly PseudoTerminal terminal = new();
    private ServedDevice? served;

    // Blank lines are dropped at serial ports.
    protected override bool CarriesEmptyAnswers => false;

    public override async Task DisposeAsync()
    {
        await terminal.DisposeAsync();
        if (served is not null)
        {
            await served.DisposeAsync();
        }
    }

    [Fact]
    public async Task Open_EverySetting_ExchangesBytes()
    {
        served = new ServedDevice(new ContractDevice());
        served.Start();
        await terminal.StartAsync(served.Port);
        foreach (int baud in (int[])[300, 9600, 12_345, 115_200, 250_000, 921_600])
        {
            foreach ((string parity, string flow, int stopBits, int dataBits) in
                ((string, string, int, int)[])[("none", "none", 1, 8), ("even", "rts-cts", 2, 8), ("odd", "xon-xoff", 1, 7)])
            {
                var serial =
                    new SerialSettings { Baud = baud, Parity = parity, Flow = flow, StopBits = stopBits, DataBits = dataBits };
                await using IWire wire = Open(serial, new WireSettings());

                Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
            }
        }
    }

    [Fact]
    public async Task Open_PortThatIsNotThere_SaysSo()
    {
        await Task.CompletedTask;
        var error = Assert.Throws<WireException>(() => SerialWires.Open(new SerialName("/dev/no-such-port"), new WireSettings()));

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal("The serial port /dev/no-such-port cannot be opened (No such file or directory)", error.Message);
    }

    [Fact]
    public async Task Clear_AnswersOfTwoGivenUpClears_AreNotTheNextQuerys()
    {
        var device = new ContractDevice();
        await using IWire wire = await OpenAsync(device, new WireSettings { Timeout = Duration.FromSeconds(2) });
        Assert.Equal(InstrumentFault.Timeout, (await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "LATE?"))).Fault);
        Assert.Equal(
            InstrumentFault.Timeout, (await Assert.ThrowsAsync<WireException>(() => wire.ClearAsync(default).AsTask())).Fault);
        var error = await Assert.ThrowsAsync<WireException>(() => wire.ClearAsync(default).AsTask());
        Assert.Equal("The instrument did not find back into step within 2 s", error.Message);

        device.AnswerLate();
        await ClearInTimeAsync(wire);

        Assert.Equal("3", await QueryAsync(wire, "SET 3;VAL?"));
    }

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        served = new ServedDevice(device);
        served.Start();
        await terminal.StartAsync(served.Port);
        return Open(new SerialSettings(), settings);
    }

    private protected override async Task CutAsync() => await terminal.DisposeAsync();

    private protected override Task MendAsync() => terminal.StartAsync(served!.Port);

    private SerialWire Open(SerialSettings serial, WireSettings settings) =>
        SerialWires.Open(new SerialName(terminal.Path), settings, serial);
}
