using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Instruments.Blocks;

/// <summary>
/// Samples in blocks of bytes: <see cref="sbyte"/>, <see cref="short"/>, <see cref="int"/>, <see cref="float"/>,
/// <see cref="double"/> and the unsigned integers, of either byte order. Copies and swaps run on vectors.
/// </summary>
public static class BlockSamples
{
    /// <summary>Reads the samples of a block.</summary>
    /// <param name="block">The bytes.</param>
    /// <param name="order">The order of bytes in it.</param>
    /// <param name="samples">Where the samples go, as many as the block has.</param>
    /// <exception cref="ArgumentException">The block holds more or fewer samples.</exception>
    public static void Read<T>(ReadOnlySpan<byte> block, ByteOrder order, Span<T> samples)
        where T : unmanaged
    {
        RequireFit<T>(block.Length, samples.Length);
        block.CopyTo(MemoryMarshal.AsBytes(samples));
        Swap(samples, order);
    }

    /// <summary>Writes samples as the bytes of a block.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="order">The order of bytes in the block.</param>
    /// <param name="block">Where the bytes go, as many as the samples have.</param>
    /// <exception cref="ArgumentException">The block has room for more or fewer samples.</exception>
    public static void Write<T>(ReadOnlySpan<T> samples, ByteOrder order, Span<byte> block)
        where T : unmanaged
    {
        RequireFit<T>(block.Length, samples.Length);
        MemoryMarshal.AsBytes(samples).CopyTo(block);
        SwapBytes(block, Unsafe.SizeOf<T>(), order);
    }

    /// <summary>Turns samples that were received as they are into this machine's byte order, or back, in their place.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="order">The order of bytes on the other side.</param>
    public static void Swap<T>(Span<T> samples, ByteOrder order)
        where T : unmanaged => SwapBytes(MemoryMarshal.AsBytes(samples), Unsafe.SizeOf<T>(), order);

    /// <summary>Whether samples of a type are the same bytes on both sides.</summary>
    /// <param name="order">The order of bytes on the other side.</param>
    public static bool IsMachines<T>(ByteOrder order)
        where T : unmanaged =>
            Unsafe.SizeOf<T>() == 1 || order == (BitConverter.IsLittleEndian ? ByteOrder.LittleEndian : ByteOrder.BigEndian);

    private static void SwapBytes(Span<byte> bytes, int size, ByteOrder order)
    {
        if (order == (BitConverter.IsLittleEndian ? ByteOrder.LittleEndian : ByteOrder.BigEndian))
        {
            return;
        }

        switch (size)
        {
            case 1:
                break;
            case 2:
                Span<ushort> shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                Span<ulong> longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                throw new NotSupportedException($"Bug in Lab: no instrument has samples of {size} bytes.");
        }
    }

    private static void RequireFit<T>(int bytes, int samples)
        where T : unmanaged
    {
        if (bytes != (long)samples * Unsafe.SizeOf<T>())
        {
            throw new ArgumentException($"{bytes} bytes are not {samples} samples of {Unsafe.SizeOf<T>()} bytes.");
        }
    }
}
