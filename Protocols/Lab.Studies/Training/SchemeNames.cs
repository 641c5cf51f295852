using Lab.Models.HardwareInTheLoop;

namespace Lab.Studies.Training;

/// <summary>Training schemes as reports name them.</summary>
internal static class SchemeNames
{
    /// <summary>A scheme in words.</summary>
    public static string NameOf(TrainingScheme scheme) => scheme switch
    {
        TrainingScheme.InTheLoop => "in the loop",
        TrainingScheme.OutputSubstitution => "output substitution",
        TrainingScheme.OffChip => "off chip",
        TrainingScheme.NoiseInjection => "noise injection",
        TrainingScheme.SharpnessAware => "sharpness aware",
        _ => throw new InvalidOperationException($"Bug in Lab: no name for the scheme {scheme}."),
    };
}
