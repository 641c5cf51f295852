namespace Lab.Models.StochasticOscillators;

/// <summary>The powers of the step with which the errors of a solver fall, for noise that does not depend on the
/// state.</summary>
/// <param name="Strong">Of the error along one Brownian path.</param>
/// <param name="Weak">Of the error of means over all paths.</param>
/// <param name="NoiseFree">Of the error without noise.</param>
public readonly record struct SolverOrder(double Strong, double Weak, double NoiseFree);
