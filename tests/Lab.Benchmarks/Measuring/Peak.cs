using System.Diagnostics;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;

namespace Lab.Benchmarks.Measuring;

/// <summary>How fast one thread can be.</summary>
internal static class Peak
{
    /// <summary>Bits of the widest vectors.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512 : 256;

    /// <summary>Multiply-adds on registers in 10⁹ operations a second: ten chains, more than their latency needs; the best of
    /// several tries.</summary>
    public static double GigaflopsOfOneThread() =>
        Vector512.IsHardwareAccelerated ? Measure<Lanes512<float>>() : Measure<Lanes256<float>>();

    private static double Measure<TVector>()
        where TVector : unmanaged, ILanes<TVector, float>
    {
        const int loops = 2_000_000;
        const int chains = 10;
        double best = double.PositiveInfinity;
        for (int attempt = 0; attempt < 20; attempt++)
        {
            long started = Stopwatch.GetTimestamp();
            float sum = TVector.Sum(MultiplyAdd<TVector>(loops));
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            best = float.IsNaN(sum) ? best : Math.Min(best, seconds);
        }

        return 2.0 * chains * loops * TVector.Count / best / 1e9;
    }

    private static TVector MultiplyAdd<TVector>(int loops)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        var factor = TVector.All(0.999f);
        var start = TVector.All(0.5f);
        (TVector a, TVector b, TVector c, TVector d, TVector e) = (start, start, start, start, start);
        (TVector f, TVector g, TVector h, TVector i, TVector j) = (start, start, start, start, start);
        for (int loop = 0; loop < loops; loop++)
        {
            a = TVector.MultiplyAdd(a, factor, start);
            b = TVector.MultiplyAdd(b, factor, start);
            c = TVector.MultiplyAdd(c, factor, start);
            d = TVector.MultiplyAdd(d, factor, start);
            e = TVector.MultiplyAdd(e, factor, start);
            f = TVector.MultiplyAdd(f, factor, start);
            g = TVector.MultiplyAdd(g, factor, start);
            h = TVector.MultiplyAdd(h, factor, start);
            i = TVector.MultiplyAdd(i, factor, start);
            j = TVector.MultiplyAdd(j, factor, start);
        }

        return a + b + c + d + e + f + g + h + i + j;
    }
}
