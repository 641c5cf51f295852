using Lab.Studies.Tables;

namespace Lab.Studies.Series;

/// <summary>A file with a series, and how it is read.</summary>
/// <param name="Setting">The setting that names it, for messages.</param>
/// <param name="File">The file.</param>
/// <param name="Columns">Columns of a table that are values (<see cref="SeriesLayout"/>).</param>
/// <param name="Table">The user's options for a table.</param>
internal sealed record SeriesSource(string Setting, string File, string Columns, TableOptions Table)
{
    /// <summary>Whether the array <c>y</c> of an NPZ stands beside <c>x</c> as a second channel.</summary>
    public bool HasTargets { get; init; }
}
