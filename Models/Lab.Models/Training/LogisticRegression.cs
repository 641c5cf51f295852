namespace Lab.Models.Training;

/// <summary>Logistic regression: log-odds of class 1 = Σ_k weight_k·feature_k + bias at the least cross-entropy, the best
/// straight boundary that its samples tell of.</summary>
/// <remarks>Newton's method in features of mean 0 and standard deviation 1. A small ridge on the weights there keeps them finite
/// where a straight line divides the samples without an error.</remarks>
public static class LogisticRegression
{
    private const double Ridge = 0.01; // of the sum over the samples
    private const int MostSteps = 100;
    private const double Settled = 1e-10;

    /// <summary>Fits weights and bias.</summary>
    /// <param name="features">Shape [sample][feature]; all of one length, finite.</param>
    /// <param name="targets">The class of each sample, 0 or 1, shape [sample].</param>
    /// <returns>The weights in the features' inverse units, then the bias, shape [feature + 1].</returns>
    /// <exception cref="ArgumentException">There are no samples, or another number of targets.</exception>
    public static double[] Fit(IReadOnlyList<double[]> features, IReadOnlyList<double> targets)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        if (features.Count == 0 || features.Count != targets.Count)
        {
            throw new ArgumentException(
                $"There are {features.Count} samples and {targets.Count} targets; as many are needed, and at least one.",
                nameof(targets));
        }

        int count = features[0].Length;
        double[] means = [.. Enumerable.Range(0, count).Select(k => features.Average(sample => sample[k]))];
        double[] scales = [.. Enumerable.Range(0, count).Select(k => ScaleOf(features, k, means[k]))];
        double[][] rows =
            [.. features.Select(sample => (double[])[.. sample.Select((value, k) => (value - means[k]) / scales[k]), 1])];
        double[] found = Minimise(rows, targets);
        double[] weights = [.. Enumerable.Range(0, count).Select(k => found[k] / scales[k])];
        return [.. weights, found[count] - weights.Select((weight, k) => weight * means[k]).Sum()];
    }

    /// <summary>Log-odds of class 1 of a sample.</summary>
    /// <param name="fitted">The weights and the bias that <see cref="Fit"/> gave.</param>
    /// <param name="sample">The features of a sample, shape [feature].</param>
    public static double LogOdds(double[] fitted, double[] sample)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        ArgumentNullException.ThrowIfNull(sample);
        return fitted[^1] + sample.Select((value, k) => fitted[k] * value).Sum();
    }

    private static double ScaleOf(IReadOnlyList<double[]> features, int k, double mean)
    {
        double deviation = Math.Sqrt(features.Average(sample => (sample[k] - mean) * (sample[k] - mean)));
        return deviation > 0 ? deviation : 1;
    }

    private static double[] Minimise(double[][] rows, IReadOnlyList<double> targets)
    {
        double[] at = new double[rows[0].Length];
        double loss = LossAt(at, rows, targets);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] move = NewtonStep(at, rows, targets);
            double share = 1;
            double[] next;
            double nextLoss;
            do
            {
                next = [.. at.Select((value, k) => value + (share * move[k]))];
                nextLoss = LossAt(next, rows, targets);
                share /= 2;
            }
            while (!(nextLoss <= loss) && share > Settled);

            bool isSettled = !(loss - nextLoss > Settled * loss);
            if (nextLoss <= loss)
            {
                (at, loss) = (next, nextLoss);
            }

            if (isSettled)
            {
                break;
            }
        }

        return at;
    }

    private static double LossAt(double[] at, double[][] rows, IReadOnlyList<double> targets)
    {
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double odds = Dot(at, rows[i]);
            sum += Math.Max(odds, 0) - (odds * targets[i]) + Math.Log(1 + Math.Exp(-Math.Abs(odds)));
        }

        return sum + (0.5 * Ridge * at[..^1].Sum(weight => weight * weight));
    }

    private static double[] NewtonStep(double[] at, double[][] rows, IReadOnlyList<double> targets)
    {
        int count = at.Length;
        double[,] curvature = new double[count, count];
        double[] downhill = new double[count];
        for (int i = 0; i < rows.Length; i++)
        {
            double probability = 1 / (1 + Math.Exp(-Dot(at, rows[i])));
            for (int k = 0; k < count; k++)
            {
                downhill[k] += (targets[i] - probability) * rows[i][k];
                for (int l = 0; l < count; l++)
                {
                    curvature[k, l] += probability * (1 - probability) * rows[i][k] * rows[i][l];
                }
            }
        }

        for (int k = 0; k < count; k++)
        {
            curvature[k, k] += Ridge;
            downhill[k] -= k < count - 1 ? Ridge * at[k] : 0;
        }

        return Solve(curvature, downhill);
    }

    /// <summary>Solves a positive definite system by Cholesky's method.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int count = right.Length;
        double[,] root = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = matrix[i, j];
                for (int k = 0; k < j; k++)
                {
                    rest -= root[i, k] * root[j, k];
                }

                root[i, j] = i == j ? Math.Sqrt(rest) : rest / root[j, j];
            }
        }

        double[] solution = [.. right];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < i; k++)
            {
                solution[i] -= root[i, k] * solution[k];
            }

            solution[i] /= root[i, i];
        }

        for (int i = count - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < count; k++)
            {
                solution[i] -= root[k, i] * solution[k];
            }

            solution[i] /= root[i, i];
        }

        return solution;
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int k = 0; k < left.Length; k++)
        {
            sum += left[k] * right[k];
        }

        return sum;
    }
}
