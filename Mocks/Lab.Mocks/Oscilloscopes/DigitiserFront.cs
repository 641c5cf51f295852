namespace Lab.Mocks.Oscilloscopes;

/// <summary>The front end and converter of a digitiser.</summary>
/// <param name="Bits">Bits of its converter.</param>
/// <param name="BandwidthHertz">Its −3 dB bandwidth, Hz.</param>
/// <param name="RelativeNoise">Noise that goes with the range, as a part of it.</param>
internal sealed record DigitiserFront(int Bits, double BandwidthHertz, double RelativeNoise);
