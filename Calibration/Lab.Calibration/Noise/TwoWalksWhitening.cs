namespace Lab.Calibration.Noise;

/// <summary>
/// As <see cref="RandomWalkWhitening"/>, where beside the offset a quantity walks that each reading depends on in another degree:
/// a resonance, say, whose walk is seen on the flanks of its line alone.
/// </summary>
/// <remarks>
/// A reading is signal + w(t) + s·f(t) + e: w and f are independent random walks that are zero at the first reading, s is the
/// reading's slope against f. The filter is Kalman's for these two states (Durbin and Koopman, Time Series Analysis by State
/// Space Methods, 2nd ed., chapter 4); its gains depend on times, slopes and ratios alone.
/// </remarks>
internal sealed class TwoWalksWhitening : IWhitening
{
    private readonly double[] slopes;
    private readonly double[] offsetGain;
    private readonly double[] slopeGain;
    private readonly double[] scale;

    /// <summary>Prepares the filter.</summary>
    /// <param name="timeSeconds">Times of the readings, s, shape [reading], never going back.</param>
    /// <param name="slopes">Derivative of each reading by the quantity that walks, shape [reading].</param>
    /// <param name="offsetRatioPerSecond">Variance of the offset's walk per second over that of the white noise, 1/s.</param>
    /// <param name="quantityRatioPerSecond">Variance of the quantity's walk per second over that of the white noise.</param>
    /// <exception cref="ArgumentException">There are not as many slopes as times.</exception>
    public TwoWalksWhitening(double[] timeSeconds, double[] slopes, double offsetRatioPerSecond, double quantityRatioPerSecond)
    {
        if (slopes.Length != timeSeconds.Length)
        {
            throw new ArgumentException($"There are {slopes.Length} slopes for {timeSeconds.Length} readings.", nameof(slopes));
        }

        this.slopes = slopes;
        offsetGain = new double[slopes.Length];
        slopeGain = new double[slopes.Length];
        scale = new double[slopes.Length];

        // The covariance of both walks, in units of the white variance.
        double offset = 0;
        double mixed = 0;
        double quantity = 0;
        for (int i = 0; i < slopes.Length; i++)
        {
            double seconds = i > 0 ? timeSeconds[i] - timeSeconds[i - 1] : 0;
            offset += offsetRatioPerSecond * seconds;
            quantity += quantityRatioPerSecond * seconds;
            double offsetSeen = offset + (mixed * slopes[i]);
            double quantitySeen = mixed + (quantity * slopes[i]);
            double total = 1 + offsetSeen + (slopes[i] * quantitySeen);
            offsetGain[i] = offsetSeen / total;
            slopeGain[i] = quantitySeen / total;
            scale[i] = 1 / Math.Sqrt(total);
            LogDeterminant += Math.Log(total);
            offset -= offsetGain[i] * offsetSeen;
            mixed -= offsetGain[i] * quantitySeen;
            quantity -= slopeGain[i] * quantitySeen;
        }
    }

    /// <inheritdoc/>
    public double LogDeterminant { get; }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> values, Span<double> whitened)
    {
        if (values.Length != scale.Length || whitened.Length != scale.Length)
        {
            throw new ArgumentException($"The whitening is for {scale.Length} readings; the series has {values.Length}.");
        }

        double offset = 0;
        double quantity = 0;
        for (int i = 0; i < scale.Length; i++)
        {
            double innovation = values[i] - offset - (slopes[i] * quantity);
            whitened[i] = innovation * scale[i];
            offset += offsetGain[i] * innovation;
            quantity += slopeGain[i] * innovation;
        }
    }
}
