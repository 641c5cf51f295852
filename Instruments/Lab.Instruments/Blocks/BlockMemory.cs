using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Instruments.Blocks;

/// <summary>New memory for blocks: not filled with zeros, since a block is written over it, and in large pages where the system
/// has them.</summary>
/// <remarks>
/// The system hands new memory out page by page, at the first write to each. For ten million samples of 16 bits these are 4,883
/// pages of 4 KiB, which take longer than the samples take through a socket. Linux gives pages of 2 MiB where a program advises
/// it (<c>madvise(2)</c>, <c>MADV_HUGEPAGE</c>; "Transparent Hugepage Support" of the kernel's documentation).
/// </remarks>
public static partial class BlockMemory
{
    /// <summary>Arrays of fewer bytes are made as any other.</summary>
    public const int Shortest = 2 * LargePage;

    private const int LargePage = 1 << 21;
    private const int InLargePages = 14; // MADV_HUGEPAGE, the same on every architecture

    /// <summary>An array with anything in it.</summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="length">How many elements, shape [element].</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public static T[] New<T>(int length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        T[] array = GC.AllocateUninitializedArray<T>(length);
        if ((long)length * Unsafe.SizeOf<T>() >= Shortest && OperatingSystem.IsLinux())
        {
            Advise(MemoryMarshal.AsBytes(array.AsSpan()));
        }

        return array;
    }

    // Whether the system follows or refuses, the memory holds the same: its answer is of no consequence. The first page begins
    // before the array, in memory that the collector has reserved for it as well.
    private static unsafe void Advise(Span<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            nuint begin = (nuint)first & ~(nuint)(LargePage - 1);
            _ = Madvise(begin, (nuint)first + (nuint)bytes.Length - begin, InLargePages);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(nuint address, nuint length, int advice);
}
