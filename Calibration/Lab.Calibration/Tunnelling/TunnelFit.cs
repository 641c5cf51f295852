using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Tunnelling;

/// <summary>Fits I-V curves of a tunnel junction in its two states at once.</summary>
/// <remarks>Least squares of the current by Gauss and Newton. The voltage is noisy as well: it counts as noise of the current by
/// the slope of the curve. The ratio of both comes from the scatter of the readings, the size of the uncertainties from the
/// scatter about the fit, which holds what the law misses. Of a pair, the difference is what a delta-mode meter measures without
/// the wander of its offset, which the sum has: the sums of a branch count together as one point.</remarks>
public static class TunnelFit
{
    /// <summary>Parameters of the parallel state: G₀, a, b and V₀.</summary>
    public const int ParallelCount = 4;

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
        BiasPoint[] parallel = [.. points.Where(point => point.IsParallel)];
        BiasPoint[] antiparallel = [.. points.Where(point => !point.IsParallel)];
        if (parallel.Length < FewestPoints || (antiparallel.Length > 0 && antiparallel.Length < FewestPoints))
        {
            failure = $"There are {parallel.Length} points of the parallel and {antiparallel.Length} of the antiparallel state; "
                + $"the fit needs at least {FewestPoints} of a state. Take more currents.";
            return null;
        }

        if (Start(parallel, antiparallel) is not { } start)
        {
            failure = "The antiparallel state does not have the larger resistance. Check the signs of the two fields.";
            return null;
        }

        Equation[] equations = EquationsOf(points, WeightsOf(points, start), wander: 1);
        double[]? found = Refine(points, equations, start);
        if (found is not null && points.Any(point => point.Pair is not null))
        {
            equations = EquationsOf(points, WeightsOf(points, found), WanderOf(points, equations, found));
            found = Refine(points, equations, found);
        }

        if (found is null)
        {
            failure = "The fit of the I-V curves does not converge: they do not follow a tunnel barrier. Look at the figure.";
            return null;
        }

