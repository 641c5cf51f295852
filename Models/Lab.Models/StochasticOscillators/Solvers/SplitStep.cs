using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators.Solvers;

/// <summary>The exact motion without drive and noise over half of the step, drive and noise of all of it, and the exact motion
/// again: the splitting of Strang. It takes steps of 4 ns with the thesis oscillator.</summary>
/// <remarks>Without drive and noise the power follows the logistic equation. With E = e^(2A·dt) − 1 and q = 1 + p·E·B/A the power
/// becomes p(1 + E)/q, and the phase turns by δ·dt + κ·ln q/(2B). Half of the noise before and half after one exact motion would
/// have weak order 1 alone: the motion then sees a quarter of the variance instead of its mean, a half.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly struct SplitStep : IOscillatorSolver
{
    /// <inheritdoc/>
    public static SolverOrder Order => new(Strong: 1, Weak: 2, NoiseFree: 2);

    /// <inheritdoc/>
    public static StepCoefficients<double> Coefficients(OscillatorRates rates, double stepSeconds)
    {
        // E/A, which has a limit at the threshold; both for half of the step.
        double exponent = rates.GainPerSecond * stepSeconds;
        double ratio = Math.Abs(exponent) < 1e-5 ? 1 + (exponent / 2) : double.ExpM1(exponent) / exponent;
        return new StepCoefficients<double>(
            Math.Exp(exponent),
            stepSeconds * ratio * rates.SaturationPerSecond,
            rates.DetuningPerSecond * stepSeconds / 2,
            rates.ShiftPerSecond / (2 * rates.SaturationPerSecond));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> Step<TVector, T>(
        StepCoefficients<TVector> coefficients, ComplexLanes<TVector, T> amplitude, StepInput<TVector, T> input)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ComplexLanes<TVector, T> kicked = Moved(coefficients, amplitude) + (input.Before + input.After).Half() + input.Noise;
        return Moved(coefficients, kicked);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ComplexLanes<TVector, T> Moved<TVector, T>(
        StepCoefficients<TVector> coefficients, ComplexLanes<TVector, T> amplitude)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector q = TVector.MultiplyAdd(coefficients.Bend, amplitude.Power, TVector.All(T.One));
        TVector angle = TVector.MultiplyAdd(coefficients.Shift, TVector.Log(q), coefficients.Turn);
        return ComplexLanes<TVector, T>.Polar(TVector.Sqrt(coefficients.Growth / q), angle) * amplitude;
    }
}
