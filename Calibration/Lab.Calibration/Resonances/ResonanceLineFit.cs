using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Resonances;

/// <summary>Fits one line of a resonance against field, symmetric and antisymmetric, on a straight background.</summary>
/// <remarks>Starting values come from a search over all places and widths; then Gauss–Newton steps with damping in all six
/// parameters. Voltage and field both have noise: the variance of a residual is a + b·(dV/dB)², where maximum likelihood gives a
/// and b. Without b the flanks, which tell field and width, would count as better than they are.</remarks>
public static class ResonanceLineFit
{
    /// <summary>The fewest points.</summary>
    public const int FewestPoints = 16;

    /// <summary>The smallest size of a line, in standard uncertainties; noise alone reaches 4 to 5 over all places and
    /// widths.</summary>
    private const double SmallestSignificance = 8;

    private const int Linear = 4; // symmetric, antisymmetric, background and its slope
    private const int All = Linear + 2;
    private const int Widths = 16;
    private const int Steps = 60;
    private const double Settled = 1e-10;

    /// <summary>Rounds of parameters and weights, which depend on each other.</summary>
    private const int Rounds = 3;

    /// <summary>Fits.</summary>
    /// <param name="fieldTesla">Field, T, shape [point].</param>
    /// <param name="volts">Reading, V, shape [point].</param>
    /// <param name="isDerivative">Whether the readings are the derivative of the line, since the field was modulated.</param>
    /// <param name="failure">Why there is none, in words for the experimenter; <see langword="null"/> where there is.</param>
    /// <returns>The line; <see langword="null"/> where there is none.</returns>
    public static ResonanceLine? Fit(double[] fieldTesla, double[] volts, bool isDerivative, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(fieldTesla);
        ArgumentNullException.ThrowIfNull(volts);
        if (fieldTesla.Length < FewestPoints || fieldTesla.Length != volts.Length)
        {
            failure = $"{fieldTesla.Length} fields are too few for a line; take {FewestPoints} or more.";
            return null;
        }

        double from = fieldTesla.Min();
        double span = fieldTesla.Max() - from;
        double[] parameters = Search(fieldTesla, volts, isDerivative, from, span);
        double[] weights = [.. fieldTesla.Select(_ => 1.0)];
        for (int round = 0; round < Rounds; round++)
        {
            parameters = Refine(fieldTesla, volts, isDerivative, parameters, weights);
            weights = WeightsOf(fieldTesla, volts, isDerivative, parameters);
        }

        if (!(parameters[0] > from && parameters[0] < from + span && parameters[1] < span / 2))
        {
            failure = $"no whole line between {from * 1e4:0} and {(from + span) * 1e4:0} Oe; a line at its edge, or wider than "
                + "half of the span, tells no width. Move or widen the fields.";
            return null;
        }

        (Matrix<double> jacobian, Vector<double> residuals) = Linearise(fieldTesla, volts, isDerivative, parameters, weights);
        double variance = residuals.DotProduct(residuals) / (volts.Length - All - 1); // one for the weights
        Matrix<double> covariance = InverseOfGram(jacobian) * variance;
        Estimate Of(int i) => new(parameters[i], Math.Sqrt(covariance[i, i]));
        Estimate symmetric = Of(2);
        Estimate antisymmetric = Of(3);
        double size = double.Hypot(
            symmetric.Value / symmetric.StandardUncertainty, antisymmetric.Value / antisymmetric.StandardUncertainty);
        if (!(size > SmallestSignificance))
        {
            failure = $"no line between {from * 1e4:0} and {(from + span) * 1e4:0} Oe above a noise of "
                + $"{Math.Sqrt(variance):G2} V. Move or widen the fields, or take a longer time constant or more power.";
            return null;
        }

        failure = null;
        return new ResonanceLine(
            Of(0), Of(1), symmetric, antisymmetric, covariance[0, 1], Math.Sqrt(variance),
            Whiteness.Of(residuals.ToArray()).Probability)
        {
            Fitted = [.. volts.Select((each, i) => each - (residuals[i] / Math.Sqrt(weights[i])))],
        };
    }

