namespace Lab.Mocks.Meters;

/// <summary>The bits of a meter's measurement register.</summary>
/// <param name="ReadingOverflow">A reading was over range.</param>
/// <param name="ReadingAvailable">A reading was taken.</param>
/// <param name="BufferFull">The buffer became full.</param>
public sealed record MeterEvents(int ReadingOverflow, int ReadingAvailable, int BufferFull);
