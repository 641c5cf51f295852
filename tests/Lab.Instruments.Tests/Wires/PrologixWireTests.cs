using System.Text;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class PrologixWireTests : WireContract
{
    protected override bool SeesShortBlocks => false;

    private static readonly WireSettings Patient = new() { Timeout = Duration.FromSeconds(20) };

    private readonly PrologixStandIn adapter = new();

    public override async Task DisposeAsync() => await adapter.DisposeAsync();

    [Fact]
    public async Task Open_SetsAllThatAnotherProgramMayHaveLeft_AndWritesNoMemory()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);

        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
        Assert.Equal(
            ("1", "0", "1", "2", "1", "10", "500", "0"),
            (adapter.Setting("mode"), adapter.Setting("auto"), adapter.Setting("eoi"), adapter.Setting("eos"), adapter.Setting(
                "eot_enable"),
                adapter.Setting("eot_char"), adapter.Setting("read_tmo_ms"), adapter.Setting("savecfg")));
        Assert.Contains("ifc", adapter.Commands);
        Assert.Equal(0, adapter.WriteCount);
    }

    [Fact]
    public async Task Write_EveryByteThatMeansSomethingToTheAdapter_ReachesTheInstrument()
    {
        const string message = "++read 1.5E+3\u001b\u001b\r;\n+ VAL?";
        var device = new ContractDevice();
        await using IWire wire = await OpenAsync(device, Patient);

        await wire.WriteAsync(Encoding.Latin1.GetBytes(message), default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));

        Assert.Equal([message, "VAL?"], device.Received);
        Assert.DoesNotContain("read 1.5E+3", adapter.Commands);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Read_AnyTerminatorOrNone_EndsWithTheInstrumentsEnd(string terminator)
    {
        await using IWire wire = await OpenAsync(
            new ContractDevice(), Patient, device => new GpibTalker(device.ExecuteAsync) { Terminator = terminator });

        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
        Assert.Equal(ContractDevice.Block(256), await QueryAsync(wire, "BLOCK? 256"));
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Read_AnswerInPieces_IsAskedForUntilItIsWhole()
    {
        await using IWire wire = await OpenAsync(
            new ContractDevice(), Patient, device => new GpibTalker(device.ExecuteAsync) { MostAtOnce = 11 });

        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
        Assert.Equal(3, adapter.Commands.Count(command => command == "read eoi"));
    }

    [Fact]
    public async Task Read_AnswerOfTwoLines_LeavesNothingForTheOthers()
    {
        await using IWire first = await OpenAsync(
            new ContractDevice(),
            Patient,
            _ => new GpibTalker((_, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>("one\ntwo"u8.ToArray())));
        adapter.Instruments["12"] = new GpibTalker(new ContractDevice().ExecuteAsync);
        await using IWire second = await ConnectAsync("12", Patient);

        Assert.Equal("one\ntwo", await QueryAsync(first, "?"));
        Assert.Equal("0", await QueryAsync(second, "VAL?"));
    }

    [Fact]
    public async Task Open_SeveralInstruments_ShareOneConnection_ThatTheLastOneCloses()
    {
        await using IWire first = await OpenAsync(new ContractDevice(), Patient);
        adapter.Instruments["12 98"] = new GpibTalker(new ContractDevice().ExecuteAsync);
        await using IWire second = await ConnectAsync("12::2", Patient);
        Assert.Equal("7", await QueryAsync(second, "SET 7;VAL?"));
        Assert.Equal("0", await QueryAsync(first, "VAL?"));
        Assert.Equal(1, adapter.ConnectionCount);

        await first.DisposeAsync();
        Assert.Equal("7", await QueryAsync(second, "VAL?"));
        await second.DisposeAsync();
        await using IWire third = await ConnectAsync("9", Patient);

        Assert.Equal("0", await QueryAsync(third, "VAL?"));
        Assert.Equal(2, adapter.ConnectionCount);
    }

    [Fact]
    public async Task Clear_OneInstrument_LeavesTheOthersAlone()
    {
        await using IWire first = await OpenAsync(new ContractDevice(), Patient);
        var other = new GpibTalker(new ContractDevice().ExecuteAsync);
        adapter.Instruments["12"] = other;
        await using IWire second = await ConnectAsync("12", Patient);
        await second.WriteAsync("SET 3;VAL?"u8.ToArray(), default);

        await first.ClearAsync(default);

        Assert.Equal("3", Encoding.Latin1.GetString((await second.ReadAsync(default)).Span));
        Assert.Equal((1, 0), (adapter.Instruments["9"].ClearCount, other.ClearCount));
    }

    [Fact]
    public async Task Read_AnotherProgramTookTheAdapter_SaysSo_AndAClearTakesItBack()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        using var intruder = new System.Net.Sockets.TcpClient();
        await intruder.ConnectAsync("127.0.0.1", adapter.Port);

        var error = await Assert.ThrowsAsync<WireException>(async () =>
        {
            await QueryAsync(wire, "VAL?");
            await QueryAsync(wire, "VAL?");
        });

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            $"The GPIB adapter at 127.0.0.1:{adapter.Port} hung up: it serves one program, and another program took the "
                + "adapter, or it was switched off",
            error.Message);
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Read_CutOffWhileOthersTalk_NobodyGetsAnothersAnswer()
    {
        await using IWire first = await OpenAsync(new ContractDevice(), Patient);
        adapter.Instruments["12"] = new GpibTalker(new ContractDevice().ExecuteAsync);
        await using IWire second = await ConnectAsync("12", Patient);
        for (int i = 0; i < 20; i++)
        {
            using var stop = new CancellationTokenSource();
            await first.WriteAsync("*IDN?"u8.ToArray(), default);
            Task<ReadOnlyMemory<byte>> reading = first.ReadAsync(stop.Token).AsTask();
            Task<string> other = QueryAsync(second, $"SET {i};VAL?");
            await stop.CancelAsync();
            await Record.ExceptionAsync(() => reading);

            Assert.Equal($"{i}", await other);
            await first.ClearAsync(default);
            Assert.Equal("0", await QueryAsync(first, "VAL?"));
        }
    }

    [Fact]
    public async Task Open_SomethingElseAnswers_SaysWhatIsMissing()
    {
        await using var server = new ScriptedServer(connection => connection.HoldAsync());
        Assert.True(PrologixName.TryParse($"PRLGX-TCPIP::127.0.0.1::{server.Port}::GPIB::9::INSTR", out PrologixName name));

        var error = await Assert.ThrowsAsync<WireException>(
            () => PrologixWire.ConnectAsync("?", name, new WireSettings { Timeout = Duration.FromSeconds(1) }, default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            $"No GPIB adapter answers at TCPIP::127.0.0.1::{server.Port}::SOCKET (++ver); it has to be a Prologix, an AR488 or "
                + "one with the same commands",
            error.Message);
    }

    private protected override Task<IWire> OpenAsync(ContractDevice device, WireSettings settings) =>
        OpenAsync(device, settings, made => new GpibTalker(made.ExecuteAsync));

    private protected override async Task CutAsync() => await adapter.DisposeAsync();

    private protected override Task MendAsync()
    {
        adapter.Start();
        return Task.CompletedTask;
    }

    private async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings, Func<ContractDevice, GpibTalker> make)
    {
        adapter.Start();
        adapter.Instruments["9"] = make(device);
        return await ConnectAsync("9", settings);
    }

    private async Task<IWire> ConnectAsync(string address, WireSettings settings)
    {
        string text = $"PRLGX-TCPIP::127.0.0.1::{adapter.Port}::GPIB::{address}::INSTR";
        Assert.True(PrologixName.TryParse(text, out PrologixName name));
        return await PrologixWire.ConnectAsync(text, name, settings, default);
    }
}