    /// <summary>Heights of both parts where field and half width are known.</summary>
    /// <param name="fieldTesla">Field, T, shape [point].</param>
    /// <param name="volts">Reading, V, shape [point].</param>
    /// <param name="isDerivative">Whether the readings are the derivative of the line.</param>
    /// <param name="resonanceTesla">The field of the resonance, T.</param>
    /// <param name="halfWidthTesla">The half width, T.</param>
    public static (Estimate Symmetric, Estimate Antisymmetric) Heights(
        double[] fieldTesla, double[] volts, bool isDerivative, double resonanceTesla, double halfWidthTesla)
    {
        ArgumentNullException.ThrowIfNull(fieldTesla);
        ArgumentNullException.ThrowIfNull(volts);
        (Vector<double> heights, Matrix<double> columns) =
            Solve(fieldTesla, volts, isDerivative, resonanceTesla, halfWidthTesla);
        Vector<double> residuals = Vector<double>.Build.DenseOfArray(volts) - (columns * heights);
        Matrix<double> covariance =
            InverseOfGram(columns) * (residuals.DotProduct(residuals) / (volts.Length - Linear));
        return (
            new Estimate(heights[0], Math.Sqrt(covariance[0, 0])), new Estimate(heights[1], Math.Sqrt(covariance[1, 1])));
    }

    private static double[] Search(double[] field, double[] volts, bool isDerivative, double from, double span)
    {
        double best = double.PositiveInfinity;
        double[] found = [];
        double step = span / (field.Length - 1);
        var response = Vector<double>.Build.DenseOfArray(volts);
        for (int width = 0; width < Widths; width++)
        {
            double halfWidth = step * Math.Pow(span / 2 / step, width / (Widths - 1.0));
            for (double place = from; place <= from + span; place += Math.Max(step, halfWidth / 4))
            {
                (Vector<double> heights, Matrix<double> columns) = Solve(field, volts, isDerivative, place, halfWidth);
                Vector<double> left = response - (columns * heights);
                double squares = left.DotProduct(left);
                if (squares < best)
                {
                    best = squares;
                    found = [place, halfWidth, .. heights];
                }
            }
        }

        return found;
    }

    private static double[] WeightsOf(double[] field, double[] volts, bool isDerivative, double[] parameters)
    {
        (Matrix<double> jacobian, Vector<double> residuals) =
            Linearise(field, volts, isDerivative, parameters, [.. field.Select(_ => 1.0)]);
        return WeightsOf([.. residuals], [.. jacobian.Column(0)]);
    }

    /// <summary>The weights of residuals whose variance is a + b·(dV/dB)², with the ratio b/a of the largest likelihood, by steps
    /// of a factor 2 around the one at which both count alike.</summary>
    /// <param name="residuals">The residuals, V, shape [point].</param>
    /// <param name="derivative">Derivative of the reading by the field of the resonance, which is that by the field but for its
    /// sign, V/T.</param>
    internal static double[] WeightsOf(IReadOnlyList<double> residuals, IReadOnlyList<double> derivative)
    {
        double[] slopes = [.. derivative.Select(each => each * each)];
        double alike = 1 / Math.Max(slopes.Average(), double.Epsilon);
        double best = double.PositiveInfinity;
        double[] found = [];
        for (int step = -8; step <= 12; step++)
        {
            double ratio = step == -8 ? 0 : alike * Math.Pow(2, step);
            double[] weights = [.. slopes.Select(slope => 1 / (1 + (ratio * slope)))];
            double squares = residuals.Select((each, i) => each * each * weights[i]).Sum();
            double criterion = (weights.Length * Math.Log(Math.Max(squares, double.Epsilon))) - weights.Sum(Math.Log);
            if (criterion < best)
            {
                (best, found) = (criterion, weights);
            }
        }

        return found;
    }

