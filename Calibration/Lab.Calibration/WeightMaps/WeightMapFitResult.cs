namespace Lab.Calibration.WeightMaps;

/// <summary>A fitted map and how well it fits.</summary>
/// <param name="Map">The map.</param>
/// <param name="ReducedChiSquare">χ² over its degrees of freedom; near 1 where the map explains the weights within their
/// uncertainties.</param>
public sealed record WeightMapFitResult(WeightMap Map, double ReducedChiSquare);
