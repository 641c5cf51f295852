using Lab.Calibration.Twins;

namespace Lab.Workbench.Twins;

/// <summary>A measured spectrum beside that of the fitted twin.</summary>
/// <param name="Measured">The measured one.</param>
/// <param name="Twin">That of the twin, at the same set-points.</param>
/// <param name="Residuals">Their difference without the walk of the offset, V, one for each point.</param>
/// <param name="ChiSquare">χ² per degree of freedom; near 1 where they differ by noise alone.</param>
public sealed record SpectrumComparison(
    MeasuredSpectrum Measured, MeasuredSpectrum Twin, IReadOnlyList<double> Residuals, double ChiSquare);
