using Lab.Runs.Records;

namespace Lab.Protocols.Tests.Fields;

/// <summary>The points of a run as if the magnet had told another field.</summary>
/// <param name="measured">The points.</param>
/// <param name="oersted">The field of each point, Oe.</param>
/// <param name="uncertaintyOersted">Its standard uncertainty, Oe.</param>
internal sealed class DataInAnotherField(IRunData measured, Func<int, double> oersted, double uncertaintyOersted) : IRunData
{
    public IReadOnlyList<Column> Columns => measured.Columns;

    public int Count => measured.Count;

    public IReadOnlyList<long> Points => measured.Points;

    public double[] BenchSeconds => measured.BenchSeconds;

    public double[] Numbers(string column) => column switch
    {
        "field" => [.. Enumerable.Range(0, Count).Select(i => oersted(i) * 1e-4)],
        "field_uncertainty" => [.. Enumerable.Repeat(uncertaintyOersted * 1e-4, Count)],
        _ => measured.Numbers(column),
    };

    public double[][] Arrays(string column) => measured.Arrays(column);
}
