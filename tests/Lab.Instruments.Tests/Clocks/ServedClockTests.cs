using Lab.Benches;
using Lab.Instruments.Tests.Wires;
using Lab.Quantities;
using Lab.Wires.Clocks;

namespace Lab.Instruments.Tests.Clocks;

public class ServedClockTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData(":5050")]
    [InlineData("host:")]
    [InlineData("host:-1")]
    [InlineData("host:70000")]
    public void Connect_NotAnAddress_SaysItsForm(string address)
    {
        var error = Assert.Throws<BenchException>(() => ServedClock.Connect(address));

        Assert.Equal($"'{address}' is not the address of a clock port; write host:port (key 'clock').", error.Message);
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysWhatToStart()
    {
        var server = new ScriptedServer();
        string address = $"127.0.0.1:{server.Port}";
        await server.DisposeAsync();

        var error = Assert.Throws<BenchException>(() => ServedClock.Connect(address));

        Assert.Equal(
            $"No clock port answers at {address} (ConnectionRefused). Start 'lab serve --clock virtual' again and use the bench "
                + "file it writes.",
            error.Message);
    }

    [Fact]
    public async Task GetTimestamp_SomethingElseAnswers_IsABadAnswer()
    {
        await using var server = new ScriptedServer(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync("HTTP/1.1 400 Bad Request\n");
            await connection.HoldAsync();
        });
        string address = $"127.0.0.1:{server.Port}";

        var error = await FailsAsync(address, clock => clock.GetTimestamp());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Equal(
            $"'HTTP/1.1 400 Bad Request' is not the time of a served bench (clock, {address}). Correct the key 'clock' of the "
                + "bench file: 'lab serve --clock virtual' prints the address.",
            error.Message);
    }

    [Fact]
    public async Task Advance_ServerGone_IsDisconnected()
    {
        await using var server = new ScriptedServer(connection => connection.ReceiveAsync());
        string address = $"127.0.0.1:{server.Port}";

        var error = await FailsAsync(address, clock => clock.Advance(Duration.FromSeconds(1)));

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.EndsWith($"(clock, {address}). Start 'lab serve --clock virtual' again.", error.Message, StringComparison.Ordinal);
    }

    // The clock blocks; on a thread of its own it does not keep the server from answering.
    private static Task<InstrumentException> FailsAsync(string address, Action<ServedClock> use) => Task.Factory.StartNew(
        () =>
        {
            using ServedClock clock = ServedClock.Connect(address);
            return Assert.Throws<InstrumentException>(() => use(clock));
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
