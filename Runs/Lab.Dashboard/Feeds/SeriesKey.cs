namespace Lab.Dashboard.Feeds;

/// <summary>The columns that a figure sets against one another.</summary>
/// <param name="X">Across: a column, or <c>point</c>, or <c>bench_seconds</c>.</param>
/// <param name="Y">Up.</param>
/// <param name="Z">By colour; <see langword="null"/> for a curve.</param>
internal sealed record SeriesKey(string X, string Y, string? Z)
{
    /// <summary>The index of a point in the plan, as a column.</summary>
    public const string Point = "point";

    /// <summary>Bench time since the run began, as a column.</summary>
    public const string BenchSeconds = "bench_seconds";

    private const char Separator = ',';

    /// <summary>The columns of the record that are read.</summary>
    public IReadOnlyList<string> Columns => [.. new[] { X, Y, Z }.OfType<string>().Where(IsColumn).Distinct()];

    /// <summary>Reads <c>x,y</c> or <c>x,y,z</c>; names of columns have no comma, since they are in snake case.</summary>
    /// <exception cref="DashboardException">It is none.</exception>
    public static SeriesKey Parse(string text)
    {
        string[] parts = text.Split(Separator);
        return parts.Length is 2 or 3 && parts.All(part => part.Length > 0)
            ? new SeriesKey(parts[0], parts[1], parts.Length == 3 ? parts[2] : null)
            : throw new DashboardException(400, "A series is written 'x,y', or 'x,y,z' for a map: names of columns.");
    }

    /// <summary>Whether a name is a column of the record.</summary>
    public static bool IsColumn(string name) => name is not (Point or BenchSeconds);

    /// <inheritdoc/>
    public override string ToString() => Z is null ? $"{X}{Separator}{Y}" : $"{X}{Separator}{Y}{Separator}{Z}";
}
