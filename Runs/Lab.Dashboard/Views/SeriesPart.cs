namespace Lab.Dashboard.Views;

/// <summary>A part of a series of a run, or the whole of it.</summary>
/// <param name="Series">The columns, <c>x,y</c> or <c>x,y,z</c>.</param>
/// <param name="Generation">Changes when all points change; a part of another generation takes the place of all before.</param>
/// <param name="Item">The first item of this part; 0 for the whole series.</param>
/// <param name="Start">The place of the first point of this part among the points that are shown: what a viewer has from there on
/// is replaced.</param>
/// <param name="Every">How many points of the run stand behind an item: of a curve its lowest and highest, of a map the first of
/// them.</param>
/// <param name="Points">How many points of the run stand behind the series.</param>
/// <param name="X">Across, in the unit of the column; <see langword="null"/> for a gap.</param>
/// <param name="Y">Up.</param>
/// <param name="Z">By colour; <see langword="null"/> for a curve.</param>
public sealed record SeriesPart(
    string Series, int Generation, int Item, int Start, int Every, long Points, double?[] X, double?[] Y, double?[]? Z);
