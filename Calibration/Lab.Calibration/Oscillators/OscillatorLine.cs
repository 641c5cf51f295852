namespace Lab.Calibration.Oscillators;

/// <summary>The line of a free oscillator at a current.</summary>
/// <param name="Amperes">The current, A.</param>
/// <param name="Hertz">Its frequency, Hz.</param>
/// <param name="WidthHertz">Full width at half maximum, Hz.</param>
/// <param name="Power">Its power, V².</param>
public sealed record OscillatorLine(double Amperes, Estimate Hertz, Estimate WidthHertz, Estimate Power);
