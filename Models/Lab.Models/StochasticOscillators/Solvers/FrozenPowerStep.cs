using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators.Solvers;

/// <summary>The exponential of the rates at the power that the step begins with, and then drive and noise: the splitting of Lie
/// and Trotter. It never diverges.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct FrozenPowerStep : IOscillatorSolver
{
    /// <inheritdoc/>
    public static SolverOrder Order => new(Strong: 1, Weak: 1, NoiseFree: 1);

    /// <inheritdoc/>
    public static StepCoefficients<double> Coefficients(OscillatorRates rates, double stepSeconds) =>
        OscillatorDrift.Coefficients(rates, stepSeconds);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> Step<TVector, T>(
        StepCoefficients<TVector> coefficients, ComplexLanes<TVector, T> amplitude, StepInput<TVector, T> input)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ComplexLanes<TVector, T> rate = OscillatorDrift.RateAt<TVector, T>(coefficients, amplitude.Power);
        return (ComplexLanes<TVector, T>.Exp(rate.Real, rate.Imaginary) * amplitude) + input.Before + input.Noise;
    }
}
