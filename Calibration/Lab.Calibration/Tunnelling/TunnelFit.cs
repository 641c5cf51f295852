using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Tunnelling;

/// <summary>Fits I-V curves of a tunnel junction in its two states at once.</summary>
/// <remarks>Least squares of the current by Gauss and Newton. The voltage is noisy as well: it counts as noise of the current by
/// the slope of the curve. The ratio of both comes from the scatter of the readings, the size of the uncertainties from the
/// scatter about the fit, which holds what the law misses.</remarks>
public static class TunnelFit
{
    /// <summary>Parameters of the parallel state: G₀, a, b and V₀.</summary>
    public const int ParallelCount = 4;

    /// <summary>What is said where a fit does not converge.</summary>
    internal const string NoConvergence =
        "The fit of the I-V curves does not converge: they do not follow a tunnel barrier. Look at the figure.";

    private const int FewestPoints = 8;
    private const int MostSteps = 60;
    private const double Converged = 1e-12;

    /// <summary>Fits.</summary>
    /// <param name="points">The points; those of the parallel state are needed.</param>
    /// <param name="failure">Why there is no fit, in words for the experimenter; <see langword="null"/> where there is.</param>
    /// <returns>The fit; <see langword="null"/> where the points give none.</returns>
    public static TunnelFitResult? Of(IReadOnlyList<BiasPoint> points, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (StartOf(points, out failure) is not { } start)
        {
            return null;
        }

        double[] weights = WeightsOf(points, start);
        if (Refine(points, weights, start) is not { } found)
        {
            failure = NoConvergence;
            return null;
        }

        failure = null;
        return Conclude(points, weights, found);
    }

    /// <summary>Parameters from which a fit begins: G₀, a, b, V₀ and, of both states, TMR₀ and V_half.</summary>
    /// <param name="points">The points.</param>
    /// <param name="failure">Why there are none, in words; <see langword="null"/> where there are.</param>
    internal static double[]? StartOf(IReadOnlyList<BiasPoint> points, out string? failure)
    {
        BiasPoint[] parallel = [.. points.Where(point => point.IsParallel)];
        BiasPoint[] antiparallel = [.. points.Where(point => !point.IsParallel)];
        if (parallel.Length < FewestPoints || (antiparallel.Length > 0 && antiparallel.Length < FewestPoints))
        {
            failure = $"There are {parallel.Length} points of the parallel and {antiparallel.Length} of the antiparallel state; "
                + $"the fit needs at least {FewestPoints} of a state. Take more currents.";
            return null;
        }

        double[]? start = Start(parallel, antiparallel);
        failure = start is null
            ? "The antiparallel state does not have the larger resistance. Check the signs of the two fields."
            : null;
        return start;
    }

    private static double[]? Start(BiasPoint[] parallel, BiasPoint[] antiparallel)
    {
        Vector<double> bend = Matrix<double>.Build.Dense(parallel.Length, 3, (i, power) => Math.Pow(parallel[i].Volts, power))
            .QR().Solve(Vector<double>.Build.Dense(parallel.Length, i => parallel[i].Amperes / parallel[i].Volts));
        double[] start = [bend[0], bend[1] / bend[0], bend[2] / bend[0], 0];
        if (antiparallel.Length == 0)
        {
            return start;
        }

        // 1/TMR is a straight line in the square of the voltage.
        double[] inverse = [.. antiparallel.Select(each =>
            1 / ((TunnelLaw.Parabola(start, each.Volts) * start[0] * each.Volts / each.Amperes) - 1))];
        if (inverse.Any(each => !(each > 0) || !double.IsFinite(each)))
        {
            return null;
        }

        Vector<double> line = Matrix<double>.Build
            .Dense(antiparallel.Length, 2, (i, power) => Math.Pow(antiparallel[i].Volts, 2 * power))
            .QR().Solve(Vector<double>.Build.DenseOfArray(inverse));
        double half = line[1] > 0 && line[0] > 0
            ? Math.Sqrt(line[0] / line[1])
            : 10 * antiparallel.Max(each => Math.Abs(each.Volts));
        return [.. start, line[0] > 0 ? 1 / line[0] : 1 / inverse.Average(), half];
    }

