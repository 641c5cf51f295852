namespace Lab.Calibration.WeightMaps;

/// <summary>Currents for wanted weights, and how near they come.</summary>
/// <param name="Amperes">The currents, A, shape [line].</param>
/// <param name="Weights">The weights that they give, V/W, shape [tone].</param>
/// <param name="Distance">Distance of these from the wanted ones, V/W.</param>
public sealed record WeightChoice(double[] Amperes, double[] Weights, double Distance);
