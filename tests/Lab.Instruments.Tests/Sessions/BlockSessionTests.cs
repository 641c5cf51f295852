using System.Text;
using Doubles.Waveforms;
using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Mocks;
using Lab.Mocks.Faults;
using Lab.Mocks.Wires;

namespace Lab.Instruments.Tests.Sessions;

/// <summary>Blocks through a session to the twin of a waveform instrument, and answers that are none.</summary>
public class BlockSessionTests
{
    private static readonly short[] Samples = [.. Enumerable.Range(0, 70_000).Select(i => (short)(i * 7))];

    private readonly VirtualClock clock = new();
    private readonly List<FaultNote> notes = [];

    [Theory]
    [InlineData(ByteOrder.BigEndian)]
    [InlineData(ByteOrder.LittleEndian)]
    public async Task Samples_GoBothWays_InEitherOrder(ByteOrder order)
    {
        await using WaveformRecorder recorder = await OpenAsync(new WaveformTwin(clock));
        await recorder.FormatAsync<short>(order);

        await recorder.LoadAsync<short>(Samples);
        short[] read = await recorder.ReadAsync<short>(Samples.Length);
        short[] into = new short[Samples.Length + 5];

        Assert.Equal(Samples, read);
        Assert.Equal(Samples.Length, await recorder.ReadAsync<short>(into));
        Assert.Equal(Samples, into[..Samples.Length]);
        Assert.Equal(70_000, await recorder.Session.QueryNumberAsync(":TRAC:POIN?", default));
        Assert.Empty(notes);
    }

    [Fact]
    public async Task Reals_GoBothWays()
    {
        float[] reals = [.. Enumerable.Range(0, 1000).Select(i => MathF.Sin(i))];
        await using WaveformRecorder recorder = await OpenAsync(new WaveformTwin(clock));
        await recorder.FormatAsync<float>(ByteOrder.BigEndian);

        await recorder.LoadAsync<float>(reals);

        Assert.Equal(reals, await recorder.ReadAsync<float>(1000));
    }

    [Fact]
    public async Task BlockWithoutALength_IsWhole_AndItsEventsAreAskedForAlone()
    {
        var wire = new FakeWire().Answers("128;60", "#0ab;0;60", "0;60");
        await using InstrumentSession session = await ArmedAsync(wire, new InstrumentManners());

        byte[] block = await session.QueryBlockAsync("CURV?", new BlockLimit(100) { IsIndefinite = true }, default);

        Assert.Equal("ab;0;60", Encoding.ASCII.GetString(block));
        Assert.Equal(["*ESE 60;*ESR?;*ESE?", "CURV?", "*ESR?;*ESE?"], wire.Sent);
    }

    [Fact]
    public async Task BlockWithoutALength_FromTheTwin_IsWhole()
    {
        await using WaveformRecorder recorder = await OpenAsync(new WaveformTwin(clock));
        await recorder.FormatAsync<short>(ByteOrder.BigEndian);
        await recorder.LoadAsync<short>(Samples);

        Assert.Equal(Samples, await recorder.ReadEndlessAsync<short>(Samples.Length));
    }

    [Fact]
    public async Task QueryBlock_IsOneMessageWithItsMark()
    {
        var wire = new FakeWire().Answers("128;60", "#13a;b;0;60");
        await using InstrumentSession session = await ArmedAsync(wire, new InstrumentManners());

        Assert.Equal("a;b", Encoding.ASCII.GetString(await session.QueryBlockAsync("CURV?", new BlockLimit(3), default)));
        Assert.Equal("CURV?;*ESR?;*ESE?", wire.Sent[^1]);
    }

    [Fact]
    public async Task Blocks_OneQueryAMessage_AskForEventsAlone()
    {
        var wire = new FakeWire().Answers("0", "60", "#13abc", "0", "0");
        await using InstrumentSession session = await ArmedAsync(
            wire,
            new InstrumentManners { Completion = Completion.EventsInOwnMessage, Errors = ErrorReporting.EventStatusRegister });

        Assert.Equal("abc", Encoding.ASCII.GetString(await session.QueryBlockAsync("CURV?", new BlockLimit(3), default)));
        await session.SendBlockAsync("DATA 1,", "xyz"u8.ToArray(), default);

        Assert.Equal(["CURV?", "*ESR?", "DATA 1,#13xyz", "*ESR?"], wire.Sent[3..]);
    }

    [Theory]
    [InlineData("#13abc;0;6", true)] // cut off in the mark: the mark alone is asked for
    [InlineData("#13abc", true)]
    [InlineData("#0abc", false)] // that nobody expects
    [InlineData("1.5;0;60", false)] // no block
    [InlineData("#18abcdefgh;0;60", false)] // more than is accepted
    [InlineData("#18abc", false)] // less than announced
    [InlineData("#1xabc;0;60", false)]
    public async Task QueryBlock_AnswerThatIsNone_IsAskedForAgain(string bad, bool isMarkAskedFor)
    {
        FakeWire wire = new FakeWire().Answers("128;60", bad).Answers(isMarkAskedFor ? ["60"] : []).Answers("#13xyz;0;60");
        await using InstrumentSession session = await ArmedAsync(wire, new InstrumentManners(), retries: 2);

        Assert.Equal("xyz", Encoding.ASCII.GetString(await session.QueryBlockAsync("CURV?", new BlockLimit(5), default)));
        Assert.All(notes, note => Assert.Equal(InstrumentFault.BadAnswer, note.Fault));
        Assert.NotEmpty(notes);
    }

