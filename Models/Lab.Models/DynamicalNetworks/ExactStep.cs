using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The solution while the push stays: with A = p − a, B = p + aQ and u = −A, x' = x/G where G = e^u + x·B·φ(u) and
/// φ(u) = (e^u − 1)/u.</summary>
/// <remarks>∂x'/∂x = e^u/G², ∂x'/∂p = x/G²·(e^u − x(φ − B·φ')).</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ExactStep : ILogisticStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move<TVector, T>(
        LogisticRates<T> rates, TVector state, TVector push, out TVector next, out TVector byState, out TVector byPush)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Exponential<TVector, T>(
            TVector.All(rates.Relaxation) - push, out TVector exponential, out TVector phi, out TVector phiSlope);
        TVector bend = push + TVector.All(rates.Nonlinearity);
        TVector inverse = TVector.All(T.One) / TVector.MultiplyAdd(state * bend, phi, exponential);
        TVector square = inverse * inverse;
        byState = square * exponential;
        byPush = square * state * (exponential - (state * (phi - (bend * phiSlope))));
        next = LogisticRates<T>.Hold(state * inverse, ref byState, ref byPush);
    }

    // e^u, φ(u) and φ'(u); below u = 1/2 by the series φ = Σ u^k/(k + 1)!, where the quotients lose digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exponential<TVector, T>(TVector u, out TVector exponential, out TVector phi, out TVector phiSlope)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const double largest = 60; // x' is then below e^−60 of x
        TVector one = TVector.All(T.One);
        u = TVector.Min(LaneMath.All<TVector, T>(largest), u);
        exponential = TVector.Exp(u);
        TVector inverse = one / u;
        phi = (exponential - one) * inverse;
        phiSlope = (exponential - phi) * inverse;
        TVector phiSeries = default;
        TVector slopeSeries = default;
        foreach (T coefficient in Series<T>.Coefficients)
        {
            slopeSeries = TVector.MultiplyAdd(slopeSeries, u, phiSeries);
            phiSeries = TVector.MultiplyAdd(phiSeries, u, TVector.All(coefficient));
        }

        TVector half = LaneMath.All<TVector, T>(0.5);
        TVector size = TVector.Max(u, -u);
        phi = TVector.IfLess(size, half, phiSeries, phi);
        phiSlope = TVector.IfLess(size, half, slopeSeries, phiSlope);
    }

    private static class Series<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>1/(k + 1)! from the highest k that counts down to 0.</summary>
        public static readonly T[] Coefficients = [.. Enumerable.Range(0, typeof(T) == typeof(float) ? 8 : 14).Reverse()
            .Select(k => T.CreateChecked(1 / MathNet.Numerics.SpecialFunctions.Factorial(k + 1)))];
    }
}