    private static double[] Refine(
        double[] field, double[] volts, bool isDerivative, double[] start, double[] weights)
    {
        double[] parameters = start;
        (Matrix<double> jacobian, Vector<double> residuals) = Linearise(field, volts, isDerivative, parameters, weights);
        double damping = 1e-3;
        for (int step = 0; step < Steps && damping < 1e9; step++)
        {
            Matrix<double> scaled = Scaled(jacobian, out double[] scales);
            Matrix<double> gram = scaled.TransposeThisAndMultiply(scaled);
            Vector<double> move = (gram + (Matrix<double>.Build.DenseIdentity(All) * damping))
                .Solve(scaled.TransposeThisAndMultiply(residuals));
            double[] next = [.. parameters.Select((value, i) => value + (move[i] / scales[i]))];
            next[1] = Math.Abs(next[1]);
            (Matrix<double> nextJacobian, Vector<double> nextResiduals) =
                Linearise(field, volts, isDerivative, next, weights);
            double before = residuals.DotProduct(residuals);
            double after = nextResiduals.DotProduct(nextResiduals);
            if (!(after <= before))
            {
                damping *= 10;
                continue;
            }

            (parameters, jacobian, residuals) = (next, nextJacobian, nextResiduals);
            damping /= 10;
            if (before - after <= Settled * before)
            {
                break;
            }
        }

        return parameters;
    }

    private static (Vector<double> Heights, Matrix<double> Columns) Solve(
        double[] field, double[] volts, bool isDerivative, double place, double halfWidth)
    {
        double middle = field.Average();
        double span = field.Max() - field.Min();
        Matrix<double> columns = Matrix<double>.Build.Dense(field.Length, Linear);
        for (int i = 0; i < field.Length; i++)
        {
            (double symmetric, double antisymmetric, _, _) = LineShape.At((field[i] - place) / halfWidth, isDerivative);
            (columns[i, 0], columns[i, 1], columns[i, 2], columns[i, 3]) =
                (symmetric, antisymmetric, 1, (field[i] - middle) / span);
        }

        // A little ridge keeps apart what points of one kind cannot tell.
        Matrix<double> gram = columns.TransposeThisAndMultiply(columns);
        gram += Matrix<double>.Build.DenseIdentity(Linear) * (1e-12 * gram.Trace());
        return (gram.Cholesky().Solve(columns.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(volts))), columns);
    }

    /// <summary>Derivatives of a line by its six parameters (field, half width, symmetric, antisymmetric, background and its
    /// slope over the span), and what it leaves of the readings, both times the root of the weights.</summary>
    internal static (Matrix<double> Jacobian, Vector<double> Residuals) Linearise(
        double[] field, double[] volts, bool isDerivative, double[] parameters, double[] weights)
    {
        double middle = field.Average();
        double span = field.Max() - field.Min();
        Matrix<double> jacobian = Matrix<double>.Build.Dense(field.Length, All);
        Vector<double> residuals = Vector<double>.Build.Dense(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            double x = (field[i] - parameters[0]) / parameters[1];
            (double symmetric, double antisymmetric, double symmetricSlope, double antisymmetricSlope) =
                LineShape.At(x, isDerivative);
            double slope = (parameters[2] * symmetricSlope) + (parameters[3] * antisymmetricSlope);
            double beside = (field[i] - middle) / span;
            jacobian[i, 0] = -slope / parameters[1];
            jacobian[i, 1] = -slope * x / parameters[1];
            (jacobian[i, 2], jacobian[i, 3], jacobian[i, 4], jacobian[i, 5]) = (symmetric, antisymmetric, 1, beside);
            residuals[i] = volts[i] - (parameters[2] * symmetric) - (parameters[3] * antisymmetric) - parameters[4]
                - (parameters[5] * beside);
            double root = Math.Sqrt(weights[i]);
            residuals[i] *= root;
            jacobian.SetRow(i, jacobian.Row(i) * root);
        }

        return (jacobian, residuals);
    }

    private static Matrix<double> Scaled(Matrix<double> jacobian, out double[] scales)
    {
        double[] norms = [.. jacobian.ColumnNorms(2).Select(norm => norm > 0 ? norm : 1)];
        scales = norms;
        return Matrix<double>.Build.Dense(jacobian.RowCount, jacobian.ColumnCount, (i, j) => jacobian[i, j] / norms[j]);
    }

    private static Matrix<double> InverseOfGram(Matrix<double> jacobian)
    {
        Matrix<double> scaled = Scaled(jacobian, out double[] scales);
        Matrix<double> inverse = scaled.TransposeThisAndMultiply(scaled).Inverse();
        return Matrix<double>.Build.Dense(
            inverse.RowCount, inverse.ColumnCount, (i, j) => inverse[i, j] / (scales[i] * scales[j]));
    }
}
