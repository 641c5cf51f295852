using System.Text;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class PrologixAnswerTests
{
    private const string Version = "Prologix GPIB 6\r\n";

    [Theory]
    [InlineData("#3415ab\ncd\n\n")] // the block is cut off, and takes the adapter's version for its own
    [InlineData("#9")]
    public void Remove_VersionWithinAnOpenBlock_LeavesTheAnswerIncomplete(string block)
    {
        var answer = new PrologixAnswer();
        Add(answer, block + Version);
        answer.IsComplete();

        answer.Remove(Version.Length);

        Assert.False(answer.IsComplete());
        Assert.Equal(block, Encoding.Latin1.GetString(answer.Received.Span));
    }

    [Fact]
    public void Remove_VersionAfterTheAnswer_LeavesIt()
    {
        var answer = new PrologixAnswer();
        Add(answer, "1.5\n\n" + Version);
        Assert.True(answer.IsComplete());

        answer.Remove(Version.Length);

        Assert.True(answer.IsComplete());
        Assert.Equal("1.5", Encoding.Latin1.GetString(answer.Message.Span));
    }

    private static void Add(PrologixAnswer answer, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        bytes.CopyTo(answer.Space());
        answer.Add(bytes.Length);
    }
}
