using Lab.Runs.Records;

namespace Lab.Runs.Tests.Exports;

/// <summary>Points of a run without a run.</summary>
internal sealed class InMemoryRunData : IRunData
{
    private readonly Dictionary<string, double[]> numbers = [];
    private readonly Dictionary<string, double[][]> arrays = [];
    private readonly List<Column> columns = [];

    public InMemoryRunData(long[] points, double[] benchSeconds)
    {
        Points = points;
        BenchSeconds = benchSeconds;
    }

    public IReadOnlyList<Column> Columns => columns;

    public int Count => Points.Count;

    public IReadOnlyList<long> Points { get; }

    public double[] BenchSeconds { get; }

    public InMemoryRunData With(string name, string unit, params double[] values)
    {
        columns.Add(new Column(name, unit, $"The {name}."));
        numbers[name] = values;
        return this;
    }

    public InMemoryRunData WithArrays(string name, string unit, params double[][] values)
    {
        columns.Add(new Column(name, unit, $"The {name}.", ColumnKind.Array));
        arrays[name] = values;
        return this;
    }

    public double[] Numbers(string column) => numbers[column];

    public double[][] Arrays(string column) => arrays[column];
}
