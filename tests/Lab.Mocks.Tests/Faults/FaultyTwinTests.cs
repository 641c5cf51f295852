using System.Text;
using Lab.Benches.Twins;
using Lab.Instruments;
using Lab.Instruments.Wires;
using Lab.Mocks.Faults;
using Lab.Mocks.Wires;

namespace Lab.Mocks.Tests.Faults;

/// <summary>Each fault as a driver's end of the wire sees it.</summary>
public sealed class FaultyTwinTests
{
    [Fact]
    public async Task Timeout_ExecutesTheMessageAndAnswersNothing()
    {
        var device = new Counter();
        MemoryWire wire = Spoilt(device, InjectedFault.Timeout, at: 1);

        await SendAsync(wire, "A?");

        await FailsAsync(InstrumentFault.Timeout, () => ReadAsync(wire));
        Assert.Equal(1, device.Executed);
    }

    [Fact]
    public async Task Late_AnswerStandsInFrontOfTheNext()
    {
        MemoryWire wire = Spoilt(new Counter(), InjectedFault.Late, at: 1);
        await SendAsync(wire, "A?");
        await FailsAsync(InstrumentFault.Timeout, () => ReadAsync(wire));

        await SendAsync(wire, "B?");

        Assert.Equal("A? 1", await ReadAsync(wire));
        Assert.Equal("B? 2", await ReadAsync(wire));
    }

    [Fact]
    public async Task Late_AfterAClear_IsGone()
    {
        MemoryWire wire = Spoilt(new Counter(), InjectedFault.Late, at: 1);
        await SendAsync(wire, "A?");
        await SendAsync(wire, "B?");

        await wire.ClearAsync(default);
        await SendAsync(wire, "C?");

        Assert.Equal("C? 3", await ReadAsync(wire));
    }

    [Theory]
    [InlineData(InjectedFault.Garbage)]
    [InlineData(InjectedFault.Truncated)]
    [InlineData(InjectedFault.Overlong)]
    public async Task Spoilt_AnswerIsAnother(InjectedFault fault)
    {
        MemoryWire wire = Spoilt(new Counter(), fault, at: 1);

        await SendAsync(wire, "A?");
        string spoilt = await ReadAsync(wire);
        await SendAsync(wire, "B?");

        Assert.NotEqual("A? 1", spoilt);
        Assert.Equal(fault == InjectedFault.Overlong, spoilt.Length > 100_000);
        Assert.Equal("B? 2", await ReadAsync(wire));
    }

    [Theory]
    [InlineData(InjectedFault.Disconnect, 0)]
    [InlineData(InjectedFault.Reboot, 1)]
    public async Task BrokenConnection_NothingGetsThroughUntilItIsOpenedAnew(InjectedFault fault, int powerCycles)
    {
        var device = new Counter();
        MemoryWire wire = Spoilt(device, fault, at: 1);

        await FailsAsync(InstrumentFault.Disconnected, () => SendAsync(wire, "A?"));
        await FailsAsync(InstrumentFault.Disconnected, () => SendAsync(wire, "A?"));
        await wire.ClearAsync(default);
        await SendAsync(wire, "B?");

        Assert.Equal("B? 1", await ReadAsync(wire));
        Assert.Equal(powerCycles, device.PowerCycles);
    }

    [Fact]
    public async Task Overflow_IsInTheReadingsPlaceAndInNoOtherAnswer()
    {
        MemoryWire wire = Spoilt(new Counter(",7;0;60"), InjectedFault.Overflow, at: 1);

        await SendAsync(wire, "READ?");

        Assert.Equal("+9.90000000E+37,7;0;60", await ReadAsync(wire));
    }

    [Fact]
    public async Task Hang_NothingIsExecutedForSoManyMessages()
    {
        var device = new Counter();
        var wire = new MemoryWire(
            new FaultyTwin(device, [new FaultDefinition("device", InjectedFault.Hang, 0, At: 1, MessageCount: 3)], 1), "sim:");
        for (int i = 0; i < 3; i++)
        {
            await SendAsync(wire, "A?");
            await FailsAsync(InstrumentFault.Timeout, () => ReadAsync(wire));
        }

        await SendAsync(wire, "B?");

        Assert.Equal("B? 1", await ReadAsync(wire));
    }

    [Fact]
    public async Task Error_IsPutIntoTheQueue()
    {
        var device = new Counter();
        MemoryWire wire = Spoilt(device, InjectedFault.Error, at: 1);

        await SendAsync(wire, "A?");

        Assert.Equal((-310, "System error"), device.Error);
    }

    [Fact]
    public async Task Rates_AreKeptAndTheSameForTheSameSeed()
    {
        FaultDefinition[] faults = [.. Enum.GetValues<InjectedFault>().Select(kind => new FaultDefinition("device", kind, 0.01))];
        var first = new FaultyTwin(new Counter(), faults, 7);
        var second = new FaultyTwin(new Counter(), faults, 7);
        for (int i = 0; i < 20_000; i++)
        {
            await TryAsync(first);
            await TryAsync(second);
        }

        Assert.Equal(first.Counts, second.Counts);

        // 200 expected of each; five standard deviations are 70.
        Assert.All(faults, fault => Assert.InRange(first.Counts[fault.Fault], 130, 270));

        static async Task TryAsync(FaultyTwin twin)
        {
            try
            {
                await twin.ExecuteAsync("READ?"u8.ToArray(), default);
            }
            catch (ConnectionLostException)
            {
                // One of the faults.
            }
        }
    }

    private static MemoryWire Spoilt(Counter device, InjectedFault fault, long at) =>
        new(new FaultyTwin(device, [new FaultDefinition("device", fault, 0, at)], 1), "sim:");

    private static Task SendAsync(MemoryWire wire, string message) =>
        wire.WriteAsync(Encoding.ASCII.GetBytes(message), default).AsTask();

    private static async Task<string> ReadAsync(MemoryWire wire) =>
        Encoding.ASCII.GetString((await wire.ReadAsync(default)).Span);

    private static async Task FailsAsync(InstrumentFault fault, Func<Task> act) =>
        Assert.Equal(fault, (await Assert.ThrowsAsync<WireException>(act)).Fault);

    /// <summary>Answers each message with itself and its number.</summary>
    private sealed class Counter(string suffix = "") : ITwin
    {
        public string Name => "device";

        public int Executed { get; private set; }

        public int PowerCycles { get; private set; }

        public (int Code, string Text) Error { get; private set; }

        public ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
        {
            answer.Append(Encoding.ASCII.GetBytes($"{Encoding.ASCII.GetString(message.Span)} {++Executed}{suffix}"));
            return ValueTask.CompletedTask;
        }

        public void PowerCycle() => PowerCycles++;

        public void ReportError(int code, string text) => Error = (code, text);
    }
}
