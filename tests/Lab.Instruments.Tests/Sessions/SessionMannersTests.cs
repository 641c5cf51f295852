using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Sessions;

/// <summary>The manners of real instruments in their answers, and a session's reading of them.</summary>
public sealed class SessionMannersTests : IAsyncDisposable
{
    private const string Identity = "LSCI,MODEL475,LSA1823,11272013";

    private static readonly InstrumentManners OneQuery = new()
    {
        Errors = ErrorReporting.EventStatusRegister,
        Completion = Completion.EventsInOwnMessage,
        MessageGap = Duration.FromMilliseconds(50),
    };

    private static readonly InstrumentManners Acknowledged = new()
    {
        Errors = ErrorReporting.Acknowledgement,
        Completion = Completion.OwnReport,
        Acknowledgement = new CommandAcknowledgement("ok", "?")
        {
            Reasons = new Dictionary<string, InstrumentError>
            {
                ["3"] = new InstrumentError(-113, "Undefined header"),
                ["5"] = new InstrumentError(-222, "Data out of range"),
            },
        },
    };

    private readonly FakeWire wire = new();
    private readonly VirtualClock clock = new();

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    [Theory]
    [InlineData("0;60", "1.5;0;60")]
    [InlineData("+0;+60", "1.5;+0;+60")]
    [InlineData("000;060", "1.5;000;060")]
    [InlineData(" 0; 60", "1.5; 0; 60")]
    [InlineData("#H80;#H3C", "1.5;#H0;#H3C")]
    [InlineData("#Q200;#Q74", "1.5;#Q0;#Q74")]
    [InlineData("#B10000000;#B111100", "1.5;#B0;#B111100")]
    public async Task Mark_InEveryFormOfANumber_IsTheMark(string armed, string answer)
    {
        wire.Answers(armed, answer);
        InstrumentSession session = Session(new InstrumentManners());
        await session.ArmAsync(default);

        Assert.Equal(1.5, await session.QueryNumberAsync(":READ?", default));
    }

    [Theory]
    [InlineData("61")]
    [InlineData("600")]
    [InlineData("6 0")]
    [InlineData("-60")]
    [InlineData("60.0")]
    [InlineData("#H3G")]
    [InlineData("#")]
    public async Task Mark_AnotherNumber_IsNone(string mark)
    {
        wire.Answers($"0;{mark}");

        InstrumentException error = await FailsAsync(() => Session(new InstrumentManners()).ArmAsync(default).AsTask());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
    }

    [Theory]
    [InlineData("\0\01.5")]
    [InlineData("  1.5")]
    [InlineData("1.5\0")]
    [InlineData("\r1.5\r")]
    public async Task Answer_WithNulsAndBlanksAroundIt_IsRead(string line)
    {
        wire.Answers(line);

        Assert.Equal(1.5, await Session(new InstrumentManners()).QueryNumberAsync(":READ?", default));
    }

    [Fact]
    public async Task Answer_AfterBlankLinesAndNuls_IsRead()
    {
        wire.Answers("", "\0\0", "1.5");

        Assert.Equal(1.5, await Session(new InstrumentManners()).QueryNumberAsync(":READ?", default));
    }

