using Lab.Models.Training.Schemes;

namespace Lab.Models.HardwareInTheLoop;

/// <summary>From the name of a scheme, as settings have it, to the scheme.</summary>
public static class TrainingSchemes
{
    /// <summary>Whether the bench is measured while the training goes on.</summary>
    public static bool MeasuresTheBench(this TrainingScheme scheme) =>
        scheme is TrainingScheme.InTheLoop or TrainingScheme.OutputSubstitution;

    /// <summary>Makes a scheme.</summary>
    /// <param name="scheme">Its name.</param>
    /// <param name="strength">Of a remedy, in units of the parameters' scales: standard deviation of the injected noise, or
    /// distance uphill.</param>
    /// <param name="seed">Seed of what is random in it.</param>
    public static ITrainingScheme Create(this TrainingScheme scheme, double strength, ulong seed) => scheme switch
    {
        TrainingScheme.InTheLoop => new InTheLoop(),
        TrainingScheme.OutputSubstitution => new OutputSubstitution(),
        TrainingScheme.OffChip => new OffChip(),
        TrainingScheme.NoiseInjection => new NoiseInjection(strength, seed),
        TrainingScheme.SharpnessAware => new SharpnessAware(strength),
        _ => throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "There is no such scheme."),
    };
}
