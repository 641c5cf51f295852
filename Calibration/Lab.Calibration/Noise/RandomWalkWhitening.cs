namespace Lab.Calibration.Noise;

/// <summary>
/// Turns readings whose noise is white plus a slow random walk into readings with white noise of unit relative variance, so that
/// ordinary least squares becomes generalised least squares.
/// </summary>
/// <remarks>
/// <para>
/// A reading is signal + offset + w(t) + e, with e white of variance r per reading and w a random walk that is zero at the first
/// reading and gains the variance q per second; a nanovoltmeter at copper leads, whose thermal voltage wanders, is the
/// standing example. The whitening is the Kalman filter of this local-level model (Durbin and Koopman, Time Series Analysis by
/// State Space Methods, 2nd ed., chapter 2). The filter is linear in the readings and its gains depend only on times and on q/r,
/// so data, model and the columns of a Jacobian all pass through the same one.
/// </para>
/// <para>Immutable and safe to share between threads.</para>
/// </remarks>
public sealed class RandomWalkWhitening : IWhitening
{
    private readonly double[] gain;
    private readonly double[] scale;
    private readonly double[] smoothing;

    /// <summary>Prepares the filter for readings at given times.</summary>
    /// <param name="timeSeconds">Times of the readings in seconds, shape [reading], never going back.</param>
    /// <param name="varianceRatioPerSecond">q/r: variance of the walk per second over variance of the white noise per reading.
    /// Zero (no walk) or positive.</param>
    /// <exception cref="ArgumentException">There is no reading, a time is not finite, or time goes back.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is negative or not finite.</exception>
    public RandomWalkWhitening(ReadOnlySpan<double> timeSeconds, double varianceRatioPerSecond)
    {
        if (!(varianceRatioPerSecond >= 0 && double.IsFinite(varianceRatioPerSecond)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(varianceRatioPerSecond),
                $"The variance ratio {varianceRatioPerSecond} 1/s is not a finite, non-negative number.");
        }

        RequireOrder(timeSeconds);
        VarianceRatioPerSecond = varianceRatioPerSecond;
        gain = new double[timeSeconds.Length];
        scale = new double[timeSeconds.Length];
        smoothing = new double[timeSeconds.Length];

        // All variances are in units of r. The walk is zero at the first reading, which therefore teaches nothing about it.
        scale[0] = 1;
        for (int i = 1; i < timeSeconds.Length; i++)
        {
            double predicted = gain[i - 1] + (varianceRatioPerSecond * (timeSeconds[i] - timeSeconds[i - 1]));
            double total = predicted + 1;
            gain[i] = predicted / total;
            scale[i] = 1 / Math.Sqrt(total);
            smoothing[i - 1] = predicted > 0 ? gain[i - 1] / predicted : 0;
            LogDeterminant += Math.Log(total);
        }
    }

    /// <summary>Number of readings.</summary>
    public int Count => gain.Length;

    /// <summary>q/r, in 1/s.</summary>
    public double VarianceRatioPerSecond { get; }

    /// <summary>Natural logarithm of the determinant of the readings' covariance over that of white noise alone.</summary>
    public double LogDeterminant { get; }

    /// <summary>Whitens one series.</summary>
    /// <param name="values">Readings, a model of them, or a derivative of the model, shape [reading].</param>
    /// <param name="whitened">Receives the whitened series, shape [reading]; may be the same memory.</param>
    /// <exception cref="ArgumentException">A length is not <see cref="Count"/>.</exception>
    public void Apply(ReadOnlySpan<double> values, Span<double> whitened)
    {
        RequireLength(values.Length);
        RequireLength(whitened.Length);
        double walk = 0;
        for (int i = 0; i < gain.Length; i++)
        {
            double innovation = values[i] - walk;
            whitened[i] = innovation * scale[i];
            walk += gain[i] * innovation;
        }
    }

    /// <summary>The most probable random walk under residuals, from all of them, earlier and later (Rauch–Tung–Striebel
    /// smoother).</summary>
    /// <param name="residuals">Readings less model and offset, shape [reading].</param>
    /// <param name="walk">Receives the walk, shape [reading]; may be the same memory.</param>
    /// <exception cref="ArgumentException">A length is not <see cref="Count"/>.</exception>
    public void SmoothInto(ReadOnlySpan<double> residuals, Span<double> walk)
    {
        RequireLength(residuals.Length);
        RequireLength(walk.Length);
        double filtered = 0;
        for (int i = 0; i < gain.Length; i++)
        {
            filtered += gain[i] * (residuals[i] - filtered);
            walk[i] = filtered;
        }

        for (int i = gain.Length - 2; i >= 0; i--)
        {
            walk[i] += smoothing[i] * (walk[i + 1] - walk[i]);
        }
    }

    private static void RequireOrder(ReadOnlySpan<double> timeSeconds)
    {
        if (timeSeconds.IsEmpty)
        {
            throw new ArgumentException("Whitening needs at least one reading.", nameof(timeSeconds));
        }

        for (int i = 0; i < timeSeconds.Length; i++)
        {
            if (!double.IsFinite(timeSeconds[i]) || (i > 0 && timeSeconds[i] < timeSeconds[i - 1]))
            {
                throw new ArgumentException(
                    $"The time of reading {i} is {timeSeconds[i]} s; times are finite and never go back.", nameof(timeSeconds));
            }
        }
    }

    private void RequireLength(int length)
    {
        if (length != gain.Length)
        {
            throw new ArgumentException($"The whitening is for {gain.Length} readings; the series has {length}.");
        }
    }
}
