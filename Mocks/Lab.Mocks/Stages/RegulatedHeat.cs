namespace Lab.Mocks.Stages;

/// <summary>The power of a heater whose controller looks at a thermometer all the time.</summary>
/// <param name="WattsAt">The power, W, by time, s, and temperature, K. The times of its calls never go back.</param>
public sealed record RegulatedHeat(Func<double, double, double> WattsAt) : Signal;
