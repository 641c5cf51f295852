using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Resonances;

/// <summary>Fits lines at several angles of the field with one resonance field and one half width: heights, straight background
/// and its slope are those of each angle.</summary>
/// <remarks>Gauss–Newton steps in field and width, with the heights eliminated at each angle. The noise is that of
/// <see cref="ResonanceLineFit"/>, the same at all angles. An angle at which the line vanishes tells its heights as well as any
/// other.</remarks>
public static class LineFamilyFit
{
    private const int Common = 2; // field, half width
    private const int Rounds = 3;
    private const int Steps = 8;
    private const int Own = 4; // symmetric, antisymmetric, background and its slope

    /// <summary>Fits.</summary>
    /// <param name="lines">The readings, at least <see cref="ResonanceLineFit.FewestPoints"/> fields at each angle.</param>
    /// <param name="failure">Why there is none, in words for the experimenter; <see langword="null"/> where there is.</param>
    /// <returns>The lines; <see langword="null"/> where none was found at any angle.</returns>
    public static LineFamily? Fit(IReadOnlyList<LineAtAngle> lines, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(lines);
        failure = null;
        List<(int Angle, ResonanceLine Line)> own = [];
        for (int i = 0; i < lines.Count; i++)
        {
            if (ResonanceLineFit.Fit(lines[i].FieldTesla, lines[i].Volts, isDerivative: false, out string? why) is { } line)
            {
                own.Add((i, line));
            }
            else
            {
                failure ??= why;
            }
        }

        if (own.Count == 0)
        {
            return null;
        }

        failure = null;
        Vector<double> common = Mean([.. own.Select(each => each.Line)]);
        double[][] parameters = [.. lines.Select(_ => new double[Common + Own])];
        double[][] weights = [.. lines.Select(line => line.FieldTesla.Select(_ => 1.0).ToArray())];
        new Elimination(lines, parameters, weights, common).Settle(parameters, step: null);
        for (int round = 0; round < Rounds; round++)
        {
            for (int step = 0; step < Steps; step++)
            {
                common += new Elimination(lines, parameters, weights, common).Move(parameters);
            }

            weights = WeightsOf(lines, parameters, common);
        }

        return Result(lines, parameters, weights, common, own);
    }

    private static LineFamily Result(
        IReadOnlyList<LineAtAngle> lines, double[][] parameters, double[][] weights, Vector<double> common,
        List<(int Angle, ResonanceLine Line)> own)
    {
        var last = new Elimination(lines, parameters, weights, common);
        last.Settle(parameters, step: null);
        int count = lines.Count;
        int points = lines.Sum(line => line.Volts.Length);
        double variance = last.Residuals.Sum(each => each.DotProduct(each)) / (points - Common - (Own * count) - 1);
        Matrix<double> commonCovariance = last.Information.Inverse() * variance;
        Matrix<double> covariance = Matrix<double>.Build.Dense(2 * count, 2 * count, (row, column) =>
        {
            (int one, int other) = (row % count, column % count);
            (int part, int otherPart) = (row / count, column / count);
            double shared = last.Responses[one].Row(part) * commonCovariance * last.Responses[other].Row(otherPart);
            return shared + (one == other ? last.Inverses[one][part, otherPart] * variance : 0);
        });
        return new LineFamily(
            new Estimate(common[0], Math.Sqrt(commonCovariance[0, 0])),
            new Estimate(common[1], Math.Sqrt(commonCovariance[1, 1])),
            [.. parameters.Select((each, i) => new Estimate(each[Common], Math.Sqrt(covariance[i, i])))],
            [
                .. parameters.Select((each, i) => new Estimate(
                    each[Common + 1], Math.Sqrt(covariance[count + i, count + i]))),
            ],
            Math.Sqrt(variance),
            own,
            own.Count == 1 ? 1 : 1 - ChiSquared.CDF(
                Common * (own.Count - 1), own.Sum(each => last.GainOf(each.Angle)) / variance),
            Normal.CDF(0, 1, -CorrelationOf(last.Residuals) * Math.Sqrt(points)))
        {
            Fitted =
            [
                .. lines.Select((line, i) => line.Volts
                    .Select((volts, k) => volts - (last.Residuals[i][k] / Math.Sqrt(weights[i][k]))).ToArray()),
            ],
            Covariance = covariance,
        };
    }

    // Neighbours that are alike, at all angles together. Fitted noise is rather unlike its neighbours, by a few per cent.
    private static double CorrelationOf(IReadOnlyList<Vector<double>> residuals)
    {
        double products = residuals.Sum(each => Enumerable.Range(1, each.Count - 1).Sum(i => each[i] * each[i - 1]));
        double squares = residuals.Sum(each => each.DotProduct(each));
        return squares > 0 ? products / squares : 0;
    }