    [Fact]
    public async Task QueryBlock_Refused_SaysWhy_AndTheNextIsTheNext()
    {
        await using WaveformRecorder recorder = await OpenAsync(new WaveformTwin(clock));

        var error = await Assert.ThrowsAsync<InstrumentException>(
            () => recorder.Session.QueryBlockAsync(":NOTHING?", new BlockLimit(100), default).AsTask());

        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Contains("-113,\"Undefined header\"", error.Message, StringComparison.Ordinal);
        await recorder.LoadAsync<short>(Samples);
        Assert.Equal(Samples, await recorder.ReadAsync<short>(Samples.Length));
    }

    [Fact]
    public async Task SendBlock_Refused_SaysWhy()
    {
        await using WaveformRecorder recorder = await OpenAsync(new WaveformTwin(clock, memory: 1000));

        var odd = await Assert.ThrowsAsync<InstrumentException>(() => recorder.Session.SendBlockAsync(
            ":TRAC:DATA", new byte[3], default).AsTask());
        var big = await Assert.ThrowsAsync<InstrumentException>(() => recorder.Session.SendBlockAsync(
            ":TRAC:DATA", new byte[2000], default).AsTask());

        Assert.Contains("-161,\"Invalid block data\" (wave, :TRAC:DATA)", odd.Message, StringComparison.Ordinal);
        Assert.Contains("-363,\"Input buffer overrun\"", big.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuerySamples_NoWholeSamples_IsABadAnswer()
    {
        var wire = new FakeWire().Answers("128;60", "#13abc;0;60");
        await using InstrumentSession session = await ArmedAsync(wire, new InstrumentManners());

        var error = await Assert.ThrowsAsync<InstrumentException>(
            () => session.QuerySamplesAsync<short>("CURV?", ByteOrder.BigEndian, new BlockLimit(10), default).AsTask());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.StartsWith("A block of 3 bytes holds no whole samples of 2 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InjectedFault.Truncated)]
    [InlineData(InjectedFault.Garbage)]
    [InlineData(InjectedFault.Timeout)]
    [InlineData(InjectedFault.Late)]
    [InlineData(InjectedFault.Overlong)]
    [InlineData(InjectedFault.Disconnect)]
    public async Task Blocks_ThatGoWrong_AreRepeated(InjectedFault fault)
    {
        const int uploads = 5; // the messages before: two identities, the mark, the format; then one goes wrong each way
        foreach (int at in (int[])[uploads, uploads + 1])
        {
            var twin = new FaultyTwin(new WaveformTwin(clock), [new FaultDefinition("wave", fault, 0, at)], 1);
            await using WaveformRecorder recorder = await OpenAsync(twin, retries: 3);
            await recorder.FormatAsync<short>(ByteOrder.BigEndian);

            await recorder.LoadAsync<short>(Samples);

            Assert.Equal(Samples, await recorder.ReadAsync<short>(Samples.Length));
            Assert.NotEmpty(notes);
            notes.Clear();
        }
    }

    [Fact]
    public async Task Blocks_InstrumentThatLostItsMark_WasSwitchedOffAndOn()
    {
        var twin = new WaveformTwin(clock);
        await using WaveformRecorder recorder = await OpenAsync(twin, retries: 3);
        await recorder.LoadAsync<short>(Samples);
        twin.PowerCycle();

        var error = await Assert.ThrowsAsync<InstrumentException>(() => recorder.ReadAsync<short>(Samples.Length).AsTask());

        Assert.Equal(InstrumentFault.Rebooted, error.Fault);
    }

    [Fact]
    public async Task Samples_InMemory_TakeNoMoreThanTwiceTheirMemory()
    {
        short[] many = new short[4_000_000];
        await using WaveformRecorder recorder = await OpenAsync(new WaveformTwin(clock));
        await recorder.FormatAsync<short>(ByteOrder.LittleEndian);
        long bytes = many.Length * sizeof(short);
        long before = GC.GetAllocatedBytesForCurrentThread();

        await recorder.LoadAsync<short>(many);
        long up = GC.GetAllocatedBytesForCurrentThread() - before;
        before += up;
        await recorder.ReadAsync<short>(many.Length);
        long down = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(up, 0, (2 * bytes) + 100_000);   // the message, and the twin's own copy
        Assert.InRange(down, bytes, bytes + 100_000);   // the array that is returned
    }

    private async Task<WaveformRecorder> OpenAsync(ITwin twin, int retries = 0)
    {
        var session = new InstrumentSession(
            "wave",
            new MemoryWire(twin, "sim:"),
            new TwinBench.RecordingGate(),
            clock,
            new InstrumentManners(),
            Policy(retries),
            notes.Add);
        var recorder = new WaveformRecorder(session);
        await recorder.OpenAsync();
        return recorder;
    }

    private async Task<InstrumentSession> ArmedAsync(FakeWire wire, InstrumentManners manners, int retries = 0)
    {
        var session = new InstrumentSession(
            "dev", wire, new TwinBench.RecordingGate(), clock, manners, Policy(retries), notes.Add);
        await session.ArmAsync(default);
        return session;
    }

    private static FaultPolicy Policy(int retries) => new()
    {
        Rules = FaultPolicy.OfExchanges.ToDictionary(
            fault => fault, _ => new FaultRule(ExchangeRetries: retries, PointRetries: 0)),
    };
}
