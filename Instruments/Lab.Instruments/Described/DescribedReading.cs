using Lab.Quantities;

namespace Lab.Instruments.Described;

/// <summary>A reading of a described terminal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">The unit of the answer.</param>
/// <param name="Query">The query.</param>
public sealed record DescribedReading(string Name, DescribedUnit Unit, string Query)
{
    /// <summary>Which number of a comma list it is, from 1.</summary>
    public int Field { get; init; } = 1;

    /// <summary>How many numbers the answer holds, where all of them are read; 0 for a single number.</summary>
    public int Count { get; init; }

    /// <summary>How the numbers of many are written.</summary>
    public SampleForm Form { get; init; }

    /// <summary>The bytes of a block come with the lowest first.</summary>
    public bool IsLittleEndian { get; init; }

    /// <summary>Time that the instrument needs for the answer, beyond the usual.</summary>
    public Duration Takes { get; init; }
}
