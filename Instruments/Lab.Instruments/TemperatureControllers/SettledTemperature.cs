using Lab.Quantities;

namespace Lab.Instruments.TemperatureControllers;

/// <summary>A temperature that stayed within its tolerance for the whole dwell.</summary>
/// <param name="Temperature">The mean of the readings of the dwell.</param>
/// <param name="Scatter">The largest distance of one of them from the set-point.</param>
/// <param name="Took">The time from the command to the end of the dwell.</param>
public readonly record struct SettledTemperature(Temperature Temperature, Temperature Scatter, Duration Took);
