using System.Runtime.InteropServices;
using Lab.Instruments.Blocks;

namespace Lab.Mocks.Oscilloscopes;

/// <summary>Writes codes of 16 bits as the bytes of a block.</summary>
internal static class CodeBlock
{
    /// <summary>Writes codes as bytes, of which each is the upper half.</summary>
    /// <param name="codes">The codes, shape [sample].</param>
    /// <param name="every">Which of them are written: each such one.</param>
    /// <param name="isUnsigned">Whether the middle is 128 instead of 0.</param>
    /// <param name="bytes">Where they go, shape [written sample].</param>
    public static void WriteBytes(ReadOnlySpan<short> codes, int every, bool isUnsigned, Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((codes[i * every] >> 8) + (isUnsigned ? 128 : 0));
        }
    }

    /// <summary>Writes codes as words.</summary>
    /// <param name="codes">The codes, shape [sample].</param>
    /// <param name="every">Which of them are written: each such one.</param>
    /// <param name="isUnsigned">Whether the middle is 32768 instead of 0.</param>
    /// <param name="order">The order of bytes.</param>
    /// <param name="bytes">Where they go, shape [2 × written sample].</param>
    public static void WriteWords(ReadOnlySpan<short> codes, int every, bool isUnsigned, ByteOrder order, Span<byte> bytes)
    {
        Span<short> words = MemoryMarshal.Cast<byte, short>(bytes);
        if (every == 1)
        {
            codes[..words.Length].CopyTo(words);
        }
        else
        {
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = codes[i * every];
            }
        }

        if (isUnsigned)
        {
            foreach (ref short word in words)
            {
                word = (short)(word ^ short.MinValue);
            }
        }

        BlockSamples.Swap(words, order);
    }
}
