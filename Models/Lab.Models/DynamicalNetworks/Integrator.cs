namespace Lab.Models.DynamicalNetworks;

/// <summary>How the equation of a neuron is stepped through the time of one input, in which its drive stays as it is.</summary>
public enum Integrator
{
    /// <summary>Euler's method, first order; Plouet's.</summary>
    Euler,

    /// <summary>The classical method of Runge and Kutta, fourth order.</summary>
    RungeKutta4,

    /// <summary>The solution itself: for an auto-oscillator that of the logistic equation, for a continuous-time neuron the
    /// exponential.</summary>
    Exact,
}
