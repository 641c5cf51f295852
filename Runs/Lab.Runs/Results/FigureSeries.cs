namespace Lab.Runs.Results;

/// <summary>One data series of a plot.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="X">Horizontal values, shape [n], in the axis' unit.</param>
/// <param name="Y">Vertical values, shape [n], in the axis' unit.</param>
/// <param name="Style">Points for what was measured, lines for models.</param>
/// <param name="ColorGroup">Series with the same group share a colour, such as data and fit of one power.</param>
/// <param name="YUncertainty">Standard uncertainties drawn as bars, shape [n], or <see langword="null"/>.</param>
public sealed record FigureSeries(
    string Name, double[] X, double[] Y, SeriesStyle Style, int ColorGroup, double[]? YUncertainty = null)
{
    /// <summary>Standard uncertainties of the horizontal values drawn as bars, shape [n], or <see langword="null"/>.</summary>
    public double[]? XUncertainty { get; init; }

    /// <summary>Half the height of a band about the line, shape [n], such as the standard deviation about a mean, or
    /// <see langword="null"/>.</summary>
    public double[]? Band { get; init; }

    /// <summary>A third value at each point, shape [n], shown by its colour; for maps.</summary>
    public double[]? Heat { get; init; }

    /// <summary>Whether the scale of colours is symmetric about zero, for residuals and the like; otherwise it goes from the
    /// least value to the greatest.</summary>
    public bool IsHeatAboutZero { get; init; } = true;

    /// <summary>Label and unit of <see cref="Heat"/>: <c>residual (µV)</c>.</summary>
    public string HeatLabel { get; init; } = string.Empty;
}
