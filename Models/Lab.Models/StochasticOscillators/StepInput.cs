using System.Numerics;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators;

/// <summary>The drive and the noise of one step.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
/// <typeparam name="T">Single or double precision.</typeparam>
/// <param name="before">The drive at the start of the step, times its length.</param>
/// <param name="after">The drive at its end, times its length.</param>
/// <param name="noise">How far the noise alone takes the amplitude in it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly struct StepInput<TVector, T>(
    ComplexLanes<TVector, T> before, ComplexLanes<TVector, T> after, ComplexLanes<TVector, T> noise)
    where TVector : unmanaged, ILanes<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The drive at the start of the step, times its length.</summary>
    public ComplexLanes<TVector, T> Before { get; } = before;

    /// <summary>The drive at its end, times its length.</summary>
    public ComplexLanes<TVector, T> After { get; } = after;

    /// <summary>How far the noise alone takes the amplitude in it.</summary>
    public ComplexLanes<TVector, T> Noise { get; } = noise;
}
