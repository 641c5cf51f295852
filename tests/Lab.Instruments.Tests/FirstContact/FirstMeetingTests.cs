using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Tests.FirstContact;

/// <summary>Meetings with instruments that are not as they should be.</summary>
public sealed class FirstMeetingTests
{
    private const string Identity = "YOKOGAWA,GS210,91T200001,2.02";

    [Fact]
    public async Task Meeting_SilentInstrument_EndsAfterTheIdentity()
    {
        var wire = new AnsweringWire(_ => null);

        InstrumentMeeting meeting = await MeetAsync(wire);

        BeliefFinding finding = Assert.Single(meeting.Findings);
        Assert.Equal((BeliefOutcome.NotAnswered, "No answer: No answer came."), (finding.Outcome, finding.Words));
        Assert.StartsWith(
            "The instrument does not say who it is, so that nothing else was asked.", meeting.Ended, StringComparison.Ordinal);
        Assert.Equal(["*IDN?", "*IDN?"], wire.Sent);
    }

    [Fact]
    public async Task Meeting_AnotherInstrument_IsAskedNothingElse()
    {
        var wire = new AnsweringWire(_ => "KEITHLEY INSTRUMENTS INC.,MODEL 2400,1,C32");

        InstrumentMeeting meeting = await MeetAsync(wire);

        BeliefFinding finding = Assert.Single(meeting.Findings);
        Assert.Equal(BeliefOutcome.Differs, finding.Outcome);
        Assert.Equal("'KEITHLEY INSTRUMENTS INC.,MODEL 2400,1,C32' is no GS200 or GS210 or GS211.", finding.Words);
        Assert.StartsWith("Another instrument answers", meeting.Ended, StringComparison.Ordinal);
        Assert.All(wire.Sent, sent => Assert.Equal("*IDN?", sent));
    }

    [Fact]
    public async Task Meeting_InstrumentThatFallsSilent_EndsWithTheSecondSilence()
    {
        int identities = 0;
        var wire = new AnsweringWire(query => query == "*IDN?" && ++identities <= 2 ? Identity : null);

        InstrumentMeeting meeting = await MeetAsync(wire);

        Assert.Equal(["*IDN?", ":OUTP?"], meeting.Findings.Select(finding => finding.Query));
        Assert.StartsWith("After :OUTP? the instrument does not say any more who it is", meeting.Ended, StringComparison.Ordinal);
        Assert.False(meeting.Agrees);
    }

    [Fact]
    public async Task Meeting_OneQueryUnanswered_GoesOnAndTellsItsOwnErrorApart()
    {
        Queue<string> queue = new(["-222,\"Data out of range\"", "-113,\"Undefined header\"", "0,\"No error\""]);
        var wire = new AnsweringWire(query => query == ":SOUR:RANG?"
            ? null
            : query == ":SYST:ERR?" ? queue.Dequeue() : Polite(query));

        InstrumentMeeting meeting = await MeetAsync(wire);

        Assert.Equal(
            ["NotAnswered :SOUR:RANG?", "LeftBehind :SYST:ERR?"],
            meeting.Findings.Where(finding => !finding.IsAgreed).Select(finding => $"{finding.Outcome} {finding.Query}"));
        Assert.Equal(
            "An earlier user left -222,\"Data out of range\" in the queue; opening empties it, as this meeting did. 1 more from "
                + "questions of this meeting that are not known.",
            meeting.Findings[^1].Words);
        Assert.Null(meeting.Ended);
    }

    [Theory]
    [InlineData(":OUTP?", "0 V", "'0 V' is not 0 or 1.")]
    [InlineData(":SOUR:LEV?", "1.2 mA", "'1.2 mA' is not a plain number.")]
    [InlineData(":SOUR:PROT:VOLT?", "50", "'50' is outside 1 V to 30 V.")]
    [InlineData(":SOUR:FUNC?", "AMPS", "'AMPS' is not VOLT or CURR.")]
    [InlineData("*ESE?", "sixty", "'sixty' is not a register.")]
    [InlineData("*ESE?;*ESE?", "60", "'60' is not both answers in one line; the driver asks several queries in a message.")]
    public async Task Meeting_AnswerOfAnotherForm_Differs(string query, string answer, string words)
    {
        var wire = new AnsweringWire(asked => asked == query ? answer : Polite(asked));

        InstrumentMeeting meeting = await MeetAsync(wire);

        BeliefFinding finding = Assert.Single(meeting.Findings, finding => !finding.IsAgreed);
        Assert.Equal((query, BeliefOutcome.Differs, words), (finding.Query, finding.Outcome, finding.Words));
    }

