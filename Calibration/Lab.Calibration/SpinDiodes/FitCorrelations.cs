namespace Lab.Calibration.SpinDiodes;

/// <summary>How the parameters of a fit depend on each other.</summary>
/// <param name="Names">The parameters.</param>
/// <param name="Coefficients">Their correlation coefficients, −1 to 1, symmetric with ones on the diagonal, shape
/// [parameter][parameter].</param>
public sealed record FitCorrelations(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<double>> Coefficients);
