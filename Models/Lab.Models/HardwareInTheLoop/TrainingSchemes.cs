namespace Lab.Models.HardwareInTheLoop;

/// <summary>What the schemes have in common.</summary>
public static class TrainingSchemes
{
    /// <summary>Whether the bench is measured while the training goes on.</summary>
    public static bool MeasuresTheBench(this TrainingScheme scheme) =>
        scheme is TrainingScheme.InTheLoop or TrainingScheme.OutputSubstitution;
}
