namespace Lab.Calibration.SpinDiodes;

/// <summary>A line that a search tries.</summary>
/// <param name="ResonanceHertz">Its resonance.</param>
/// <param name="LinewidthHertz">Its half width at half maximum.</param>
/// <param name="Symmetric">The best βξ_S.</param>
/// <param name="Antisymmetric">The best βξ_A.</param>
/// <param name="Gain">By how much it lowers the sum of squares of whitened readings, in V².</param>
internal sealed record SearchNode(
    double ResonanceHertz, double LinewidthHertz, double Symmetric, double Antisymmetric, double Gain);
