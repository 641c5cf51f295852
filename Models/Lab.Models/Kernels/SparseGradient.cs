namespace Lab.Models.Kernels;

/// <summary>Derivatives by the outputs of a convolution that are not zero. After max-pooling at most one output of four has one,
/// and of oscillators below their threshold none has.</summary>
internal sealed class SparseGradient
{
    private readonly ConvolutionShape shape;
    private readonly int[] filterCounts;
    private readonly int[] filterWindows;
    private readonly float[] filterValues;
    private readonly int[] placeCounts;
    private readonly int[] placeFilters;
    private readonly float[] placeValues;
    private readonly int mostPerFilter;

    public SparseGradient(ConvolutionShape shape)
    {
        this.shape = shape;
        mostPerFilter = shape.OutputSide * shape.OutputSide;
        filterCounts = new int[shape.Filters];
        filterWindows = new int[shape.Filters * mostPerFilter];
        filterValues = new float[shape.Filters * mostPerFilter];
        placeCounts = new int[mostPerFilter];
        placeFilters = new int[shape.Filters * mostPerFilter];
        placeValues = new float[shape.Filters * mostPerFilter];
    }

    /// <summary>Forgets all derivatives.</summary>
    public void Clear()
    {
        Array.Clear(filterCounts);
        Array.Clear(placeCounts);
    }

    /// <summary>Adds the derivative by one output; no output is added twice.</summary>
    public void Add(int row, int column, int filter, float value)
    {
        int at = (filter * mostPerFilter) + filterCounts[filter]++;
        filterWindows[at] = shape.WindowAt(row, column);
        filterValues[at] = value;
        int place = (row * shape.OutputSide) + column;
        at = (place * shape.Filters) + placeCounts[place]++;
        placeFilters[at] = filter;
        placeValues[at] = value;
    }

    /// <summary>Where the windows of a filter begin that have a derivative, and their derivatives.</summary>
    public (ReadOnlyMemory<int> Windows, ReadOnlyMemory<float> Values) OfFilter(int filter) =>
        (filterWindows.AsMemory(filter * mostPerFilter, filterCounts[filter]), filterValues.AsMemory(
            filter * mostPerFilter, filterCounts[filter]));

    /// <summary>The filters that have a derivative at a place, and their derivatives.</summary>
    public (ReadOnlyMemory<int> Filters, ReadOnlyMemory<float> Values) OfPlace(int place) =>
        (placeFilters.AsMemory(place * shape.Filters, placeCounts[place]), placeValues.AsMemory(
            place * shape.Filters, placeCounts[place]));
}
