using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>Euler's method.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct EulerStep : ILogisticStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move<TVector, T>(
        LogisticRates<T> rates, TVector state, TVector push, out TVector next, out TVector byState, out TVector byPush)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        rates.Change(state, push, out TVector change, out byState, out byPush);
        byState += TVector.All(T.One);
        next = LogisticRates<T>.Hold(state + change, ref byState, ref byPush);
    }
}
