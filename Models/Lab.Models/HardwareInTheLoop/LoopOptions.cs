namespace Lab.Models.HardwareInTheLoop;

/// <summary>What a training in the loop may be told beside its scheme. Sizes are in units of the parameters' scales.</summary>
/// <param name="LargestDerivative">Each derivative is held within it, of either sign.</param>
/// <param name="InjectedNoise">Of <see cref="TrainingScheme.NoiseInjection"/>: standard deviation of what the parameters are
/// moved by.</param>
/// <param name="UphillStep">Of <see cref="TrainingScheme.SharpnessAware"/>: how far uphill the derivatives are taken, ρ.</param>
/// <param name="Seed">Seed of what is injected.</param>
public sealed record LoopOptions(
    double LargestDerivative = double.PositiveInfinity, double InjectedNoise = 0.1, double UphillStep = 0.05, ulong Seed = 1);
