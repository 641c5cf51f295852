using System.Runtime.CompilerServices;
using Lab.Models.Kernels;

namespace Lab.Models.Randomness;

/// <summary>Many independent streams of random words, drawn as many at once as a vector takes: xoshiro128++ (Blackman and Vigna,
/// doi:10.1145/3460772) for each. The words are the same on every processor.</summary>
internal sealed class WordStreams
{
    private const int Words = 4;

    // [word][stream].
    private readonly AlignedMemory<uint> states;

    /// <summary>Begins the streams.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">The purpose of the numbers.</param>
    /// <param name="first">The number of the first stream.</param>
    /// <param name="row">How many; a multiple of the lanes of the widest vector.</param>
    public WordStreams(ulong seed, string purpose, ulong first, int row)
    {
        Row = row;
        states = new AlignedMemory<uint>(Words * row);
        Restart(seed, purpose, first);
    }

    /// <summary>How many streams.</summary>
    public int Row { get; }

    /// <summary>Begins them anew.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">The purpose of the numbers.</param>
    /// <param name="first">The number of the first stream.</param>
    public void Restart(ulong seed, string purpose, ulong first)
    {
        Span<uint> span = states.Span;
        for (int stream = 0; stream < Row; stream++)
        {
            var random = RandomStream.For(seed, purpose, first + (ulong)stream);
            for (int word = 0; word < Words; word += 2)
            {
                ulong bits = random.NextUInt64();
                span[(word * Row) + stream] = (uint)bits;

                // A state of zeros would stay so.
                span[((word + 1) * Row) + stream] = (uint)(bits >> 32) | 1;
            }
        }
    }

    /// <summary>Takes the states of neighbouring streams out, to draw with <see cref="Next{TWords, TVector}"/>.</summary>
    /// <param name="stream">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TWords A, TWords B, TWords C, TWords D) Take<TWords, TVector>(int stream)
        where TWords : unmanaged, IWordLanes<TWords, TVector>
        where TVector : unmanaged, ILanes<TVector, float>
    {
        ref uint state = ref states.Span[stream];
        return (
            TWords.Load(ref state), TWords.Load(ref Unsafe.Add(ref state, Row)),
            TWords.Load(ref Unsafe.Add(ref state, 2 * Row)), TWords.Load(ref Unsafe.Add(ref state, 3 * Row)));
    }

    /// <summary>Puts the states back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return<TWords, TVector>(int stream, TWords a, TWords b, TWords c, TWords d)
        where TWords : unmanaged, IWordLanes<TWords, TVector>
        where TVector : unmanaged, ILanes<TVector, float>
    {
        ref uint state = ref states.Span[stream];
        TWords.Store(a, ref state);
        TWords.Store(b, ref Unsafe.Add(ref state, Row));
        TWords.Store(c, ref Unsafe.Add(ref state, 2 * Row));
        TWords.Store(d, ref Unsafe.Add(ref state, 3 * Row));
    }

    /// <summary>The next words of neighbouring streams.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Next<TWords, TVector>(ref TWords s0, ref TWords s1, ref TWords s2, ref TWords s3)
        where TWords : unmanaged, IWordLanes<TWords, TVector>
        where TVector : unmanaged, ILanes<TVector, float>
    {
        TWords result = TWords.RotateLeft(s0 + s3, 7) + s0;
        TWords t = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = TWords.RotateLeft(s3, 11);
        return result;
    }
}
