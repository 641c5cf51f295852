using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators.Solvers;

/// <summary>The right-hand side of the equation, without drive and noise, times the step.</summary>
internal static class OscillatorDrift
{
    /// <summary>Rates times the step.</summary>
    public static StepCoefficients<double> Coefficients(OscillatorRates rates, double stepSeconds) => new(
        rates.GainPerSecond * stepSeconds,
        -rates.SaturationPerSecond * stepSeconds,
        rates.DetuningPerSecond * stepSeconds,
        rates.ShiftPerSecond * stepSeconds);

    /// <summary>Growth and turn of an amplitude of a power: A − B·p and δ + κ·p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> RateAt<TVector, T>(StepCoefficients<TVector> coefficients, TVector power)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
            TVector.MultiplyAdd(coefficients.Bend, power, coefficients.Growth),
            TVector.MultiplyAdd(coefficients.Shift, power, coefficients.Turn));

    /// <summary>The change of an amplitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ComplexLanes<TVector, T> At<TVector, T>(
        StepCoefficients<TVector> coefficients, ComplexLanes<TVector, T> amplitude)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            RateAt<TVector, T>(coefficients, amplitude.Power) * amplitude;
}
