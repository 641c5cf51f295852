using Lab.Calibration.Noise;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Least squares with a handful of columns, solved thousands of times by a search:
/// normal equations by Cholesky.</summary>
internal static class SmallLeastSquares
{
    private const double SmallestPivot = 1e-9;

    /// <summary>By how much columns lower the sum of squares; a column that depends on those before it is left out.</summary>
    /// <param name="columns">Shape [column][reading].</param>
    /// <param name="response">Shape [reading].</param>
    /// <param name="used">Number of columns that count.</param>
    public static double Gain(double[][] columns, double[] response, out int used)
    {
        // Gram–Schmidt on the normal equations: row i holds the inner products with the orthonormal directions so far.
        int count = columns.Length;
        double[][] factor = new double[count][];
        double[] forward = new double[count];
        double gain = 0;
        used = 0;
        for (int i = 0; i < count; i++)
        {
            factor[i] = new double[count];
            double norm = InnerProduct.Of(columns[i], columns[i]);
            double pivot = norm;
            double projection = InnerProduct.Of(columns[i], response);
            for (int j = 0; j < i; j++)
            {
                if (factor[j][j] == 0)
                {
                    continue;
                }

                double sum = InnerProduct.Of(columns[i], columns[j]);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[i][k] * factor[j][k];
                }

                factor[i][j] = sum / factor[j][j];
                pivot -= factor[i][j] * factor[i][j];
                projection -= factor[i][j] * forward[j];
            }

            if (pivot > SmallestPivot * norm)
            {
                factor[i][i] = Math.Sqrt(pivot);
                forward[i] = projection / factor[i][i];
                gain += forward[i] * forward[i];
                used++;
            }
            else
            {
                Array.Clear(factor[i]);
            }
        }

        return gain;
    }

    /// <summary>The best weights of the columns and by how much they lower the sum of squares; zero where the columns depend on
    /// each other.</summary>
    /// <param name="columns">Shape [column][reading].</param>
    /// <param name="response">Shape [reading].</param>
    /// <param name="weights">Shape [column].</param>
    public static double Solve(double[][] columns, double[] response, out double[] weights)
    {
        int count = columns.Length;
        weights = new double[count];
        double[,] factor = new double[count, count];
        double[] forward = new double[count];
        double gain = 0;
        for (int i = 0; i < count; i++)
        {
            double norm = InnerProduct.Of(columns[i], columns[i]);
            for (int j = 0; j <= i; j++)
            {
                double sum = i == j ? norm : InnerProduct.Of(columns[i], columns[j]);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }

                if (i == j && !(sum > SmallestPivot * norm))
                {
                    return 0;
                }

                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }

            double projection = InnerProduct.Of(columns[i], response);
            for (int k = 0; k < i; k++)
            {
                projection -= factor[i, k] * forward[k];
            }

            forward[i] = projection / factor[i, i];
            gain += forward[i] * forward[i];
        }

        for (int i = count - 1; i >= 0; i--)
        {
            double sum = forward[i];
            for (int k = i + 1; k < count; k++)
            {
                sum -= factor[k, i] * weights[k];
            }

            weights[i] = sum / factor[i, i];
        }

        return gain;
    }
}
