using Lab.Runs.Records;

namespace Lab.Runs.Tests.Exports;

/// <summary>Points of a run without a run.</summary>
internal sealed class InMemoryRunData : IRunData
{
    private readonly Dictionary<string, double[]> numbers = [];
    private readonly Dictionary<string, double[][]> arrays = [];
    private readonly Dictionary<string, short[][]> words = [];
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

    /// <summary>Adds numbers that the plan sets.</summary>
    public InMemoryRunData WithAxis(string name, string unit, params double[] values)
    {
        columns.Add(new Column(name, unit, $"The {name}.") { IsAxis = true });
        numbers[name] = values;
        return this;
    }

    public InMemoryRunData WithArrays(string name, string unit, params double[][] values)
    {
        columns.Add(new Column(name, unit, $"The {name}.", ColumnKind.Array));
        arrays[name] = values;
        return this;
    }

    /// <summary>Adds arrays of whole numbers.</summary>
    public InMemoryRunData WithWords(string name, string unit, double scale, double offset, params short[][] elements)
    {
        columns.Add(
            new Column(name, unit, $"The {name}.", ColumnKind.Array) { Form = new ArrayForm(ElementType.Int16, scale, offset) });
        words[name] = elements;
        arrays[name] = [.. elements.Select(array => array.Select(element => offset + (scale * element)).ToArray())];
        return this;
    }

    public int ReadElements<T>(string column, int index, Span<T> elements)
        where T : unmanaged
    {
        var array = words.TryGetValue(column, out short[][]? stored)
            ? (T[])(Array)stored[index]
            : (T[])(Array)arrays[column][index];
        array.CopyTo(elements);
        return array.Length;
    }

    public double[] Numbers(string column) => numbers[column];

    public double[][] Arrays(string column) => arrays[column];
}
