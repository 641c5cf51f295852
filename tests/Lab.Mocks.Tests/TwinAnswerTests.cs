namespace Lab.Mocks.Tests;

public class TwinAnswerTests
{
    private const int Long = 3 << 20;

    [Fact]
    public void Clear_LongAnswerOfAnother_KeepsIts()
    {
        TwinAnswer first = Filled(1);
        TwinAnswer second = Filled(2);
        first.Clear();
        TwinAnswer third = Filled(3); // in the memory of the first

        Assert.Equal(-1, second.ToMemory().Span.IndexOfAnyExcept((byte)2));
        Assert.Equal(-1, third.ToMemory().Span.IndexOfAnyExcept((byte)3));
        Assert.Equal((Long, Long), (second.ToMemory().Length, third.ToMemory().Length));
    }

    [Fact]
    public void Clear_AfterItsBytesWereTaken_LeavesThemToTheOther()
    {
        TwinAnswer part = Filled(1);
        var whole = new TwinAnswer();
        whole.Append("#73145728");
        whole.Take(part);
        part.Clear();
        Filled(2);

        ReadOnlySpan<byte> block = whole.ToArray().AsSpan(9);
        Assert.Equal((Long, -1), (block.Length, block.IndexOfAnyExcept((byte)1)));
    }

    private static TwinAnswer Filled(byte value)
    {
        var answer = new TwinAnswer();
        answer.GetSpan(Long)[..Long].Fill(value);
        answer.Advance(Long);
        return answer;
    }
}