    [Fact]
    public async Task Answer_OnlyABlankLine_IsNoAnswer()
    {
        wire.Answers("");

        InstrumentException error = await FailsAsync(
            () => Session(new InstrumentManners()).QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
    }

    [Fact]
    public async Task Answer_BlankLinesWithoutEnd_IsABadAnswer()
    {
        wire.Answers([.. Enumerable.Repeat("", 1000)]);

        InstrumentException error = await FailsAsync(
            () => Session(new InstrumentManners()).QueryNumberAsync(":READ?", default).AsTask());

        Assert.StartsWith("The answer '' is not one; 5 blank lines came (dev, :READ?).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatIsTheMessage_NamesTheEcho()
    {
        wire.Answers("*IDN?");

        InstrumentException error = await FailsAsync(
            () => Session(new InstrumentManners()).IdentifyAsync(["MODEL475"], default).AsTask());

        Assert.Equal(
            "The instrument answers with what was sent, '*IDN?' (dev, TCPIP::fake::1::SOCKET). Switch the echo of the "
                + "instrument or its "
            + "converter off; on a serial port write 'serial: { echo: on }' in the bench file.",
            error.Message);
    }

    [Fact]
    public async Task Identify_GreetingFirst_NamesIt()
    {
        wire.Answers("Welcome", Identity);

        InstrumentException error = await FailsAsync(
            () => Session(new InstrumentManners()).IdentifyAsync(["MODEL475"], default).AsTask());

        Assert.Equal(
            "The instrument greets with 'Welcome' before it answers (dev, TCPIP::fake::1::SOCKET). "
            + "This is a port for people, most likely telnet; use the instrument's port for programs.",
            error.Message);
    }

    [Theory]
    [InlineData("1.5 V", "V")]
    [InlineData("+1.23E-06VDC", "VDC")]
    [InlineData("50 %", "%")]
    public async Task Number_WithAUnitAfterIt_IsToldByName(string answer, string unit)
    {
        wire.Answers(answer);

        InstrumentException error = await FailsAsync(
            () => Session(new InstrumentManners()).QueryNumberAsync(":READ?", default).AsTask());

        Assert.StartsWith(
            $"The answer '{answer}' is not a plain number; the unit '{unit}' follows it (dev, :READ?).",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorQueue_ZeroAlone_IsEmpty()
    {
        wire.Answers("0");

        Assert.Empty(await Session(new InstrumentManners()).ReadErrorsAsync(default));
    }

    [Fact]
    public async Task OwnMessage_QueriesAndCommands_AreAskedOneByOneAndConfirmed()
    {
        InstrumentSession session = await OneQuerySessionAsync();
        wire.Answers("1.5", "0", "0", "1.5", "002", "0");

        Assert.Equal(1.5, await session.QueryNumberAsync("RDGFIELD?", default));
        await session.SendAsync("UNIT 2", default);
        Assert.Equal(["1.5", "002"], await session.QueryAllAsync(["RDGFIELD?", "OPST?"], answers => answers, default));

        Assert.Equal(["RDGFIELD?", "*ESR?", "UNIT 2", "*ESR?", "RDGFIELD?", "OPST?", "*ESR?"], wire.Sent.Skip(3));
    }

    [Fact]
    public async Task ClosingQuery_EachCommand_IsAnsweredInItsOwnMessage()
    {
        wire.Answers("128", "060", "0", "032");
        InstrumentSession session = Session(OneQuery with { TakesClosingQuery = true });
        await session.ArmAsync(default);

        await session.SendAsync("UNIT 2", default);
        Assert.False(await session.SendIfKnownAsync("TUNIT 1", default));

        Assert.Equal(["*ESE 60;*ESR?", "*ESE?", "UNIT 2;*ESR?", "TUNIT 1;*ESR?"], wire.Sent);
    }

    [Fact]
    public async Task SeveralQueries_InOneMessage_AreAskedTogether()
    {
        wire.Answers("0;60", "1.5; 002;0;60");
        InstrumentSession session = Session(new InstrumentManners());
        await session.ArmAsync(default);

        Assert.Equal(["1.5", "002"], await session.QueryAllAsync(["A?", "B?"], answers => answers, default));
        Assert.Equal("A?;B?;*ESR?;*ESE?", wire.Sent[^1]);
    }

    [Fact]
    public async Task OwnMessage_Gap_IsKeptBetweenMessagesOnTheBenchsClock()
    {
        InstrumentSession session = await OneQuerySessionAsync();
        wire.Answers("1", "0", "2", "0");
        Duration start = clock.Now();

        await session.QueryNumberAsync("RDGFIELD?", default);
        await session.QueryNumberAsync("RDGFIELD?", default);

        // Four messages, each at least 50 ms after the exchange before it.
        Assert.Equal(0.2, (clock.Now() - start).Seconds, 1e-6);
    }

    [Fact]
    public async Task OwnMessage_PowerOnEvent_IsAnInstrumentThatLostItsSettings()
    {
        InstrumentSession session = await OneQuerySessionAsync();
        wire.Answers("1.5", "128", "0", "0");

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync("RDGFIELD?", default).AsTask());

        Assert.Equal(InstrumentFault.Rebooted, error.Fault);
        Assert.True(session.NeedsOpening);
    }

    [Fact]
    public async Task OwnMessage_RefusedCommand_SaysSo()
    {
        InstrumentSession session = await OneQuerySessionAsync();
        wire.Answers("032");

        InstrumentException error = await FailsAsync(() => session.SendAsync("UNITS 2", default).AsTask());

        Assert.StartsWith(
            "The instrument refused: -100,\"Command error\" (dev, UNITS 2).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnMessage_CommandWithErrorQueue_TellsTheInstrumentsWords()
    {
        wire.Answers("0", "60", "016", "-222,\"Data out of range\"", "0", "0,\"No error\"", "0");
        InstrumentSession session = Session(new InstrumentManners { Completion = Completion.EventsInOwnMessage });
        await session.ArmAsync(default);

        InstrumentException error = await FailsAsync(() => session.SendAsync(":VOLT 900", default).AsTask());

        Assert.StartsWith(
            "The instrument refused: -222,\"Data out of range\" (dev, :VOLT 900).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnReport_EachCommand_IsConfirmedByTheErrorReportInItsOwnMessage()
    {
        wire.Answers("0,\"No error\"", "1.5");
        InstrumentSession session = Session(new InstrumentManners { Completion = Completion.OwnReport });
        await session.ArmAsync(default);

        await session.SendAsync(":VOLT 1", default);
        Assert.Equal(1.5, await session.QueryNumberAsync(":VOLT?", default));

        Assert.Equal([":VOLT 1", ":SYST:ERR?", ":VOLT?"], wire.Sent);
    }

    [Fact]
    public async Task Acknowledgement_EachCommand_IsConfirmedByItsAnswer()
    {
        wire.Answers("ok", "1.5", "?5", "?3", "?7", "1.5");
        InstrumentSession session = Session(Acknowledged);
        await session.ArmAsync(default);

        await session.SendAsync(":VOLT 1", default);
        Assert.Equal(1.5, await session.QueryNumberAsync(":VOLT?", default));
        InstrumentException error = await FailsAsync(() => session.SendAsync(":VOLT 900", default).AsTask());
        Assert.StartsWith(
            "The instrument refused: -222,\"Data out of range\" (dev, :VOLT 900).", error.Message, StringComparison.Ordinal);
        Assert.False(await session.SendIfKnownAsync(":GATE OFF", default));
        error = await FailsAsync(() => session.QueryNumberAsync(":FREK?", default).AsTask());
        Assert.StartsWith("The instrument refused: -200,\"'?7'\" (dev, :FREK?).", error.Message, StringComparison.Ordinal);
        error = await FailsAsync(() => session.SendAsync(":VOLT 1", default).AsTask());
        Assert.Equal(InstrumentFault.BadAnswer, error.Fault); // the answer of another command: nothing was confirmed
        Assert.Empty(await session.ReadErrorsAsync(default));

        Assert.Equal([":VOLT 1", ":VOLT?", ":VOLT 900", ":GATE OFF", ":FREK?", ":VOLT 1"], wire.Sent);
    }

    [Fact]
    public async Task Send_InstrumentThatDropsTheRestOfARefusedMessage_IsARefusalAndNoSilence()
    {
        wire.Answers("0;60").Fails(InstrumentFault.Timeout, "No answer came").Answers(
            "-113,\"Undefined header\"", "0,\"No error\"");
        InstrumentSession session = Session(new InstrumentManners());
        await session.ArmAsync(default);

        InstrumentException error = await FailsAsync(() => session.SendAsync(":FREK 1", default).AsTask());

        Assert.StartsWith(
            "The instrument refused: -113,\"Undefined header\" (dev, :FREK 1).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendIfKnown_UnknownCommand_IsAMessageOfItsOwnAndNoError()
    {
        wire.Answers("0;60", "-113,\"Undefined header\";0;60", "0,\"No error\";0;60");
        InstrumentSession session = Session(new InstrumentManners());
        await session.ArmAsync(default);

        Assert.False(await session.SendIfKnownAsync(":OUTP:MOD 0", default));

        Assert.Equal(":OUTP:MOD 0", wire.Sent[1]);
    }

    [Fact]
    public async Task DeviceDependentEvent_NotAnErrorOfThisInstrument_IsBorne()
    {
        wire.Answers("0;60", "4.99E-3;8;60");
        InstrumentSession session = Session(new InstrumentManners { ErrorEvents = 0b0011_0100 });
        await session.ArmAsync(default);

        Assert.Equal(4.99e-3, await session.QueryNumberAsync(":MEAS:CURR?", default));
    }

    [Theory]
    [InlineData("KEPCO,BIT 4886 36-12  08-04-2023,H249977,4.04-1.82")]
    [InlineData("KEPCO, BIT4886-6 200-20, A38621 11/10/98, 1.81-1.81.")]
    [InlineData("KEPCO, BIT 4886 100-2 123456 1.8-1.8")]
    [InlineData("KEPCO, BIT 4886 100-2, 23.4, 36.8, 123456 3.8-3.8")]
    public async Task Identify_WithFewerOrMoreThanFourFields_IsRecognised(string identity)
    {
        wire.Answers(identity, identity);

        InstrumentIdentity read = await Session(new InstrumentManners()).IdentifyAsync(["BIT 4886", "BIT4886"], default);

        Assert.Equal("KEPCO", read.Manufacturer);
    }

    private static Task<InstrumentException> FailsAsync(Func<Task> action) => Assert.ThrowsAsync<InstrumentException>(action);

    private async Task<InstrumentSession> OneQuerySessionAsync()
    {
        wire.Answers("128", "060");
        InstrumentSession session = Session(OneQuery);
        await session.ArmAsync(default);
        return session;
    }

    private InstrumentSession Session(InstrumentManners manners) =>
        new("dev", wire, new TwinBench.RecordingGate(), clock, manners, FaultPolicy.NoRetries);
}
