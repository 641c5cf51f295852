namespace Lab.Benches.Files;

/// <summary>The reading of a bench file with the files beside it.</summary>
/// <param name="Findings">The mistakes found so far.</param>
/// <param name="PlaceOf">Where a file that the bench file names is read, from where it should be: a run keeps copies.</param>
internal sealed record BenchReading(List<string> Findings, Func<string, string> PlaceOf)
{
    /// <summary>A reading of the files where they are.</summary>
    public BenchReading()
        : this([], file => file)
    {
    }
}
