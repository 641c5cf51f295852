namespace Lab.Models.StochasticOscillators;

/// <summary>Four numbers that a solver computes once from rates and step, and uses in each step.</summary>
/// <typeparam name="T">A number, or a vector with one for each oscillator.</typeparam>
/// <param name="Growth">How the amplitude grows.</param>
/// <param name="Bend">How the power bends the growth.</param>
/// <param name="Turn">How the phase turns, rad.</param>
/// <param name="Shift">How the power turns the phase, rad.</param>
public readonly record struct StepCoefficients<T>(T Growth, T Bend, T Turn, T Shift)
    where T : struct;
