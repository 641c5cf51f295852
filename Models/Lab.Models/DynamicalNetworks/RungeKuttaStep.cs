using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The method of Runge and Kutta of fourth order; derivatives by the chain rule through its four changes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RungeKuttaStep : ILogisticStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move<TVector, T>(
        LogisticRates<T> rates, TVector state, TVector push, out TVector next, out TVector byState, out TVector byPush)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TVector.All(T.One);
        TVector half = LaneMath.All<TVector, T>(0.5);
        rates.Change(state, push, out TVector change1, out TVector byState1, out TVector byPush1);
        rates.Change(
            TVector.MultiplyAdd(half, change1, state), push, out TVector change2, out TVector slope, out TVector byPush2);
        TVector byState2 = slope * TVector.MultiplyAdd(half, byState1, one);
        byPush2 = TVector.MultiplyAdd(slope, half * byPush1, byPush2);
        rates.Change(TVector.MultiplyAdd(half, change2, state), push, out TVector change3, out slope, out TVector byPush3);
        TVector byState3 = slope * TVector.MultiplyAdd(half, byState2, one);
        byPush3 = TVector.MultiplyAdd(slope, half * byPush2, byPush3);
        rates.Change(state + change3, push, out TVector change4, out slope, out TVector byPush4);
        TVector byState4 = slope * (one + byState3);
        byPush4 = TVector.MultiplyAdd(slope, byPush3, byPush4);
        byState = Mean<TVector, T>(one, byState1, byState2 + byState3, byState4);
        byPush = Mean<TVector, T>(default, byPush1, byPush2 + byPush3, byPush4);
        next = LogisticRates<T>.Hold(Mean<TVector, T>(state, change1, change2 + change3, change4), ref byState, ref byPush);
    }

    // The inner changes count twice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Mean<TVector, T>(TVector start, TVector first, TVector inner, TVector last)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            TVector.MultiplyAdd(LaneMath.All<TVector, T>(1.0 / 6), first + inner + inner + last, start);
}
