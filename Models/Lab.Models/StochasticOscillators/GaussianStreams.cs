using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.Randomness;

namespace Lab.Models.StochasticOscillators;

/// <summary>Many independent streams of pairs of normal numbers in single precision, drawn as many at once as a vector takes:
/// xoshiro128++ (Blackman and Vigna, doi:10.1145/3460772) for each, and the method of Box and Muller.</summary>
/// <remarks>The uniform numbers are the same on every processor; the normal ones differ in the last bits between widths of
/// vectors. The largest is 5.9, as often as once in 3·10⁷.</remarks>
internal sealed class GaussianStreams
{
    private const float Unit = 1f / (1 << 24);
    private const float RootHalf = 0.70710678f;

    private readonly WordStreams streams;

    /// <summary>Begins the streams.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="purpose">The purpose of the numbers.</param>
    /// <param name="first">The number of the first stream.</param>
    /// <param name="row">How many; a multiple of the lanes of the widest vector.</param>
    public GaussianStreams(ulong seed, string purpose, ulong first, int row) => streams = new(seed, purpose, first, row);

    /// <summary>Draws.</summary>
    /// <param name="pairs">Receives the numbers, shape [draw · 2 · stream].</param>
    /// <param name="scale">Their standard deviation.</param>
    public void Fill(Span<float> pairs, float scale)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Fill<Words512, Lanes512<float>>(pairs, scale);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Fill<Words256, Lanes256<float>>(pairs, scale);
        }
        else
        {
            Fill<ScalarWord, ScalarLane<float>>(pairs, scale);
        }
    }

    /// <summary>The same with a width of vectors that is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Fill<TWords, TVector>(Span<float> pairs, float scale)
        where TWords : unmanaged, IWordLanes<TWords, TVector>
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int row = streams.Row;
        for (int draw = 0; draw < pairs.Length / (2 * row); draw++)
        {
            ref float first = ref pairs[draw * 2 * row];
            for (int stream = 0; stream < row; stream += TVector.Count)
            {
                (TWords a, TWords b, TWords c, TWords d) = streams.Take<TWords, TVector>(stream);
                TWords forRadius = WordStreams.Next<TWords, TVector>(ref a, ref b, ref c, ref d);
                TWords forAngle = WordStreams.Next<TWords, TVector>(ref a, ref b, ref c, ref d);
                streams.Return<TWords, TVector>(stream, a, b, c, d);
                TVector radius = Radius<TWords, TVector>(forRadius) * TVector.All(scale * RootHalf);
                (TVector cosine, TVector sine) = OnCircle<TWords, TVector>(forAngle);
                ref float real = ref Unsafe.Add(ref first, stream);
                TVector.Store(radius * cosine, ref real);
                TVector.Store(radius * sine, ref Unsafe.Add(ref real, row));
            }
        }
    }

    // √(−2 ln u) of u from 2⁻²⁵ to 1; ln of the mantissa by a polynomial fitted at Chebyshev's nodes, within 4e-8.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Radius<TWords, TVector>(TWords words)
        where TWords : unmanaged, IWordLanes<TWords, TVector>
        where TVector : unmanaged, ILanes<TVector, float>
    {
        TVector uniform = TVector.MultiplyAdd(TWords.ToSingle(words >>> 8), TVector.All(Unit), TVector.All(Unit / 2));
        TWords bits = TWords.BitsOf(uniform);
        TVector exponent = TWords.ToSingle(bits >>> 23) - TVector.All(127f);
        TVector t = TWords.AsSingle((bits & TWords.All(0x7FFFFF)) | TWords.All(0x3F800000)) - TVector.All(1.5f);
        TVector log = TVector.MultiplyAdd(t, TVector.All(-0.00615147f), TVector.All(0.01024383f));
        log = TVector.MultiplyAdd(t, log, TVector.All(-0.01433834f));
        log = TVector.MultiplyAdd(t, log, TVector.All(0.02596733f));
        log = TVector.MultiplyAdd(t, log, TVector.All(-0.04940962f));
        log = TVector.MultiplyAdd(t, log, TVector.All(0.09879175f));
        log = TVector.MultiplyAdd(t, log, TVector.All(-0.22222137f));
        log = TVector.MultiplyAdd(t, log, TVector.All(0.66666617f));
        log = TVector.MultiplyAdd(t, log, TVector.All(0.4054651f));
        log = TVector.MultiplyAdd(exponent, TVector.All(0.69314718f), log);
        return TVector.Sqrt(TVector.Max(log * TVector.All(-2f), TVector.All(0f)));
    }

    // A point of the circle of radius √2: two bits for the quadrant, 24 for the angle in it, whose sine and cosine are those of
    // an angle within ±π/4 (Taylor, within 3e-7), turned by π/4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Cosine, TVector Sine) OnCircle<TWords, TVector>(TWords words)
        where TWords : unmanaged, IWordLanes<TWords, TVector>
        where TVector : unmanaged, ILanes<TVector, float>
    {
        const float quarter = MathF.PI / 2;
        TVector angle = TVector.MultiplyAdd(
            TWords.ToSingle((words << 2) >>> 8), TVector.All(Unit * quarter), TVector.All(((Unit / 2) - 0.5f) * quarter));
        TVector square = angle * angle;
        TVector sine = TVector.MultiplyAdd(square, TVector.All(-1f / 5040), TVector.All(1f / 120));
        sine = TVector.MultiplyAdd(square, sine, TVector.All(-1f / 6));
        sine = TVector.MultiplyAdd(square, sine, TVector.All(1f)) * angle;
        TVector cosine = TVector.MultiplyAdd(square, TVector.All(1f / 40320), TVector.All(-1f / 720));
        cosine = TVector.MultiplyAdd(square, cosine, TVector.All(1f / 24));
        cosine = TVector.MultiplyAdd(square, cosine, TVector.All(-0.5f));
        cosine = TVector.MultiplyAdd(square, cosine, TVector.All(1f));
        TWords sign = TWords.All(0x80000000);
        return (
            TWords.AsSingle(TWords.BitsOf(cosine - sine) ^ (words & sign)),
            TWords.AsSingle(TWords.BitsOf(cosine + sine) ^ ((words << 1) & sign)));
    }
}
