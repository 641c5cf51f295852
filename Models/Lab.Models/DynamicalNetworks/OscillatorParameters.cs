using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>One auto-oscillator with a high-pass: dx/dt = −a(1 + Qx)x + gI(1 − x)x, dy/dt = −2πf·y + dx/dt, where x is its
/// normalised power, I its drive and y its output (Plouet 2025, Eqs. 1 to 3).</summary>
/// <param name="RelaxationPerNanosecond">a in 1/ns; positive.</param>
/// <param name="Nonlinearity">Q, above −1.</param>
/// <param name="Gain">g; positive.</param>
/// <param name="FixedDrive">Drive without any input, in 1/ns.</param>
/// <param name="CutOff">f, frequency of the high-pass.</param>
public sealed record OscillatorParameters(
    double RelaxationPerNanosecond, double Nonlinearity, double Gain, double FixedDrive, Frequency CutOff)
{
    /// <summary>Eq. 2, dx/dt = −γx + I·x(1 − x), with a fixed drive of 2γ that keeps the neuron at x = 1/2.</summary>
    /// <param name="relaxationTime">τ = 1/γ; positive.</param>
    /// <param name="cutOff">Frequency of the high-pass.</param>
    public static OscillatorParameters Normalised(Duration relaxationTime, Frequency cutOff)
    {
        double gamma = 1e-9 / relaxationTime.Seconds;
        return new OscillatorParameters(gamma, Nonlinearity: 0, Gain: 1, 2 * gamma, cutOff);
    }

    /// <summary>Eq. 1, dx/dt = −2(γ(1 + Qx) − σI(1 − x))x, with the fixed drive that keeps the neuron at x = 1/2.</summary>
    /// <param name="relaxationTime">1/γ; positive.</param>
    /// <param name="nonlinearity">Q, above −1.</param>
    /// <param name="spinTorque">σ; positive.</param>
    /// <param name="cutOff">Frequency of the high-pass.</param>
    public static OscillatorParameters General(Duration relaxationTime, double nonlinearity, double spinTorque, Frequency cutOff)
    {
        double gamma = 1e-9 / relaxationTime.Seconds;
        return new OscillatorParameters(2 * gamma, nonlinearity, 2 * spinTorque, gamma * (2 + nonlinearity) / spinTorque, cutOff);
    }
}
