using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Tests.Sessions;

public sealed class ExchangeFaultTests : IAsyncDisposable
{
    private const string Armed = "128;60";

    private readonly FakeWire wire = new();
    private readonly TwinBench.RecordingGate gate = new();
    private readonly List<FaultNote> notes = [];

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    [Fact]
    public async Task Query_CarriesItsMarkInTheSameMessage()
    {
        wire.Answers(Armed, "1.5;0;60");
        await using InstrumentSession session = await ArmedAsync(retries: 0);

        Assert.Equal(1.5, await session.QueryNumberAsync(":READ?", default));
        Assert.Equal(["*ESE 60;*ESR?;*ESE?", ":READ?;*ESR?;*ESE?"], wire.Sent);
    }

    [Theory]
    [InlineData("1.5;0;6")]
    [InlineData("1.5;0")]
    [InlineData("1")]
    public async Task Query_AnswerCutOff_IsAskedForAgainAndNotedAndNeverANumber(string cut)
    {
        wire.Answers(Armed, cut, "60", "2.5;0;60");
        await using InstrumentSession session = await ArmedAsync(retries: 1);

        Assert.Equal(2.5, await session.QueryNumberAsync(":READ?", default));

        Assert.Equal(1, session.RetryCount);
        FaultNote note = Assert.Single(notes);
        Assert.Equal(("dev", InstrumentFault.BadAnswer, 1), (note.Instrument, note.Fault, note.Attempt));
    }

    [Fact]
    public async Task Query_InstrumentWithoutItsMark_WasSwitchedOffAndOn()
    {
        wire.Answers(Armed, "1.5;128;0", "0", "0");
        await using InstrumentSession session = await ArmedAsync(retries: 5);

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.Rebooted, error.Fault);
        Assert.True(session.NeedsOpening);
        Assert.Equal(0, session.RetryCount);
    }

    [Fact]
    public async Task Send_ErrorsWithoutEnd_IsBoundedAndShortlyTold()
    {
        wire.Answers(Armed);
        for (int i = 0; i < 200; i++)
        {
            wire.Answers("-222,\"Data out of\u001b]0;range\u0007\";0;60");
        }

        await using InstrumentSession session = await ArmedAsync(retries: 0);

        InstrumentException error = await FailsAsync(() => session.SendAsync(":VOLT 1", default).AsTask());

        Assert.StartsWith("The instrument refused: -222,\"Data out of?]0;range?\"; ", error.Message, StringComparison.Ordinal);
        Assert.Contains("and its queue does not become empty", error.Message, StringComparison.Ordinal);
        Assert.InRange(wire.Sent.Count, 2, 70);
        Assert.InRange(error.Message.Length, 0, 500);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("")]
    [InlineData("1,5")]
    public async Task Query_NumberThatIsNone_NeverGetsPast(string answer)
    {
        wire.Answers(Armed, $"{answer};0;60");
        await using InstrumentSession session = await ArmedAsync(retries: 0);

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
    }

    [Fact]
    public async Task Query_ErrorBehindIt_TellsTheQueue()
    {
        wire.Answers(Armed, "1.5;16;60", "-222,\"Data out of range\";0;60", "0,\"No error\";0;60");
        await using InstrumentSession session = await ArmedAsync(retries: 2);

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Contains("-222,\"Data out of range\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_NoAnswer_IsAskedForAgainWithinTheBoundOnAClearedWire()
    {
        wire.Answers(Armed);
        await using InstrumentSession session = await ArmedAsync(retries: 2);

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Equal(2, session.RetryCount);

        // Each silence is followed by a look into the error queue on a cleared wire, and each attempt begins on one.
        Assert.Equal(5, wire.Clears);
        Assert.Equal(3, wire.Sent.Count(message => message.StartsWith(":READ?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SendOnce_NoAnswer_IsNotSentAgain()
    {
        wire.Answers(Armed);
        await using InstrumentSession session = await ArmedAsync(retries: 5);

        InstrumentException error = await FailsAsync(() => session.SendOnceAsync("*TRG", default).AsTask());

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Single(wire.Sent, message => message.StartsWith("*TRG", StringComparison.Ordinal));
        Assert.Equal(0, session.RetryCount);
    }

    [Fact]
    public async Task ApplyOnce_NoAnswer_PassesTheGateAndIsNotSentAgain()
    {
        wire.Answers(Armed);
        await using InstrumentSession session = await ArmedAsync(retries: 5);

        InstrumentException error = await FailsAsync(() => session.ApplyOnceAsync(
            SetPoint.Output(on: true), ":TRIG:SOUR IMM", default).AsTask());

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Single(gate.Passed);
        Assert.Single(wire.Sent, message => message.StartsWith(":TRIG:SOUR IMM", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApplyProgram_LoadingNotConfirmed_IsLoadedFromItsBeginningAndStartedOnce()
    {
        wire.Answers(Armed, "0,\"No error\";0;60").Fails(InstrumentFault.Timeout, "No answer came")
            .Answers("0,\"No error\"", "0,\"No error\";0;60", "0,\"No error\";0;60", "0,\"No error\";0;60");
        await using InstrumentSession session = await ArmedAsync(retries: 1);

        await session.ApplyProgramAsync(new SetPointProgram(Channels.Current, [1e-3], 1), ["EDIT", "LEVELS", "RUN"], default);

        Assert.Equal(
            ["EDIT", "LEVELS", ":SYST:ERR?", "EDIT", "LEVELS", "RUN"],
            wire.Sent.Skip(1).Select(message => message.Split(';')[0]));
        Assert.Equal(1, session.RetryCount);
    }

    [Fact]
    public async Task ApplyProgram_FirstMessageRefused_SendsNoneOfTheOthers()
    {
        wire.Answers(Armed, "-221,\"Settings conflict\";16;60", "0,\"No error\";0;60");
        await using InstrumentSession session = await ArmedAsync(retries: 1);

        InstrumentException error = await FailsAsync(() => session.ApplyProgramAsync(
            new SetPointProgram(Channels.Current, [1e-3], 1),
            [":PROG:EDIT:STAR", ":SOUR:LEV 1E-3", ":PROG:RUN"],
            default).AsTask());

        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.DoesNotContain(wire.Sent, message => message.Contains("LEV", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Query_AnswerOf70KiB_IsABadAnswer()
    {
        wire.Answers(new string('0', 70 << 10));
        await using InstrumentSession session = Session(retries: 0);

        InstrumentException error = await FailsAsync(() => session.QueryNumberAsync(":READ?", default).AsTask());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
    }

    [Fact]
    public async Task Identify_AnotherIdentityEachTime_Ends()
    {
        wire.Answers([.. Enumerable.Range(0, 100).Select(i => $"Maker,Model,{i},1")]);
        await using InstrumentSession session = Session(retries: 0);

        InstrumentException error = await FailsAsync(() => session.IdentifyAsync(["Model"], default).AsTask());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
    }

    private static Task<InstrumentException> FailsAsync(Func<Task> action) => Assert.ThrowsAsync<InstrumentException>(action);

    private async Task<InstrumentSession> ArmedAsync(int retries)
    {
        InstrumentSession session = Session(retries);
        await session.ArmAsync(default);
        return session;
    }

    private InstrumentSession Session(int retries) => new(
        "dev", wire, gate, new VirtualClock(), new InstrumentManners(), Policy(retries), notes.Add);

    private static FaultPolicy Policy(int retries) =>
        new() { Rules = FaultPolicy.OfExchanges.ToDictionary(fault => fault, _ => new FaultRule(retries, 0)) };
}
