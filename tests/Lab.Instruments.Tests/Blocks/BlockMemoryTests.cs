using Lab.Instruments.Blocks;

namespace Lab.Instruments.Tests.Blocks;

public class BlockMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((BlockMemory.Shortest / 2) - 1)]
    [InlineData(BlockMemory.Shortest / 2)]
    [InlineData(10_000_001)]
    public void New_AnyLength_HoldsWhatIsWrittenToIt(int length)
    {
        short[] neighbour = BlockMemory.New<short>(BlockMemory.Shortest);
        neighbour.AsSpan().Fill(7);
        short[] samples = BlockMemory.New<short>(length);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)(i * 31);
        }

        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);

        Assert.Equal(length, samples.Length);
        for (int i = 0; i < samples.Length; i += 997)
        {
            Assert.Equal((short)(i * 31), samples[i]);
        }

        Assert.Equal(-1, neighbour.AsSpan().IndexOfAnyExcept((short)7));
    }

    [Fact]
    public void New_NegativeLength_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => BlockMemory.New<byte>(-1));
}
