using Lab.Quantities;

namespace Lab.Protocols.SequentialDigits;

/// <summary>One training of a run.</summary>
/// <param name="PixelTime">Time of a pixel.</param>
/// <param name="Density">Share of the weights between and within layers that are there.</param>
/// <param name="AmplificationFactor">Factor on the amplification S of the configuration.</param>
/// <param name="Replicate">Number among the trainings that differ by their random numbers alone.</param>
internal sealed record DigitPlan(Duration PixelTime, double Density, double AmplificationFactor, int Replicate);