    [Fact]
    public async Task Meeting_SlowAnswer_Differs()
    {
        var wire = new AnsweringWire(Polite) { Delay = query => query == ":SENS:GUAR?" ? Duration.FromSeconds(2) : default };

        InstrumentMeeting meeting = await MeetAsync(wire);

        BeliefFinding finding = Assert.Single(meeting.Findings, finding => !finding.IsAgreed);
        Assert.Equal((":SENS:GUAR?", "The answer took 2 s; no more than 1 s was expected."), (finding.Query, finding.Words));
    }

    [Fact]
    public async Task Meeting_Greeting_IsToldAsAPortForPeople()
    {
        bool hasGreeted = false;
        var wire = new AnsweringWire(query =>
        {
            string? answer = Polite(query);
            (answer, hasGreeted) = (hasGreeted ? answer : $"Welcome to the GS200\n{answer}", true);
            return answer;
        });

        InstrumentMeeting meeting = await MeetAsync(wire);

        Assert.Equal(
            "'Welcome to the GS200' comes before the identity: this is a port for people, most likely telnet.",
            Assert.Single(meeting.Findings, finding => !finding.IsAgreed).Words);
        Assert.Contains("It greets before it answers.", meeting.Manners);
    }

    [Fact]
    public async Task Meeting_Echo_IsToldAndPassedOver()
    {
        InstrumentMeeting meeting = await MeetAsync(new AnsweringWire(query => $"{query}\n{Polite(query)}"));

        BeliefFinding finding = Assert.Single(meeting.Findings, finding => !finding.IsAgreed);
        Assert.Equal(
            ("*IDN?", "The query comes back before its answer; on a serial port write 'serial: { echo: on }'."),
            (finding.Query, finding.Words));
        Assert.Contains("It sends back what it is sent before it answers (echo).", meeting.Manners);
    }

    [Fact]
    public async Task Meeting_ClosedPort_IsAResultWithWords()
    {
        InstrumentMeeting meeting = await FirstMeeting.WithAsync(
            Source(), DriverCatalog.Shipped, [new ClosedPort()], new VirtualClock(), default);

        Assert.Equal(
            "The wire does not open: Connection refused. Check that the instrument is on and connected, and its address.",
            meeting.Ended);
        Assert.False(meeting.Agrees);
    }

    private static string? Polite(string query) => query switch
    {
        "*IDN?" => Identity,
        ":SOUR:FUNC?" => "VOLT",
        ":ROUT:BNCI?" => "TRIG",
        ":PROG:TRIG?" => "NORM",
        ":SOUR:RANG?" => "10E+0",
        ":SOUR:PROT:VOLT?" => "30",
        ":SYST:ERR?" => "0,\"No error\"",
        "*ESE?;*ESE?" => "0;0",
        _ => "0",
    };

    private static InstrumentDefinition Source() => new(
        "line",
        "yokogawa-gs200",
        "TCPIP::192.0.2.1::7655::SOCKET",
        SettingValues.Of(DriverCatalog.Shipped.Get("yokogawa-gs200").Settings),
        [],
        SettingValues.Empty);

    private static Task<InstrumentMeeting> MeetAsync(AnsweringWire wire) =>
        FirstMeeting.WithAsync(Source(), DriverCatalog.Shipped, [wire], wire.Clock, default);

    /// <summary>A wire on which a function answers: nothing for silence, lines apart.</summary>
    private sealed class AnsweringWire(Func<string, string?> answer) : IWire, IWireProvider
    {
        private readonly Queue<string> lines = new();

        public string Address => "TCPIP::192.0.2.1::7655::SOCKET";

        public VirtualClock Clock { get; } = new();

        public List<string> Sent { get; } = [];

        public Func<string, Duration> Delay { get; init; } = _ => default;

        public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) => new(this);

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            string query = Encoding.UTF8.GetString(message.Span);
            Sent.Add(query);
            await Clock.WaitAsync(Delay(query), cancellationToken);
            foreach (string line in answer(query)?.Split('\n') ?? [])
            {
                lines.Enqueue(line);
            }
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(
            CancellationToken cancellationToken) => lines.TryDequeue(out string? line)
            ? new ValueTask<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(line))
            : throw new WireException(InstrumentFault.Timeout, "No answer came");

        public ValueTask ClearAsync(CancellationToken cancellationToken)
        {
            lines.Clear();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ClosedPort : IWireProvider
    {
        public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
            throw new WireException(InstrumentFault.Disconnected, "Connection refused");
    }
}
