using Lab.Runs.Records;

namespace Lab.Protocols.Tests.Fields;

/// <summary>The points of a run as versions recorded them that told no field.</summary>
/// <param name="measured">The points.</param>
internal sealed class DataOfAnEarlierVersion(IRunData measured) : IRunData
{
    public IReadOnlyList<Column> Columns => [.. measured.Columns.Where(column => column.Unit != "T")];

    public int Count => measured.Count;

    public IReadOnlyList<long> Points => measured.Points;

    public double[] BenchSeconds => measured.BenchSeconds;

    public double[] Numbers(string column) =>
        Columns.Any(known => known.Name == column) ? measured.Numbers(column) : throw new KeyNotFoundException(column);

    public double[][] Arrays(string column) => measured.Arrays(column);
}
