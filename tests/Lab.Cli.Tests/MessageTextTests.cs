using System.Text;
using Lab.Cli.Output;

namespace Lab.Cli.Tests;

/// <summary>Messages in the log of a served bench.</summary>
public sealed class MessageTextTests
{
    [Theory]
    [InlineData(":SOUR:FREQ 346 MHz;:OUTP 1", ":SOUR:FREQ 346 MHz;:OUTP 1")]
    [InlineData("DATA #15ab\n\tc;:OUTP 1\n", "DATA #<5 bytes>;:OUTP 1")] // of definite length (IEEE 488.2, 7.7.6)
    [InlineData("DATA 1,#210;;\"\";;#11;,2", "DATA 1,#<10 bytes>,2")]
    [InlineData("DATA #0;:OUTP 1", "DATA #<8 bytes>")] // of indefinite length, to the end of the message
    [InlineData("DATA #15ab", "DATA #<2 of 5 bytes>")]
    [InlineData("DATA #10", "DATA #<0 bytes>")]
    [InlineData("DATA #9", "DATA #9")]
    [InlineData("STAT #H1F,#B101", "STAT #H1F,#B101")]
    [InlineData("DISP \"see #15\",\"it's\",#15abcde", "DISP \"see #15\",\"it's\",#<5 bytes>")]
    [InlineData("OUTP#11", "OUTP#11")]
    [InlineData("a\tb\n", "a b")]
    public void Message_with_blocks_shows_how_many_bytes_they_have(string message, string line) =>
        Assert.Equal(line, MessageText.Of(Encoding.Latin1.GetBytes(message)));
}
