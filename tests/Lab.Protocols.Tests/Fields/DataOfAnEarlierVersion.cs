using Lab.Runs.Records;

namespace Lab.Protocols.Tests.Fields;

/// <summary>The points of a run as versions recorded them that did not have all columns.</summary>
/// <param name="measured">The points.</param>
/// <param name="isKnown">Whether those versions had a column.</param>
internal sealed class DataOfAnEarlierVersion(IRunData measured, Func<Column, bool> isKnown) : IRunData
{
    /// <summary>Points of versions that told no field.</summary>
    /// <param name="measured">The points.</param>
    public DataOfAnEarlierVersion(IRunData measured)
        : this(measured, column => column.Unit != "T")
    {
    }

    /// <summary>Points of versions that lacked one column.</summary>
    /// <param name="measured">The points.</param>
    /// <param name="lacking">Its name.</param>
    public DataOfAnEarlierVersion(IRunData measured, string lacking)
        : this(measured, column => column.Name != lacking)
    {
    }

    public IReadOnlyList<Column> Columns => [.. measured.Columns.Where(isKnown)];

    public int Count => measured.Count;

    public IReadOnlyList<long> Points => measured.Points;

    public double[] BenchSeconds => measured.BenchSeconds;

    public double[] Numbers(string column) => measured.Numbers(Require(column));

    public double[][] Arrays(string column) => measured.Arrays(Require(column));

    private string Require(string column) =>
        Columns.Any(known => known.Name == column) ? column : throw new KeyNotFoundException(column);
}
