namespace Lab.Dashboard.Views;

/// <summary>Arrays as an image, thinned to what a screen shows: of each block the element of largest magnitude.</summary>
/// <param name="Column">The column.</param>
/// <param name="Point">The point whose array is the image; <see langword="null"/> where each row is a point.</param>
/// <param name="Last">The last point on record.</param>
/// <param name="EveryColumn">How many elements across stand together.</param>
/// <param name="EveryRow">How many rows, or points, stand behind one that is shown.</param>
/// <param name="X">Across: the place of the first element of each column, from 0, or the value there of another array of the
/// first point.</param>
/// <param name="Y">Up: the first row of each, from 0, the points, or the numbers of a column; <see langword="null"/> where a
/// point has none.</param>
/// <param name="Z">The elements in the unit of the column, shape [row][column]; <see langword="null"/> where there is
/// none.</param>
public sealed record ArrayImageView(
    string Column, long? Point, long Last, int EveryColumn, long EveryRow, IReadOnlyList<double> X, IReadOnlyList<double?> Y,
    IReadOnlyList<double?[]> Z);
