using System.Buffers.Binary;
using Lab.Instruments.Blocks;

namespace Lab.Instruments.Tests.Blocks;

/// <summary>Samples against the scalar functions of <see cref="BinaryPrimitives"/>,
/// at every length of vectors and tails.</summary>
public class BlockSamplesTests
{
    private const int Longest = 67;

    [Fact]
    public void Int8_HasNoOrder()
    {
        sbyte[] samples = new sbyte[4];
        foreach (ByteOrder order in Enum.GetValues<ByteOrder>())
        {
            BlockSamples.Read<sbyte>([0x00, 0x7F, 0x80, 0xFF], order, samples);

            Assert.Equal([0, 127, -128, -1], samples);
        }
    }

    [Fact]
    public void Int16_OfEitherOrder_IsReadAndWritten()
    {
        for (int count = 0; count <= Longest; count++)
        {
            Check(count, 2, BinaryPrimitives.ReadInt16BigEndian, ByteOrder.BigEndian);
            Check(count, 2, BinaryPrimitives.ReadInt16LittleEndian, ByteOrder.LittleEndian);
        }
    }

    [Fact]
    public void Float32_OfEitherOrder_IsReadAndWritten()
    {
        for (int count = 0; count <= Longest; count++)
        {
            Check(count, 4, BinaryPrimitives.ReadSingleBigEndian, ByteOrder.BigEndian);
            Check(count, 4, BinaryPrimitives.ReadSingleLittleEndian, ByteOrder.LittleEndian);
        }
    }

    [Fact]
    public void Float64_OfEitherOrder_IsReadAndWritten()
    {
        for (int count = 0; count <= Longest; count++)
        {
            Check(count, 8, BinaryPrimitives.ReadDoubleBigEndian, ByteOrder.BigEndian);
            Check(count, 8, BinaryPrimitives.ReadDoubleLittleEndian, ByteOrder.LittleEndian);
        }
    }

    [Fact]
    public void Read_OtherLength_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => BlockSamples.Read(
            new byte[5], ByteOrder.BigEndian, new short[2].AsSpan()));

        Assert.Equal("5 bytes are not 2 samples of 2 bytes.", error.Message);
    }

    [Fact]
    public void SampleMemory_IsTheSamplesThemselves()
    {
        short[] samples = new short[3];
        Memory<byte> bytes = new SampleMemory<short>(samples.AsMemory(1)).Memory;

        using (bytes.Pin())
        {
            bytes.Span.Fill(0xFF);
        }

        Assert.Equal([0, -1, -1], samples);
        Assert.Equal(4, bytes.Length);
    }

    private delegate T Reading<T>(ReadOnlySpan<byte> bytes);

    private static void Check<T>(int count, int size, Reading<T> read, ByteOrder order)
        where T : unmanaged
    {
        byte[] block = [.. Enumerable.Range(0, count * size).Select(i => (byte)((i * 37) + 11))];
        T[] samples = new T[count];

        BlockSamples.Read<T>(block, order, samples);

        for (int i = 0; i < count; i++)
        {
            Assert.Equal(read(block.AsSpan(i * size, size)), samples[i]);
        }

        byte[] written = new byte[block.Length];
        BlockSamples.Write<T>(samples, order, written);
        Assert.Equal(block, written);
    }
}