        failure = null;
        return Conclude(points, equations, found);
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
            1 / ((Parabola(start, each.Volts) * start[0] * each.Volts / each.Amperes) - 1))];
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

    private static double[]? Refine(IReadOnlyList<BiasPoint> points, Equation[] equations, double[] start)
    {
        double[] now = start;
        double sum = SumOf(points, equations, now);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] scale = [.. now.Select((value, i) => i == ParallelCount - 1 ? 1e-3 : Math.Max(Math.Abs(value), 1e-3))];
            Matrix<double> design = DesignOf(points, equations, now, scale);
            Vector<double> residuals = Vector<double>.Build.DenseOfArray(ResidualsOf(points, equations, now));
            Vector<double> change = design.QR().Solve(residuals);
            if (change.Any(each => !double.IsFinite(each)))
            {
                return null;
            }

            double share = 1;
            double[] next = Moved(now, change, scale, share);
            double nextSum = SumOf(points, equations, next);
            while (!(nextSum <= sum) && share > 1e-6)
            {
                share /= 2;
                next = Moved(now, change, scale, share);
                nextSum = SumOf(points, equations, next);
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

    private static TunnelFitResult Conclude(IReadOnlyList<BiasPoint> points, Equation[] equations, double[] found)
    {
        double[] scale = [.. found.Select((value, i) => i == ParallelCount - 1 ? 1e-3 : Math.Max(Math.Abs(value), 1e-3))];
        Matrix<double> inverse = DesignOf(points, equations, found, scale).QR().R.Inverse();
        double variance = SumOf(points, equations, found) / (equations.Sum(each => each.Share) - found.Length);
        Matrix<double> covariance = variance * (inverse * inverse.Transpose());
        covariance.MapIndexedInplace((row, column, value) => value * scale[row] * scale[column]);
        Estimate Of(int i) => new(found[i], Math.Sqrt(covariance[i, i]));
        bool hasBoth = found.Length > ParallelCount;
        return new TunnelFitResult(
            Of(0), Of(1), Of(2), Of(3), hasBoth ? Of(4) : null, hasBoth ? Of(5) : null,
            points.Any(point => point.VoltScatter > 0 || point.AmpereScatter > 0) ? Math.Sqrt(variance) : double.NaN)
        {
            Covariance = [.. covariance.EnumerateRows().Select(row => (IReadOnlyList<double>)row.ToArray())],
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

    private static Equation[] EquationsOf(IReadOnlyList<BiasPoint> points, double[] weights, double wander)
    {
        var equations = new List<Equation>();
        foreach (IGrouping<int, int> together in Enumerable.Range(0, points.Count).GroupBy(i => points[i].Pair ?? -1 - i))
        {
            if (together.ToArray() is not [var first, var second])
            {
                equations.AddRange(together.Select(i => new Equation(i, i, 0, weights[i], 1)));
                continue;
            }

            double weight = 1 / double.Hypot(1 / weights[first], 1 / weights[second]);
            int branch = points.Count(point => point.IsParallel == points[first].IsParallel
                && point.Amperes > 0 == points[first].Amperes > 0) / 2;
            equations.Add(new Equation(second, first, -1, weight, 1));
            equations.Add(new Equation(second, first, 1, weight / Math.Sqrt(branch * wander), 1.0 / branch));
        }

        return [.. equations];
    }

    // Square of the scatter of the sums, in units of that of the differences.
    private static double WanderOf(IReadOnlyList<BiasPoint> points, Equation[] equations, double[] parameters)
    {
        double[] residuals = ResidualsOf(points, equations, parameters);
        return Math.Max(1, Enumerable.Range(0, equations.Length).Where(i => equations[i].Sign > 0)
            .Average(i => residuals[i] * residuals[i] / equations[i].Share));
    }

    private static double[] ResidualsOf(IReadOnlyList<BiasPoint> points, Equation[] equations, double[] parameters)
    {
        double Residual(int i) => points[i].Amperes - CurrentAt(parameters, points[i]);
        return [.. equations.Select(each =>
            each.Weight * (Residual(each.First) + (each.Sign == 0 ? 0 : each.Sign * Residual(each.Second))))];
    }

    private static double SumOf(IReadOnlyList<BiasPoint> points, Equation[] equations, double[] parameters) =>
        ResidualsOf(points, equations, parameters).Sum(residual => residual * residual);

    private static double[] Moved(double[] from, Vector<double> change, double[] scale, double share) =>
        [.. from.Select((value, i) => value + (share * scale[i] * change[i]))];

    private static Matrix<double> DesignOf(
        IReadOnlyList<BiasPoint> points, Equation[] equations, double[] parameters, double[] scale)
    {
        double[][] gradients = [.. points.Select(point => GradientOf(parameters, point).OfParameters)];
        return Matrix<double>.Build.Dense(equations.Length, parameters.Length, (row, column) =>
        {
            Equation each = equations[row];
            return each.Weight * scale[column]
                * (gradients[each.First][column] + (each.Sign * gradients[each.Second][column]));
        });
    }

    private static double Parabola(double[] parameters, double u) => 1 + (parameters[1] * u) + (parameters[2] * u * u);

    private static double CurrentAt(double[] parameters, BiasPoint point)
    {
        double u = point.Volts - parameters[3];
        double flows = parameters[0] * u * Parabola(parameters, u);
        return point.IsParallel ? flows : flows / (1 + (parameters[4] * LeftAt(parameters, u)));
    }

    // The part of the magnetoresistance that is left at a voltage.
    private static double LeftAt(double[] parameters, double u) => 1 / (1 + (u * u / (parameters[5] * parameters[5])));

    private static (double[] OfParameters, double PerVolt) GradientOf(double[] parameters, BiasPoint point)
    {
        double u = point.Volts - parameters[3];
        double bare = u * Parabola(parameters, u);
        double slope = 1 + (2 * parameters[1] * u) + (3 * parameters[2] * u * u);
        if (point.IsParallel)
        {
            double[] gradient = new double[parameters.Length];
            gradient[0] = bare;
            gradient[1] = parameters[0] * u * u;
            gradient[2] = parameters[0] * u * u * u;
            gradient[3] = -parameters[0] * slope;
            return (gradient, parameters[0] * slope);
        }

        double half = parameters[5];
        double left = LeftAt(parameters, u);
        double divisor = 1 + (parameters[4] * left);
        double flows = parameters[0] * bare / divisor;
        double ratioPerVolt = -parameters[4] * left * left * 2 * u / (half * half);
        double perVolt = ((parameters[0] * slope) - (flows * ratioPerVolt)) / divisor;
        return (
            [
                bare / divisor,
                parameters[0] * u * u / divisor,
                parameters[0] * u * u * u / divisor,
                -perVolt,
                -flows * left / divisor,
                -flows * parameters[4] * left * left * 2 * u * u / (half * half * half) / divisor,
            ],
            perVolt);
    }

    /// <summary>What the fit makes small: the residual of a point, or the sum or difference of those of a pair.</summary>
    /// <param name="First">The point.</param>
    /// <param name="Second">The other point of the pair; the same for a point alone.</param>
    /// <param name="Sign">1 for the sum, -1 for the difference, 0 for a point alone.</param>
    /// <param name="Weight">The inverse of its standard deviation, 1/A.</param>
    /// <param name="Share">As how many points it counts.</param>
    private readonly record struct Equation(int First, int Second, double Sign, double Weight, double Share);
}
