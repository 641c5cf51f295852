using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Sessions;

public sealed class InstrumentSessionTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly FakeWire wire = new();
    private readonly TwinBench.RecordingGate gate = new();
    private readonly VirtualClock clock = new();
    private readonly InstrumentSession session;

    public InstrumentSessionTests() => session = new InstrumentSession("dev", wire, gate, clock, new InstrumentManners());

    public Task InitializeAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await session.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task Send_IsConfirmedByTheErrorQueueInTheSameMessage()
    {
        wire.Answers("0,\"No error\"");

        await session.SendAsync(":OUTP 1", default);

        Assert.Equal([":OUTP 1;:SYST:ERR?"], wire.Sent);
    }

    [Theory]
    [InlineData("+0,\"No error\"")]
    [InlineData("0,No error")]
    [InlineData("1;0,\"No error\"")]
    [InlineData("1;#13a;b;0,\"No error; all is well\"")]
    public async Task Send_NoError_InTheDialectsOfTheMakers(string report)
    {
        wire.Answers(report);

        await session.SendAsync("*OPC?", default);
    }

    [Fact]
    public async Task Send_Refused_TellsAllErrorsInTheInstrumentsWordsAndEmptiesTheQueue()
    {
        wire.Answers("-222,\"Data out of range\"", "-113,\"Undefined header\"", "0,\"No error\"");

        InstrumentException error = await FailsAsync(() => session.SendAsync(":FREQ 1E99", default).AsTask());

        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Equal(
            "The instrument refused: -222,\"Data out of range\"; -113,\"Undefined header\" (dev, :FREQ 1E99). "
            + "Choose a value that the instrument accepts, or bind an instrument with a larger range.",
            error.Message);
        Assert.Equal([":FREQ 1E99;:SYST:ERR?", ":SYST:ERR?", ":SYST:ERR?"], wire.Sent);
    }

    [Theory]
    [InlineData("-113,\"Undefined header;:FREK 1E9\"", "-113,\"Undefined header;:FREK 1E9\"")]
    [InlineData(
        "1;-222,\"Data out of range;value clipped to upper limit\"", "-222,\"Data out of range;value clipped to upper limit\"")]
    public async Task Send_ErrorTextWithASemicolon_IsARefusalAndNotABadAnswer(string report, string words)
    {
        wire.Answers(report, "0,\"No error\"");

        InstrumentException error = await FailsAsync(() => session.SendAsync("CMD", default).AsTask());

        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.StartsWith($"The instrument refused: {words} (dev, CMD).", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OK")]
    [InlineData("no,\"number\"")]
    [InlineData("1;2;3")]
    public async Task Send_AnswerThatIsNoErrorReport_IsABadAnswer(string report)
    {
        wire.Answers(report);

        InstrumentException error = await FailsAsync(() => session.SendAsync("CMD", default).AsTask());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        string shown = report.Contains(';', StringComparison.Ordinal) ? "3" : report;
        Assert.Equal(
            $"The answer '{shown}' is not an entry of the error queue (dev, CMD). Check that the right instrument is at this "
                + "address and that nothing else talks to it.",
            error.Message);
    }

    [Fact]
    public async Task ReadErrors_QueueThatNeverEmpties_Ends()
    {
        wire.Answers([.. Enumerable.Repeat("-100,\"Command error\"", 1000)]);

        Assert.Equal(64, (await session.ReadErrorsAsync(default)).Count);
    }

    [Theory]
    [InlineData("9.9E37", "The reading is over range (dev, :READ? answered 9.9E37). Choose a larger range or reduce the signal.")]
    [InlineData(
        "+9.90000000E+37\n",
        "The reading is over range (dev, :READ? answered +9.90000000E+37). Choose a larger range or reduce the signal.")]
    [InlineData(
        "-9.9E+37", "The reading is over range (dev, :READ? answered -9.9E+37). Choose a larger range or reduce the signal.")]
    [InlineData(
        "9.91E37",
        "The instrument has no reading (dev, :READ? answered 9.91E37). Check that the quantity is switched on and measured.")]
    [InlineData(
        "9.91e+37",
        "The instrument has no reading (dev, :READ? answered 9.91e+37). Check that the quantity is switched on and measured.")]
    public async Task QueryNumber_InfinityOrNaNOfScpi_IsNeverANumber(string answer, string expected)
    {
        wire.Answers(answer);

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal(expected, error.Message);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("INF")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("1,5")]
    [InlineData("\"1.5\"")]
    [InlineData("1.5;2.5")]
    public async Task QueryNumber_NotANumber_IsABadAnswer(string answer)
    {
        wire.Answers(answer);

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Equal(
            $"The answer '{answer}' is not a number (dev, :READ?). Check that the right instrument is at this address and that "
                + "nothing else talks to it.",
            error.Message);
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData(" +1.5E-06\r", 1.5e-6)]
    [InlineData("-0", 0)]
    [InlineData("9.8E37", 9.8e37)]
    public async Task QueryNumber_ANumber_IsIt(string answer, double expected)
    {
        wire.Answers(answer);

        Assert.Equal(expected, await session.QueryNumberAsync(":READ?", default));
    }

    [Fact]
    public async Task QuerySwitch_NeitherOnNorOff_IsABadAnswer()
    {
        wire.Answers("2");

        InstrumentException error = await FailsAsync(() => session.QuerySwitchAsync(":OUTP?", default).AsTask());

        Assert.Equal(
            "The answer '2' is not 0 or 1 (dev, :OUTP?). Check that the right instrument is at this address and that nothing "
                + "else talks to it.",
            error.Message);
    }

    [Fact]
    public async Task Identify_AnotherModel_SaysWhoAnswersAndWhoIsExpected()
    {
        wire.Answers("Yokogawa,GS200,91K123456,2.01", "Yokogawa,GS200,91K123456,2.01");

        InstrumentException error = await FailsAsync(() => session.IdentifyAsync(["SMB100A", "SMB100B"], default).AsTask());

        Assert.Equal(InstrumentFault.WrongInstrument, error.Fault);
        Assert.Equal(
            "'Yokogawa,GS200,91K123456,2.01' answers where a SMB100A is expected, or SMB100B (dev, TCPIP::fake::1::SOCKET). "
            + "Correct the address or the driver of this instrument in the bench file.",
            error.Message);
    }

    [Theory]
    [InlineData(
        InstrumentFault.Timeout, "No answer came within 10 s",
        "Check that the instrument is on, in remote mode and not waiting for a trigger.")]
    [InlineData(
        InstrumentFault.Disconnected, "The instrument closed the connection",
        "Check the cable, the address and that no other program holds the connection.")]
    public async Task Query_WireFails_SaysWhatWhereAndHowToMendIt(InstrumentFault fault, string what, string remedy)
    {
        wire.Fails(fault, what);

        InstrumentException error = await FailsAsync(() => session.QueryAsync(":READ?", default).AsTask());

        Assert.Equal(fault, error.Fault);
        Assert.Equal($"{what} (dev, TCPIP::fake::1::SOCKET, :READ?). {remedy}", error.Message);
    }

    [Fact]
    public async Task Query_AfterATimeout_ClearsTheWireFirst()
    {
        wire.Fails(InstrumentFault.Timeout, "No answer came").Answers("1", "2");
        await FailsAsync(() => session.QueryAsync("A?", default).AsTask());
        Assert.Equal(0, wire.Clears);

        Assert.Equal("1", await session.QueryAsync("B?", default));
        Assert.Equal("2", await session.QueryAsync("C?", default));

        Assert.Equal(1, wire.Clears);
    }

    [Fact]
    public async Task Query_AfterACancelledOne_ClearsTheWireFirst()
    {
        wire.IsCancelled().Answers("1");
        await Assert.ThrowsAsync<OperationCanceledException>(() => session.QueryAsync("A?", default).AsTask());

        await session.QueryAsync("B?", default);

        Assert.Equal(1, wire.Clears);
    }

    [Fact]
    public async Task Apply_LimitForbidsIt_SendsNothing()
    {
        gate.Allows = _ => false;

        InstrumentException error = await FailsAsync(() => session.ApplyAsync(
            new SetPoint(Channels.Current, 1), ":SOUR:LEV 1", default).AsTask());

        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Empty(wire.Sent);
    }

    [Fact]
    public async Task Send_LongerThanTheInputBuffer_IsABugAndSendsNothing()
    {
        var small = new InstrumentSession("dev", wire, gate, clock, new InstrumentManners { MaximumMessageLength = 20 });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => small.SendAsync(new string('x', 20), default).AsTask());

        Assert.Equal("Bug in Lab: a message of 31 bytes does not fit the 20 bytes of dev's input buffer.", error.Message);
        Assert.Empty(wire.Sent);
    }

    [Fact]
    public async Task Query_ReplyDelay_PassesOnTheBenchsClock()
    {
        var slow = new InstrumentSession(
            "dev", wire.Answers("1"), gate, clock, new InstrumentManners { ReplyDelay = Duration.FromMilliseconds(50) });

        await slow.QueryAsync("A?", default);

        Assert.Equal(0.05, clock.Now().Seconds);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("1", null)]
    [InlineData("32", "-100,\"Command error\"")]
    [InlineData("16", "-200,\"Execution error\"")]
    [InlineData("8", "-300,\"Device-specific error\"")]
    [InlineData("4", "-400,\"Query error\"")]
    public async Task Send_ToAnInstrumentWithoutAnErrorQueue_ReadsTheEventStatusRegister(string register, string? expected)
    {
        var plain = new InstrumentSession(
            "dev",
            wire.Answers(register, "0"),
            gate,
            clock,
            new InstrumentManners { Errors = ErrorReporting.EventStatusRegister });

        InstrumentException? error = null;
        try
        {
            await plain.SendAsync("UNIT 1", default);
        }
        catch (InstrumentException refused)
        {
            error = refused;
        }

        Assert.Equal("UNIT 1;*ESR?", wire.Sent[0]);
        Assert.Equal(expected is null ? null : $"The instrument refused: {expected}", error?.What);
    }

    private static Task<InstrumentException> FailsAsync(Func<Task> action) => Assert.ThrowsAsync<InstrumentException>(action);
}
