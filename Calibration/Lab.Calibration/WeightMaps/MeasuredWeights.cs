namespace Lab.Calibration.WeightMaps;

/// <summary>The weights of a chain at one setting of the currents.</summary>
/// <param name="Amperes">Currents in the lines, A, shape [line].</param>
/// <param name="Weights">Weight of each tone, V/W, shape [tone].</param>
public sealed record MeasuredWeights(double[] Amperes, Estimate[] Weights);
