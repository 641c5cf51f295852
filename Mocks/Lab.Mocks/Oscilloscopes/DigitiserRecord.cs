namespace Lab.Mocks.Oscilloscopes;

/// <summary>What a digitiser has taken.</summary>
/// <param name="Sampling">When its samples were taken.</param>
/// <param name="Tags">The times of the triggers after the first one, s, shape [segment].</param>
/// <param name="Averages">How many records were averaged; 1 for none.</param>
internal sealed record DigitiserRecord(Sampling Sampling, double[] Tags, int Averages)
{
    /// <summary>Nothing.</summary>
    public static DigitiserRecord None { get; } = new(new Sampling(0, 1, 0), [0], 1);

    /// <summary>Samples of a record.</summary>
    public int Points => Sampling.Points;
}
