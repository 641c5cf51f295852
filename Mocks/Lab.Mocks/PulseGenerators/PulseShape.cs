namespace Lab.Mocks.PulseGenerators;

/// <summary>The pulse that a generator is set to.</summary>
/// <param name="Volts">Its height, V.</param>
/// <param name="WidthSeconds">Its width, s.</param>
/// <param name="DelaySeconds">From the trigger to its leading edge, s.</param>
internal readonly record struct PulseShape(double Volts, double WidthSeconds, double DelaySeconds);
