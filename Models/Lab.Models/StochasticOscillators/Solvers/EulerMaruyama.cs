using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators.Solvers;

/// <summary>The method of Euler and Maruyama (Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, 1992,
/// ch. 10.2); the thesis oscillator needs steps of 0.1 ns with it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct EulerMaruyama : IOscillatorSolver
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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            amplitude + OscillatorDrift.At(coefficients, amplitude) + input.Before + input.Noise;
}
