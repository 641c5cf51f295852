namespace Lab.Mocks.Oscilloscopes;

/// <summary>When a digitiser takes its samples.</summary>
/// <param name="StartSeconds">Time from the trigger to the first sample, s.</param>
/// <param name="Rate">Samples per second.</param>
/// <param name="Points">Samples of a record.</param>
internal readonly record struct Sampling(double StartSeconds, double Rate, int Points)
{
    /// <summary>The time of a record, s.</summary>
    public double Seconds => Points / Rate;
}
