using System.Text;
using Doubles.Waveforms;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Tests.Wires;
using Lab.Instruments.Wires;
using Lab.Mocks.Wires;
using Lab.Wires.Transcripts;

namespace Lab.Instruments.Tests.Transcripts;

/// <summary>Blocks of bytes in transcripts, recorded and replayed.</summary>
public class BlockTranscriptTests
{
    private static readonly short[] Samples = [.. Enumerable.Range(0, 5000).Select(i => (short)(i * 13))];

    [Fact]
    public async Task Blocks_RecordedAndReplayed_AreTheSameBytes()
    {
        var text = new StringWriter();
        var clock = new VirtualClock();
        var transcript = new TranscriptWriter(text);
        transcript.Start(clock);
        transcript.Write(new TranscriptHeader("none", "waveforms", 1, IsSimulated: true, new Dictionary<string, string>()));
        transcript.Write("rf", TranscriptEvent.Open, "sim:"u8.ToArray());
        await ExchangeAsync(new RecordingWire("rf", new MemoryWire(new WaveformTwin(clock), "sim:"), transcript), clock);

        var replayClock = new VirtualClock();
        var replay = new ReplayWires(new TranscriptReader(new StringReader(text.ToString())), replayClock);
        await ExchangeAsync((await replay.TryOpenAsync(Addressed.At("sim:"), default))!, replayClock);

        Assert.Null(replay.Unread);
        string loaded = Assert.Single(
            text.ToString().Split('\n'), line => line.Contains("> :TRAC:DATA #510000", StringComparison.Ordinal));
        Assert.InRange(loaded.Length, 10_000, 14_000); // base 64 takes 4 characters for 3 bytes
        Assert.EndsWith(";:SYST:ERR?;*ESR?;*ESE?", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_OtherBytes_IsADifference()
    {
        const string recorded =
            "# lab wire transcript 1\n# protocol none\n# bench b\n# seed 1\n# simulated yes\n0.000000000 rf open sim:\n"
                + "0.000000000 rf > D #13\\x00\\x01\\x02\n";
        var replay = new ReplayWires(new TranscriptReader(new StringReader(recorded)), new VirtualClock());
        IWire wire = (await replay.TryOpenAsync(Addressed.At("sim:"), default))!;

        var error = await Assert.ThrowsAsync<InstrumentException>(
            () => wire.WriteBlockAsync(new BlockMessage("D #13"u8.ToArray(), new byte[] { 0, 1, 3 }, default), default).AsTask());

        Assert.StartsWith(
            @"The driver sends 'D #13\x00\x01\x03', but line 7 of the transcript is:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text of a message;\n", @"text of a message;\n")]
    [InlineData("a\\b{c}", @"a\\b{c}")]
    public void Text_StaysText(string message, string written) =>
        Assert.Equal(written, EscapedText.Write(Encoding.Latin1.GetBytes(message)));

    [Fact]
    public void EveryByte_IsReadAsItWasWritten()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        for (int length = 0; length <= bytes.Length; length++)
        {
            string text = EscapedText.Write([.. "DATA #3"u8, .. bytes.AsSpan(0, length), .. ";VAL?"u8]);

            Assert.True(EscapedText.TryRead(text, out byte[]? read));
            Assert.Equal([.. "DATA #3"u8, .. bytes.AsSpan(0, length), .. ";VAL?"u8], read);
        }
    }

    [Theory]
    [InlineData(@"\b")]
    [InlineData(@"\b{")]
    [InlineData(@"\b{AAA}")]
    [InlineData(@"\b{AA*A}")]
    [InlineData(@"\bAAAA}")]
    public void Bytes_ThatAreNoBase64_AreRefused(string text) => Assert.False(EscapedText.TryRead(text, out _));

    private static async Task ExchangeAsync(IWire wire, VirtualClock clock)
    {
        var session = new InstrumentSession("rf", wire, new TwinBench.RecordingGate(), clock, new InstrumentManners());
        await using var recorder = new WaveformRecorder(session);
        await recorder.OpenAsync();
        await recorder.FormatAsync<short>(ByteOrder.BigEndian);
        await recorder.LoadAsync<short>(Samples);
        Assert.Equal(Samples, await recorder.ReadAsync<short>(Samples.Length));
    }
}
