namespace Lab.Runs.Results;

/// <summary>How a series is drawn.</summary>
public enum SeriesStyle
{
    /// <summary>Markers: measured points.</summary>
    Points,

    /// <summary>A line: a model or a fit.</summary>
    Line,

    /// <summary>A dashed line: a reference.</summary>
    DashedLine,
}
