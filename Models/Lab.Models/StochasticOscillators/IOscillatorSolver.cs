using System.Numerics;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators;

/// <summary>A method that takes auto-oscillators through one step of time, with drive and noise; many at once, one in each lane
/// of a vector.</summary>
/// <remarks>It knows no random numbers: the noise of a step comes from a <see cref="BrownianPath"/>. A solver is a struct, for
/// which the loop around it is compiled; <c>OscillatorSolverTests</c> measures the orders that it states.</remarks>
public interface IOscillatorSolver
{
    /// <summary>How fast its errors fall with the step.</summary>
    static abstract SolverOrder Order { get; }

    /// <summary>Computes once what all steps need.</summary>
    /// <param name="rates">The rates of the oscillator.</param>
    /// <param name="stepSeconds">The step, s.</param>
    static abstract StepCoefficients<double> Coefficients(OscillatorRates rates, double stepSeconds);

    /// <summary>One step.</summary>
    /// <param name="coefficients">The coefficients, one oscillator in each lane.</param>
    /// <param name="amplitude">The amplitudes at the start.</param>
    /// <param name="input">Drive and noise.</param>
    /// <returns>The amplitudes at the end.</returns>
    static abstract ComplexLanes<TVector, T> Step<TVector, T>(
        StepCoefficients<TVector> coefficients, ComplexLanes<TVector, T> amplitude, StepInput<TVector, T> input)
        where TVector : unmanaged, ILanes<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
