using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>Vectors that begin at a cache line, so that none straddles two of them.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
internal sealed class AlignedVectors<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    private readonly T[] memory;
    private readonly int start;
    private readonly int count;

    public AlignedVectors(int count)
    {
        this.count = count;
        int size = Unsafe.SizeOf<T>();
        memory = GC.AllocateArray<T>((count * Vector<T>.Count) + (CacheLine / size), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        start = (int)(-address & (CacheLine - 1)) / size;
    }

    /// <summary>All vectors.</summary>
    public Span<Vector<T>> Span => MemoryMarshal.Cast<T, Vector<T>>(memory.AsSpan(start, count * Vector<T>.Count));

    /// <summary>The first of them.</summary>
    public ref Vector<T> First => ref Unsafe.As<T, Vector<T>>(ref memory[start]);
}
