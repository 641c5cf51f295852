using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.SpinDiodes;

/// <summary>A level that scatters from frequency to frequency, alike at all powers, as the table of a power calibration does by
/// what the power meter repeats to.</summary>
/// <remarks>The residuals of the powers at one frequency then go together, in proportion to the voltage. The size is found by the
/// method of moments, and the covariance of the parameters widened by what it does to them (Liang and Zeger 1986,
/// doi:10.1093/biomet/73.1.13).</remarks>
internal static class LevelScatter
{
    // In standard deviations of what noise alone would show. Below, it is less than the noise and adds little.
    private const double SmallestEvidence = 2;

    /// <summary>Contribution of the scatter to the covariance of a fit; null where none shows.</summary>
    public static Matrix<double>? CovarianceOf(FittedSpinDiode fit)
    {
        SpinDiodeModel model = fit.Model;
        SpinDiodeSpectrum spectrum = model.Spectrum;
        double variance = fit.Solution.WhiteVariance;
        if (!spectrum.TellsNonlinearity || fit.IsExact || !(variance > 0))
        {
            return null;
        }

        double[] volts = new double[spectrum.Count];
        model.TryVoltageInto(fit.Parameters, volts);
        double[] line = Whitened(fit, [.. model.Used.Select(i => volts[i])]);
        double[][] columns = [.. model.Jacobian(fit.Parameters).Select(column => Whitened(fit, column))];
        Matrix<double> products = Matrix<double>.Build.Dense(columns.Length, columns.Length);
        (double excess, double squares) = (0, 0);
        foreach (int[] points in Enumerable.Range(0, line.Length).GroupBy(u => spectrum.FrequencyHertz[model.Used[u]])
            .Select(group => group.ToArray()))
        {
            double size = points.Sum(u => line[u] * line[u]);
            double common = points.Sum(u => line[u] * fit.Whitened[u]);
            excess += (common * common / variance) - size;
            squares += size * size;
            Vector<double> pull = Vector<double>.Build.Dense(columns.Length, k => points.Sum(u => line[u] * columns[k][u]));
            products += pull.OuterProduct(pull);
        }

        if (!(excess > SmallestEvidence * Math.Sqrt(2 * squares)))
        {
            return null;
        }

        double ratioVariance = variance * excess / squares;
        Matrix<double> covariance = fit.Solution.Covariance;
        return covariance * products * covariance * (ratioVariance / (variance * variance));
    }

    private static double[] Whitened(FittedSpinDiode fit, double[] values)
    {
        fit.Solution.Whitening.Apply(values, values);
        return values;
    }
}
