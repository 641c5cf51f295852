using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators.Solvers;

/// <summary>The method of Heun: a step of Euler and Maruyama, and the mean of the changes at both ends (Kloeden and Platen, 1992,
/// ch. 15.1, for additive noise); the thesis oscillator needs steps of at most 2 ns.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct StochasticHeun : IOscillatorSolver
{
    /// <inheritdoc/>
    public static SolverOrder Order => new(Strong: 1, Weak: 2, NoiseFree: 2);

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
        ComplexLanes<TVector, T> first = OscillatorDrift.At(coefficients, amplitude) + input.Before;
        ComplexLanes<TVector, T> last = OscillatorDrift.At(coefficients, amplitude + first + input.Noise) + input.After;
        return amplitude + (first + last).Half() + input.Noise;
    }
}
