namespace Lab.Models.SignalAnalysis;

/// <summary>Takes the jumps of whole turns out of phases.</summary>
public static class Unwrapping
{
    /// <summary>Adds whole turns, so that no phase differs from the one before by more than half a turn.</summary>
    /// <param name="phases">The phases in rad, in their order; changed in place.</param>
    public static void Unwrap(Span<double> phases)
    {
        for (int i = 1; i < phases.Length; i++)
        {
            phases[i] = phases[i - 1] + Math.IEEERemainder(phases[i] - phases[i - 1], Math.Tau);
        }
    }
}
