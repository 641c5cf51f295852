using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.VortexOscillators;
using Lab.Quantities;

namespace Lab.Benchmarks.Vortices;

/// <summary>The two-dimensional Thiele equation of the same device by the fourth-order method of Runge and Kutta, many nodes in
/// the lanes of a vector: dc/dt = (α + iω₀(1 + κ|c|²))c + β|c|²c.</summary>
internal static class ThieleMotion
{
    /// <summary>The amplitudes at the end of nodes.</summary>
    /// <param name="oscillator">The oscillator, whose n is 2.</param>
    /// <param name="currents">Currents over J_c1; as many as there are lanes, or a multiple. Receives the amplitudes.</param>
    /// <param name="amplitude">The amplitude at the beginning.</param>
    /// <param name="seconds">The time of a node.</param>
    /// <param name="steps">Steps of a node.</param>
    public static void Advance(VortexOscillator oscillator, Span<double> currents, double amplitude, double seconds, int steps)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Advance<Lanes512<double>>(oscillator, currents, amplitude, seconds / steps, steps);
        }
        else
        {
            Advance<Lanes256<double>>(oscillator, currents, amplitude, seconds / steps, steps);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Advance<TVector>(
        VortexOscillator oscillator, Span<double> currents, double amplitude, double step, int steps)
        where TVector : unmanaged, ILanes<TVector, double>
    {
        VortexCoefficients zero = oscillator.Coefficients.At(default);
        VortexCoefficients one = oscillator.Coefficients.At(oscillator.Coefficients.FirstCritical);
        double turn = oscillator.Disk.RestFrequency.RadiansPerSecond * step;
        TVector half = TVector.All(0.5);
        TVector sixth = TVector.All(1.0 / 6);
        TVector two = TVector.All(2);
        for (int at = 0; at < currents.Length; at += TVector.Count)
        {
            ref double place = ref Unsafe.Add(ref MemoryMarshal.GetReference(currents), at);
            TVector growth = TVector.MultiplyAdd(
                TVector.Load(ref place), TVector.All((one.GrowthPerSecond - zero.GrowthPerSecond) * step),
                TVector.All(zero.GrowthPerSecond * step));
            TVector saturation = TVector.All(zero.SaturationPerSecond * step);
            TVector x = TVector.All(amplitude);
            TVector y = TVector.All(0);
            for (int i = 0; i < steps; i++)
            {
                (TVector ax, TVector ay) = Slope(x, y, growth, saturation, turn, oscillator.FrequencyShift);
                (TVector bx, TVector by) = Slope(
                    TVector.MultiplyAdd(half, ax, x), TVector.MultiplyAdd(half, ay, y), growth, saturation, turn,
                    oscillator.FrequencyShift);
                (TVector cx, TVector cy) = Slope(
                    TVector.MultiplyAdd(half, bx, x), TVector.MultiplyAdd(half, by, y), growth, saturation, turn,
                    oscillator.FrequencyShift);
                (TVector dx, TVector dy) = Slope(x + cx, y + cy, growth, saturation, turn, oscillator.FrequencyShift);
                x += sixth * (ax + dx + (two * (bx + cx)));
                y += sixth * (ay + dy + (two * (by + cy)));
            }

            TVector.Store(TVector.Sqrt((x * x) + (y * y)), ref place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector X, TVector Y) Slope<TVector>(
        TVector x, TVector y, TVector growth, TVector saturation, double turn, double shift)
        where TVector : unmanaged, ILanes<TVector, double>
    {
        TVector square = TVector.MultiplyAdd(x, x, y * y);
        TVector real = TVector.MultiplyAdd(saturation, square, growth);
        TVector imaginary = TVector.MultiplyAdd(TVector.All(turn * shift), square, TVector.All(turn));
        return ((real * x) - (imaginary * y), TVector.MultiplyAdd(real, y, imaginary * x));
    }
}
