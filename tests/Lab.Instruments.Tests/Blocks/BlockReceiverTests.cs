using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Blocks;

public class BlockReceiverTests
{
    /// <summary>Answers on a wire that marks no ends: text before the block, the block, text after it,
    /// and what is left of the line.</summary>
    public static TheoryData<string, string, string?, string, string> Answers { get; } = new()
    {
        { "#15ab\ncd;0;60\n", "", "ab\ncd", ";0;60", "" },
        { "#15ab\ncd\r\n", "", "ab\ncd", "", "" },
        { "#800000003abc\nnext", "", "abc", "", "next" },
        { "\r\n\0 #13abc\n", "", "abc", "", "" },
        { "WF DAT1,#9000000004\n\n\n\n;0;60\n", "WF DAT1,", "\n\n\n\n", ";0;60", "" }, // LeCroy writes a header before it
        { "\"#13\",#11#\n", "\"#13\",", "#", "", "" }, // a # in a string begins no block
        { "#H3C,#11x\n", "#H3C,", "x", "", "" },
        { "#10\n", "", "", "", "" },
        { "#0abc\n", "", "abc", "", "" },
        { "#0abc\nrest\n", "", "abc", "", "rest\n" },
        { "#0\n", "", "", "", "" },
        { "32;60\n1\n", "32;60", null, "", "1\n" },
        { "#\n", "#", null, "", "" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_InPiecesOfEveryLength_IsTheSame(string text, string before, string? block, string after, string excess)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int piece = 1; piece <= bytes.Length; piece++)
        {
            var receiver = new BlockReceiver(100, length => new byte[length]);
            int taken = 0;
            while (!receiver.IsComplete)
            {
                taken += receiver.Write(bytes.AsSpan(taken, Math.Min(piece, bytes.Length - taken)));
            }

            Assert.Equal((before, after, block is not null), (receiver.Before, receiver.After, receiver.HasBlock));
            Assert.Equal(block ?? string.Empty, Encoding.Latin1.GetString(receiver.Block.Span));
            Assert.Equal(excess, Encoding.Latin1.GetString(receiver.Excess.Span) + text[taken..]);
        }
    }

    [Theory]
    [InlineData("#15ab\ncd;1\n", "ab\ncd")]
    [InlineData("#0ab\ncd\n\n", "ab\ncd\n")]
    [InlineData("#0", "")]
    public void Answer_OnAWireThatMarksEnds_EndsThere(string text, string block)
    {
        var receiver = new BlockReceiver(100, length => new byte[length]);
        receiver.Start(marksEnds: true);
        receiver.Write(Encoding.Latin1.GetBytes(text));
        Assert.False(receiver.IsComplete);

        receiver.End();

        Assert.Equal(block, Encoding.Latin1.GetString(receiver.Block.Span));
    }

    [Fact]
    public void Block_IsReservedOnce_WithTheLengthOfItsHeader()
    {
        var reserved = new List<int>();
        var receiver = new BlockReceiver(1 << 20, length =>
        {
            reserved.Add(length);
            return new byte[length];
        });

        receiver.Write("#6100000"u8);
        Assert.Equal(100_000, receiver.Space.Length); // a wire receives straight into it
        receiver.Write(new byte[100_000]);
        receiver.Write("\n"u8);

        Assert.Equal([100_000], reserved);
    }

    [Fact]
    public void EndlessBlock_OfAMegabyte_IsWhole()
    {
        byte[] data = [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)i)];
        var receiver = new BlockReceiver(data.Length, length => new byte[length]);
        receiver.Start(marksEnds: true);
        receiver.Write("#0"u8);
        receiver.Write(data);
        receiver.Write("\n"u8);
        receiver.End();

        Assert.True(receiver.Block.Span.SequenceEqual(data));
    }

    [Theory]
    [InlineData("x", "More than 4096 bytes came beside the block of an answer, and no end")]
    [InlineData("\n", "More than 4096 bytes came beside the block of an answer, and no end")]
    [InlineData("#13abcd", "A block goes on after the 3 bytes that its header announces")]
    [InlineData("#0", "A block without a length does not end after 1000 bytes, the most that is accepted")]
    [InlineData("#9999999999", "A block of 999999999 bytes is announced where at most 1000 are accepted")]
    public void HostileAnswer_WithoutEnd_IsBounded(string repeated, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var receiver = new BlockReceiver(1000, length => new byte[length]);
        byte[] piece = Encoding.Latin1.GetBytes(repeated);

        var error = Assert.Throws<WireException>(() =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                receiver.Write(piece);
                piece = receiver.IsIndefinite ? "yz"u8.ToArray() : piece;
            }
        });

        Assert.Equal((InstrumentFault.BadAnswer, message), (error.Fault, error.Message));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Theory]
    [InlineData("", "No answer came within 2 s")]
    [InlineData("#3100abc", "The block stopped at 3 of 100 bytes, and no more came within 2 s")]
    [InlineData("#0abc", "The block without a length stopped at 3 bytes, and its end did not come within 2 s")]
    [InlineData("#11a;0", "The end of the answer after its block did not come within 2 s")]
    public void Late_SaysHowFarItCame(string received, string message)
    {
        var receiver = new BlockReceiver(1000, length => new byte[length]);
        receiver.Write(Encoding.Latin1.GetBytes(received));

        WireException error = receiver.Late(Lab.Quantities.Duration.FromSeconds(2));

        Assert.Equal((InstrumentFault.Timeout, message), (error.Fault, error.Message));
    }

    [Theory]
    [InlineData(0, "#10")]
    [InlineData(9, "#19")]
    [InlineData(10, "#210")]
    [InlineData(20_000_000, "#820000000")]
    [InlineData(999_999_999, "#9999999999")]
    public void Header_IsTheShortest(int length, string header) =>
        Assert.Equal(header, Encoding.ASCII.GetString(BlockHeader.Of(length)));
}
