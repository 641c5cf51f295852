using System.Text;
using Doubles.Waveforms;
using Lab.Instruments.Clocks;

namespace Lab.Mocks.Tests.Scpi;

/// <summary>Blocks in messages and answers (IEEE 488.2, 7.7.6, 8.7.9, 8.7.10).</summary>
public sealed class ScpiBlockTests : IDisposable
{
    private readonly WaveformTwin twin = new(new VirtualClock());

    public void Dispose() => twin.Dispose();

    [Theory]
    [InlineData(":TRAC:DATA #14\0\u0001\0\u0002;:TRAC:POIN?")]
    [InlineData(":TRAC:DATA #800000004\0\u0001\0\u0002;:TRAC:POIN?")]
    [InlineData("TRACE:DATA#14\n;\n;;POINTS?")] // the path goes on, and the bytes are no separators
    public void BlockCommand_TakesEveryByte(string message) => Assert.Equal("2", Ask(message));

    [Fact]
    public void BlockCommand_WithoutALength_TakesTheRestOfTheMessage()
    {
        Assert.Null(Ask(":TRAC:DATA #0;:AB"));

        Assert.Equal("#14;:AB", Ask(":TRAC:DATA?"));
    }

    [Theory]
    [InlineData(":TRAC:DATA", "-109,\"Missing parameter\"")]
    [InlineData(":TRAC:DATA 5", "-104,\"Data type error\"")]
    [InlineData(":TRAC:DATA #14abcd,1", "-104,\"Data type error\"")]
    [InlineData(":TRAC:DATA 1,#14abcd", "-108,\"Parameter not allowed\"")]
    [InlineData(":TRAC:DATA #19abcd", "-161,\"Invalid block data\"")]
    [InlineData(":TRAC:DATA #2x4abcd", "-161,\"Invalid block data\"")]
    [InlineData(":TRAC:DATA #13abc", "-161,\"Invalid block data\"")] // an odd number of bytes
    public void BlockCommand_Wrong_IsTheStandardsError(string message, string error)
    {
        Assert.Null(Ask(message));
        Assert.Equal(error, Ask(":SYST:ERR?"));
    }

    [Theory]
    [InlineData("NORM")] // the twin writes
    [InlineData("SWAP")] // the twin refers to its own memory
    public void BlockQuery_StandsBetweenOtherAnswers(string order)
    {
        Assert.Equal(
            "2;#14\n;\0\u00ff;2", Ask($":FORM:BORD {order};:TRAC:DATA #14\n;\0\u00ff;:TRAC:POIN?;:TRAC:DATA?;:TRAC:POIN?"));
    }

    [Fact]
    public void BlockQuery_WithoutALength_EndsItsMessage()
    {
        Assert.Equal("2;#0\n;\0\u00ff", Ask(":TRAC:DATA #14\n;\0\u00ff;:TRAC:POIN?;:TRAC:DATA:ENDL?;:TRAC:POIN?"));
        Assert.Equal("-440,\"Query UNTERMINATED after indefinite response\"", Ask(":SYST:ERR?"));
    }

    [Fact]
    public async Task Answers_ThatFillTheOutputQueue_AreADeadlock()
    {
        using var small = new WaveformTwin(new VirtualClock(), memory: 1 << 25);
        byte[] megabytes = new byte[8 << 20];
        ReadOnlyMemory<byte> message = (byte[])[.. ":TRAC:DATA #78388608"u8, .. megabytes];
        Assert.True((await small.ExecuteAsync(message, default)).IsEmpty);

        Assert.Null(ExampleTwin.Ask(small, ":TRAC:DATA?;DATA?;DATA?;DATA?;DATA?"u8)); // 40 MiB, swapped and so its own
        Assert.Equal("-430,\"Query DEADLOCKED\"", ExampleTwin.Ask(small, ":SYST:ERR?"u8));
    }

    private string? Ask(string message) => ExampleTwin.Ask(twin, Encoding.Latin1.GetBytes(message));
}
