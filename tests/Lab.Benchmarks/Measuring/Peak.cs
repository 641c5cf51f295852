using System.Diagnostics;
using System.Numerics;

namespace Lab.Benchmarks.Measuring;

/// <summary>How fast one thread can be.</summary>
internal static class Peak
{
    /// <summary>Multiply-adds on registers in 10⁹ operations a second: ten chains, more than their latency needs; the best of several
    /// tries.</summary>
    public static double GigaflopsOfOneThread()
    {
        const int loops = 2_000_000;
        const int chains = 10;
        double best = double.PositiveInfinity;
        for (int attempt = 0; attempt < 20; attempt++)
        {
            long started = Stopwatch.GetTimestamp();
            Vector<float> sum = MultiplyAdd(loops);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            best = float.IsNaN(sum[0]) ? best : Math.Min(best, seconds);
        }

        return 2.0 * chains * loops * Vector<float>.Count / best / 1e9;
    }

    private static Vector<float> MultiplyAdd(int loops)
    {
        var factor = new Vector<float>(0.999f);
        var start = new Vector<float>(0.5f);
        (Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d, Vector<float> e) = (start, start, start, start, start);
        (Vector<float> f, Vector<float> g, Vector<float> h, Vector<float> i, Vector<float> j) = (start, start, start, start, start);
        for (int loop = 0; loop < loops; loop++)
        {
            a = Vector.FusedMultiplyAdd(a, factor, start);
            b = Vector.FusedMultiplyAdd(b, factor, start);
            c = Vector.FusedMultiplyAdd(c, factor, start);
            d = Vector.FusedMultiplyAdd(d, factor, start);
            e = Vector.FusedMultiplyAdd(e, factor, start);
            f = Vector.FusedMultiplyAdd(f, factor, start);
            g = Vector.FusedMultiplyAdd(g, factor, start);
            h = Vector.FusedMultiplyAdd(h, factor, start);
            i = Vector.FusedMultiplyAdd(i, factor, start);
            j = Vector.FusedMultiplyAdd(j, factor, start);
        }

        return a + b + c + d + e + f + g + h + i + j;
    }
}
