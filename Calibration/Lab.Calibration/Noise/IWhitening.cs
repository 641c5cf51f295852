namespace Lab.Calibration.Noise;

/// <summary>A linear filter that turns readings with noise of a known kind into readings with white noise of unit relative
/// variance.</summary>
internal interface IWhitening
{
    /// <summary>Natural logarithm of the determinant of the readings' covariance over that of white noise alone.</summary>
    double LogDeterminant { get; }

    /// <summary>Whitens one series.</summary>
    /// <param name="values">Readings, a model of them, or a derivative of the model, shape [reading].</param>
    /// <param name="whitened">Receives the whitened series, shape [reading]; may be the same memory.</param>
    /// <exception cref="ArgumentException">A length is not that of the readings.</exception>
    void Apply(ReadOnlySpan<double> values, Span<double> whitened);
}
