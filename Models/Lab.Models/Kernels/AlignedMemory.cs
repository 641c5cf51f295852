using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>Memory that begins at a cache line, so that no vector of it straddles two of them.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
internal sealed class AlignedMemory<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    private readonly T[] memory;
    private readonly int start;

    /// <summary>Takes memory.</summary>
    /// <param name="length">Numbers.</param>
    public AlignedMemory(int length)
    {
        Length = length;
        int size = Unsafe.SizeOf<T>();
        memory = GC.AllocateArray<T>(length + (CacheLine / size), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        start = (int)(-address & (CacheLine - 1)) / size;
    }

    /// <summary>Numbers.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    public Span<T> Span => memory.AsSpan(start, Length);

    /// <summary>The first vector of it.</summary>
    /// <typeparam name="TVector">The vector.</typeparam>
    public ref TVector First<TVector>()
        where TVector : unmanaged => ref Unsafe.As<T, TVector>(ref memory[start]);
}
