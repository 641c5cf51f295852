namespace Lab.Calibration.WeightMaps;

/// <summary>A fitted map and how well it fits.</summary>
/// <param name="Map">The map.</param>
/// <param name="ReducedChiSquare">χ² over its degrees of freedom; near 1 where the map explains the weights within their
/// uncertainties.</param>
/// <param name="Freedom">Degrees of freedom.</param>
/// <param name="NoiseProbability">Probability that noise alone would leave residuals as much alike from one setting of the
/// currents to the next as these, the least of all tones; near 0 where something drifted, or the model bends another way.</param>
public sealed record WeightMapFitResult(WeightMap Map, double ReducedChiSquare, int Freedom, double NoiseProbability);
