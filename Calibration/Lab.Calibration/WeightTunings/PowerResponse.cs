using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.WeightTunings;

/// <summary>V(P) at one visit of a current, without any model of a junction: its slope, which is the synaptic weight, and how far
/// it is from a straight line.</summary>
/// <param name="Weight">Least-squares slope of voltage against power over the measured powers, V/W.</param>
/// <param name="LargestDeparture">The largest distance of a power's mean from the straight line, V.</param>
/// <param name="DepartureUncertainty">Standard uncertainty of such a mean, V.</param>
public sealed record PowerResponse(Estimate Weight, double LargestDeparture, double DepartureUncertainty)
{
    /// <summary>Reads V(P) of one visit, under the noise that all readings show.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="visit">The visit.</param>
    /// <param name="junction">The fit of all readings, for the noise.</param>
    /// <exception cref="ArgumentException">The visit has fewer than two powers.</exception>
    public static PowerResponse Of(TunedReadings readings, int visit, TunedJunction junction)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(junction);
        int[] points = readings.ResponseOf(visit);
        double[] powers = [.. points.Select(i => readings.PowerWatts[i]).Distinct().Order()];
        if (powers.Length < 2)
        {
            throw new ArgumentException(
                $"The slope of V(P) needs two powers at least; visit {visit} has {powers.Length}.", nameof(readings));
        }

        // The mean of each power, with the walk of the offset between the readings; then the slope is a sum of the means.
        var whitening = new RandomWalkWhitening([.. points.Select(i => readings.Seconds[i])], junction.VarianceRatioPerSecond);
        Matrix<double> design = Matrix<double>.Build.DenseOfColumns(
            powers.Select(power => Whitened(whitening, [.. points.Select(i => readings.PowerWatts[i] == power ? 1.0 : 0.0)])));
        Vector<double> volts = Vector<double>.Build.Dense(Whitened(whitening, [.. points.Select(i => readings.Volts[i])]));
        Matrix<double> covariance =
            (design.TransposeThisAndMultiply(design)).Inverse() * (junction.WhiteNoise * junction.WhiteNoise);
        Vector<double> means = design.QR().Solve(volts);

        double[] counts = [.. powers.Select(power => (double)points.Count(i => readings.PowerWatts[i] == power))];
        double middle = powers.Zip(counts, (power, count) => power * count).Sum() / counts.Sum();
        double spread = powers.Zip(counts, (power, count) => count * (power - middle) * (power - middle)).Sum();
        Vector<double> contrast = Vector<double>.Build.Dense(powers.Length, i => counts[i] * (powers[i] - middle) / spread);
        double slope = contrast * means;
        double centre = means.Zip(counts, (mean, count) => mean * count).Sum() / counts.Sum();
        return new PowerResponse(
            new Estimate(slope, Math.Sqrt(contrast * (covariance * contrast))),
            means.Select((mean, i) => Math.Abs(mean - centre - (slope * (powers[i] - middle)))).Max(),
            junction.WhiteNoise / Math.Sqrt(counts.Average()));
    }

    private static double[] Whitened(RandomWalkWhitening whitening, double[] values)
    {
        whitening.Apply(values, values);
        return values;
    }
}
