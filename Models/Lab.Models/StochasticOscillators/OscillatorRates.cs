namespace Lab.Models.StochasticOscillators;

/// <summary>The rates of an auto-oscillator's equation in a turning frame:
/// dc/dt = [A − B·p + i(δ + κ·p)]c + F(t) + noise, p = |c|².</summary>
/// <param name="GainPerSecond">A = Γ_G(ζ − 1), 1/s; negative below the threshold.</param>
/// <param name="SaturationPerSecond">B = Γ_G(ζ + Q), 1/s. Positive.</param>
/// <param name="DetuningPerSecond">δ, the frequency at vanishing power less that of the frame, rad/s.</param>
/// <param name="ShiftPerSecond">κ = Nω₀, the shift of the frequency with the power, rad/s.</param>
/// <param name="NoisePerSecond">D_n: c moves by √D_n·(dW₁ + i·dW₂). Not negative.</param>
public readonly record struct OscillatorRates(
    double GainPerSecond, double SaturationPerSecond, double DetuningPerSecond, double ShiftPerSecond, double NoisePerSecond);
