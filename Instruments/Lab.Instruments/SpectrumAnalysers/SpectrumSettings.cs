using Lab.Quantities;

namespace Lab.Instruments.SpectrumAnalysers;

/// <summary>How a spectrum analyser measures.</summary>
/// <param name="Centre">The frequency in the middle.</param>
/// <param name="Span">The width of the trace. Positive.</param>
/// <param name="Bandwidth">The resolution bandwidth, at −3 dB. Positive.</param>
/// <param name="Points">How many points a trace has, 2 or more.</param>
/// <param name="ReferenceLevel">The largest power that the analyser is set up for.</param>
public sealed record SpectrumSettings(Frequency Centre, Frequency Span, Frequency Bandwidth, int Points, Power ReferenceLevel)
{
    /// <summary>The frequencies of the points, Hz: the first and the last are the ends of the span.</summary>
    public double[] FrequenciesHertz() =>
    [
        .. Enumerable.Range(0, Points).Select(i => Centre.Hertz + (Span.Hertz * (((double)i / (Points - 1)) - 0.5))),
    ];
}
