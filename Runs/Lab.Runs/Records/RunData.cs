namespace Lab.Runs.Records;

/// <summary>The points of a run: numbers and small arrays in memory, large arrays in their file.</summary>
internal sealed class RunData : IRunData
{
    private readonly Dictionary<string, double[]> numbers;
    private readonly Dictionary<string, ArrayCells> arrays;

    public RunData(
        IReadOnlyList<Column> columns, long[] points, double[] benchSeconds, Dictionary<string, double[]> numbers,
        Dictionary<string, ArrayCells> arrays)
    {
        Columns = columns;
        Points = points;
        BenchSeconds = benchSeconds;
        this.numbers = numbers;
        this.arrays = arrays;
    }

    public IReadOnlyList<Column> Columns { get; }

    public int Count => Points.Count;

    public IReadOnlyList<long> Points { get; }

    public double[] BenchSeconds { get; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public double[] Numbers(string column) => numbers.TryGetValue(column, out double[]? values)
        ? values
        : throw new KeyNotFoundException($"The record has no column of numbers '{column}'.");

    public double[][] Arrays(string column) => CellsOf(column).ReadAll(Count);

    public int LengthOf(string column, int index) => CellsOf(column).LengthOf(Known(index));

    public int ReadArray(string column, int index, Span<double> values) => CellsOf(column).Read(Known(index), values);

    public int ReadElements<T>(string column, int index, Span<T> elements)
        where T : unmanaged => CellsOf(column).ReadElements(Known(index), elements);

    private ArrayCells CellsOf(string column) => arrays.TryGetValue(column, out ArrayCells? cells)
        ? cells
        : throw new KeyNotFoundException($"The record has no column of arrays '{column}'.");

    private int Known(int index) => index >= 0 && index < Count
        ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The record has {Count} points.");
}
