using System.Text;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Wires;

public class MessageFrameTests
{
    /// <summary>A message as it comes in, and how long it is with its LF; -1 where it is not complete.</summary>
    public static TheoryData<string, int> Messages { get; } = new()
    {
        { "1.5\n", 4 },
        { "\n", 1 },
        { "1\r\n", 3 },
        { "1\n2\n", 2 },
        { "1", -1 },
        { "", -1 },
        { "#15ab\ncd\nrest", 9 },          // a definite block whose bytes hold LF
        { "#210abcdefgh\n\n\n", 15 },
        { "#3002\n\n\n", 8 },
        { "#15ab\ncd", -1 },                // all bytes of the block, but not the end of the message
        { "#15ab", -1 },
        { "#15", -1 },
        { "#", -1 },
        { "1.5;#11\n;2\n", 11 },            // a block between other answers
        { "#11\n,#11\n\n", 10 },           // two blocks
        { "#0ab\n", 5 },                    // an indefinite block ends with the message
        { "#H1F\n", 5 },                    // hexadecimal, octal and binary numbers are no blocks
        { "#Q17,#B101\n", 11 },
        { "#HAF;1\n2\n", 7 },
        { "#1\n", 3 },                      // a block that breaks off ends with the message
        { "#2a\n", 4 },
        { "#21\n", 4 },
        { "#\n", 2 },
        { "\"#15\"\n", 6 },                 // a # in a string starts no block
        { "'#9'\n", 5 },
        { "-113,\"it's #1\"\n", 15 },
        { "\"a\"\"b#1\"\n", 9 },
        { "\"never closed\n1\n", 14 },     // a string never spans lines
        { "''\n", 3 },
        { "'\"'#11\n\n", 8 },
    };

    [Theory]
    [InlineData("0,12.5,EndOfAPI", 15)]
    [InlineData("0,,EndOfAPI-22,,EndOfAPI", 11)]
    [InlineData("0,a\nb\"#19,EndOfAPI", 18)] // LF, quotes and blocks mean nothing
    [InlineData("0,12.5,EndOf", -1)]
    [InlineData("0,12.5,EndOfAP,EndOfAPI", 23)]
    public void FindEnd_TextOfItsOwn_InPiecesOfAnyLength(string text, int expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int piece = 1; piece <= bytes.Length; piece++)
        {
            var frame = new MessageFrame { EndText = ",EndOfAPI"u8.ToArray() };
            int end = -1;
            for (int received = piece; end < 0 && received - piece < bytes.Length; received += piece)
            {
                end = frame.FindEnd(bytes.AsSpan(0, Math.Min(received, bytes.Length)));
            }

            Assert.Equal(expected, end);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void FindEnd_WholeMessage_IsItsLength(string text, int expected)
    {
        var frame = default(MessageFrame);

        Assert.Equal(expected, frame.FindEnd(Encoding.Latin1.GetBytes(text)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void FindEnd_InTwoPieces_IsTheSame(string text, int expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var frame = default(MessageFrame);
            int first = frame.FindEnd(bytes.AsSpan(0, cut));

            Assert.Equal(expected, first >= 0 ? first : frame.FindEnd(bytes));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void FindEnd_ByteByByte_IsTheSame(string text, int expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        var frame = default(MessageFrame);
        int found = -1;
        for (int length = 0; length <= bytes.Length && found < 0; length++)
        {
            found = frame.FindEnd(bytes.AsSpan(0, length));
        }

        Assert.Equal(expected, found);
    }

    [Fact]
    public void FindEnd_RandomBytesInRandomPieces_IsTheSameAsAtOnce()
    {
        var random = new Random(7);
        byte[] alphabet = "#\n\"'0123456789aH;,\r"u8.ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = random.GetItems(alphabet, random.Next(0, 24));
            var whole = default(MessageFrame);
            int expected = whole.FindEnd(bytes);
            var pieces = default(MessageFrame);
            int found = -1;
            for (int length = 0; found < 0 && length < bytes.Length;)
            {
                length = Math.Min(bytes.Length, length + random.Next(1, 5));
                found = pieces.FindEnd(bytes.AsSpan(0, length));
            }

            Assert.True(expected == found, $"{Encoding.Latin1.GetString(bytes)}: {expected} at once, {found} in pieces");
        }
    }

    [Fact]
    public void FindEnd_HugeBlock_LooksAtEachByteOnce()
    {
        var frame = default(MessageFrame);
        byte[] start = "#9999999999"u8.ToArray();

        Assert.Equal(-1, frame.FindEnd(start));
        Assert.Equal(-1, frame.FindEnd([.. start, .. new byte[1000]]));
    }
}