    private static double[]? Refine(IReadOnlyList<BiasPoint> points, double[] weights, double[] start)
    {
        double[] now = start;
        double sum = SumOf(points, weights, now);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] scale = [.. now.Select((value, i) => i == ParallelCount - 1 ? 1e-3 : Math.Max(Math.Abs(value), 1e-3))];
            Matrix<double> design = DesignOf(points, weights, now, scale);
            Vector<double> residuals = Vector<double>.Build.DenseOfArray(ResidualsOf(points, weights, now));
            Vector<double> change = design.QR().Solve(residuals);
            if (change.Any(each => !double.IsFinite(each)))
            {
                return null;
            }

            double share = 1;
            double[] next = Moved(now, change, scale, share);
            double nextSum = SumOf(points, weights, next);
            while (!(nextSum <= sum) && share > 1e-6)
            {
                share /= 2;
                next = Moved(now, change, scale, share);
                nextSum = SumOf(points, weights, next);
            }

            bool isDone = !(sum - nextSum > Converged * sum);
            if (nextSum <= sum)
            {
                (now, sum) = (next, nextSum);
            }

            if (isDone)
            {
                return now.Length == ParallelCount || now[^1] > 0 ? now : null;
            }
        }

        return null;
    }

    private static TunnelFitResult Conclude(IReadOnlyList<BiasPoint> points, double[] weights, double[] found)
    {
        double[] scale = [.. found.Select((value, i) => i == ParallelCount - 1 ? 1e-3 : Math.Max(Math.Abs(value), 1e-3))];
        Matrix<double> inverse = DesignOf(points, weights, found, scale).QR().R.Inverse();
        double variance = SumOf(points, weights, found) / (points.Count - found.Length);
        Matrix<double> covariance = variance * (inverse * inverse.Transpose());
        covariance.MapIndexedInplace((row, column, value) => value * scale[row] * scale[column]);
        Estimate Of(int i) => new(found[i], Math.Sqrt(covariance[i, i]));
        bool hasBoth = found.Length > ParallelCount;
        return new TunnelFitResult(
            Of(0), Of(1), Of(2), Of(3), hasBoth ? Of(4) : null, hasBoth ? Of(5) : null,
            points.Any(point => point.VoltScatter > 0 || point.AmpereScatter > 0) ? Math.Sqrt(variance) : double.NaN)
        {
            Covariance = TunnelFitResult.BarrierPart(covariance),
            ResidualAmperes = [.. points.Select(point => point.Amperes - CurrentAt(found, point))],
        };
    }

    // The scatter of few readings is pooled over all points: the instrument has the same noise at each.
    private static double[] WeightsOf(IReadOnlyList<BiasPoint> points, double[] parameters)
    {
        double volts = Math.Sqrt(points.Average(point => point.VoltScatter * point.VoltScatter / point.Readings));
        double amperes = Math.Sqrt(points.Average(point => point.AmpereScatter * point.AmpereScatter / point.Readings));
        bool isKnown = volts > 0 || amperes > 0;
        return [.. points.Select(point => isKnown
            ? 1 / double.Hypot(amperes, volts * GradientOf(parameters, point).PerVolt)
            : 1 / parameters[0])];
    }

    private static double[] ResidualsOf(IReadOnlyList<BiasPoint> points, double[] weights, double[] parameters) =>
        [.. points.Select((point, i) => weights[i] * (point.Amperes - CurrentAt(parameters, point)))];

    private static double SumOf(IReadOnlyList<BiasPoint> points, double[] weights, double[] parameters) =>
        ResidualsOf(points, weights, parameters).Sum(residual => residual * residual);

    private static double[] Moved(double[] from, Vector<double> change, double[] scale, double share) =>
        [.. from.Select((value, i) => value + (share * scale[i] * change[i]))];

    private static Matrix<double> DesignOf(
        IReadOnlyList<BiasPoint> points, double[] weights, double[] parameters, double[] scale)
    {
        double[][] gradients = [.. points.Select(point => GradientOf(parameters, point).OfParameters)];
        return Matrix<double>.Build.Dense(
            points.Count, parameters.Length, (row, column) => weights[row] * scale[column] * gradients[row][column]);
    }

    private static double CurrentAt(double[] parameters, BiasPoint point) =>
        TunnelLaw.CurrentAt(parameters, point.IsParallel, point.Volts);

    private static (double[] OfParameters, double PerVolt) GradientOf(double[] parameters, BiasPoint point) =>
        TunnelLaw.GradientOf(parameters, point.IsParallel, point.Volts);
}