    // The mean of fields and widths, weighted by their covariances.
    private static Vector<double> Mean(IReadOnlyList<ResonanceLine> lines)
    {
        Matrix<double> information = Matrix<double>.Build.Dense(Common, Common);
        Vector<double> sum = Vector<double>.Build.Dense(Common);
        foreach (ResonanceLine line in lines)
        {
            Matrix<double> weight = Matrix<double>.Build.DenseOfArray(new[,]
            {
                { Math.Pow(line.Field.StandardUncertainty, 2), line.Covariance },
                { line.Covariance, Math.Pow(line.HalfWidth.StandardUncertainty, 2) },
            }).Inverse();
            information += weight;
            sum += weight * Vector<double>.Build.DenseOfArray([line.Field.Value, line.HalfWidth.Value]);
        }

        return information.Solve(sum);
    }

    private static double[][] WeightsOf(IReadOnlyList<LineAtAngle> lines, double[][] parameters, Vector<double> common)
    {
        List<double> residuals = [];
        List<double> slopes = [];
        for (int i = 0; i < lines.Count; i++)
        {
            (Matrix<double> jacobian, Vector<double> left) = ResonanceLineFit.Linearise(
                lines[i].FieldTesla, lines[i].Volts, isDerivative: false, [.. common, .. parameters[i].Skip(Common)],
                [.. lines[i].Volts.Select(_ => 1.0)]);
            residuals.AddRange(left);
            slopes.AddRange(jacobian.Column(0));
        }

        double[] all = ResonanceLineFit.WeightsOf(residuals, slopes);
        int from = 0;
        return [.. lines.Select(line => all[from..(from += line.Volts.Length)])];
    }

    /// <summary>The linearised lines with the parameters of each angle eliminated.</summary>
    private sealed class Elimination
    {
        private readonly Vector<double> gradient;
        private readonly Vector<double>[] own;
        private readonly (Vector<double> Gradient, Matrix<double> Information)[] each;

        public Elimination(
            IReadOnlyList<LineAtAngle> lines, double[][] parameters, double[][] weights, Vector<double> common)
        {
            int count = lines.Count;
            Information = Matrix<double>.Build.Dense(Common, Common);
            gradient = Vector<double>.Build.Dense(Common);
            own = new Vector<double>[count];
            each = new (Vector<double>, Matrix<double>)[count];
            Responses = new Matrix<double>[count];
            Inverses = new Matrix<double>[count];
            Residuals = new Vector<double>[count];
            for (int i = 0; i < count; i++)
            {
                (Matrix<double> jacobian, Vector<double> residuals) = ResonanceLineFit.Linearise(
                    lines[i].FieldTesla, lines[i].Volts, isDerivative: false, [.. common, .. parameters[i].Skip(Common)],
                    weights[i]);
                Matrix<double> shape = jacobian.SubMatrix(0, jacobian.RowCount, Common, Own);
                Matrix<double> moved = jacobian.SubMatrix(0, jacobian.RowCount, 0, Common);
                Inverses[i] = shape.TransposeThisAndMultiply(shape).Inverse();
                own[i] = Inverses[i] * shape.TransposeThisAndMultiply(residuals);
                Responses[i] = -(Inverses[i] * shape.TransposeThisAndMultiply(moved));
                Matrix<double> across = moved + (shape * Responses[i]);
                Residuals[i] = residuals - (shape * own[i]);
                each[i] = (across.TransposeThisAndMultiply(Residuals[i]), across.TransposeThisAndMultiply(across));
                Information += each[i].Information;
                gradient += each[i].Gradient;
            }
        }

        /// <summary>Information of the readings on field and width.</summary>
        public Matrix<double> Information { get; }

        /// <summary>Change of an angle's own parameters with field and width, where they are fitted again.</summary>
        public Matrix<double>[] Responses { get; }

        /// <summary>Inverse information on an angle's own parameters.</summary>
        public Matrix<double>[] Inverses { get; }

        /// <summary>What the best parameters of each angle leave of its readings, weighted.</summary>
        public Vector<double>[] Residuals { get; }

        /// <summary>By how much the squares at an angle would fall with a field and a width of its own, V².</summary>
        public double GainOf(int angle) => each[angle].Gradient * each[angle].Information.Solve(each[angle].Gradient);

        /// <summary>Moves field and width towards their best, and all parameters of each angle with them.</summary>
        /// <returns>The way of field and width.</returns>
        public Vector<double> Move(double[][] parameters)
        {
            Vector<double> step = Information.Solve(gradient);
            Settle(parameters, step);
            return step;
        }

        /// <summary>Moves the parameters of each angle to their best for field and width as they are, or after a step.</summary>
        public void Settle(double[][] parameters, Vector<double>? step)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                Vector<double> change = step is null ? own[i] : own[i] + (Responses[i] * step);
                for (int k = 0; k < Own; k++)
                {
                    parameters[i][Common + k] += change[k];
                }
            }
        }
    }
}
