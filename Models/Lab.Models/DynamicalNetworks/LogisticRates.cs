using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The equation dx/dt = x·(p − a − x·(p + aQ)) of an oscillator's power under a push p,
/// all rates times the time of a step.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
/// <param name="Relaxation">a.</param>
/// <param name="Nonlinearity">aQ.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LogisticRates<T>(T Relaxation, T Nonlinearity)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The change of x in a short step, and its derivatives by x and by the push.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Change<TVector>(TVector state, TVector push, out TVector change, out TVector byState, out TVector byPush)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector bend = push + TVector.All(Nonlinearity);
        TVector rate = TVector.MultiplyAdd(-state, bend, push - TVector.All(Relaxation));
        change = state * rate;
        byState = TVector.MultiplyAdd(-state, bend, rate);
        byPush = TVector.MultiplyAdd(-state, state, state);
    }

    /// <summary>Holds a state within 0 and 1. At its bounds nothing moves it: its derivatives are zero there.</summary>
    /// <remarks>A state that is held at 0 stays there, and the slope 1 + r of the equation at 0, through which nothing can be
    /// learned, would only let the derivatives of long sequences grow beyond all bounds.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Hold<TVector>(TVector free, ref TVector byState, ref TVector byPush)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector next = LaneMath.Clamp01<TVector, T>(free);
        TVector inside = TVector.MultiplyAdd(-next, next, next);
        byState = TVector.IfPositive(inside, byState);
        byPush = TVector.IfPositive(inside, byPush);
        return next;
    }
}
