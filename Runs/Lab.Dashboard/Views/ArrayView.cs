namespace Lab.Dashboard.Views;

/// <summary>The array of a point, thinned to what a screen shows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Point">The point, by its index in the plan.</param>
/// <param name="Last">The last point on record.</param>
/// <param name="Length">How many elements the array has.</param>
/// <param name="Every">How many elements stand together, of which the lowest and the highest are kept.</param>
/// <param name="X">Across: the places of the elements, from 0, or the values of another array of the point.</param>
/// <param name="Y">The elements, in the unit of the column.</param>
public sealed record ArrayView(
    string Column, long Point, long Last, int Length, int Every, IReadOnlyList<double> X, IReadOnlyList<double> Y);
