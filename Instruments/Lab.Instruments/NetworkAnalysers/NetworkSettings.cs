using Lab.Quantities;

namespace Lab.Instruments.NetworkAnalysers;

/// <summary>How a network analyser measures.</summary>
/// <param name="Bandwidth">Bandwidth of its receiver. Positive.</param>
/// <param name="Averages">Samples of a measurement, of which the mean is taken; 1 or more.</param>
public sealed record NetworkSettings(Frequency Bandwidth, int Averages);
