namespace Lab.Models.KerrLoops;

/// <summary>Least squares of steps in a signal at places that are given, over a background that is fitted with them: after the
/// background was taken out of signal and steps once, each place costs a few operations. The bin before a step is fitted by
/// itself: the step may fall within it.</summary>
internal sealed class StepFit
{
    private readonly double[][] background; // orthonormal
    private readonly double[] signal; // without background
    private readonly double[] afterwards; // sum of the signal from a bin on
    private readonly double[][] partsOfSteps; // of the step at a bin along each column of the background

    /// <summary>Takes the background out.</summary>
    /// <param name="signal">The signal, shape [bin].</param>
    /// <param name="columns">What the background is made of, each of shape [bin and more]: numbers beyond the bins hold its
    /// coefficients near zero. They are changed.</param>
    public StepFit(double[] signal, double[][] columns)
    {
        Bins = signal.Length;
        background = Orthonormalise(columns);
        this.signal = new double[columns[0].Length];
        signal.CopyTo(this.signal, 0);
        foreach (double[] column in background)
        {
            double part = Product(column, this.signal);
            for (int i = 0; i < this.signal.Length; i++)
            {
                this.signal[i] -= part * column[i];
            }
        }

        afterwards = SumsFrom(this.signal, Bins);
        partsOfSteps = [.. background.Select(column => SumsFrom(column, Bins))];
    }

    /// <summary>Bins of the signal.</summary>
    public int Bins { get; }

    /// <summary>The height of a step.</summary>
    /// <param name="place">The first bin behind it.</param>
    public double[] Heights(int place)
    {
        Span<double> found = stackalloc double[2];
        Solve([place], [1], found);
        return [found[0]];
    }

    /// <summary>The heights of two steps.</summary>
    public double[] Heights(int first, int second)
    {
        Span<double> found = stackalloc double[4];
        Solve([first, second], [], found);
        return [found[0], found[1]];
    }

    /// <summary>Logarithm of the likelihood of one step, over that of none.</summary>
    /// <param name="place">The first bin behind it.</param>
    /// <param name="noise">Noise of a bin.</param>
    /// <param name="swing">Its height as it is likely beforehand.</param>
    public double LogOfOne(int place, double noise, (double Value, double Deviation) swing)
    {
        Span<double> found = stackalloc double[2];
        double gain = Solve([place], [1], found);
        return (gain / (2 * noise * noise)) + Left(found[0], noise * noise / Overlap(place, place), swing)
            + Left(1, noise, Math.Abs(swing.Value));
    }

    /// <summary>Logarithm of the likelihood of two steps of one sign, the first of which has a share of both.</summary>
    /// <param name="first">The first bin behind the first one.</param>
    /// <param name="second">The first bin behind the second one.</param>
    /// <param name="noise">Noise of a bin.</param>
    /// <param name="swing">The sum of their heights as it is likely beforehand.</param>
    /// <param name="shares">The range of the share.</param>
    public double LogOfTwo(
        int first, int second, double noise, (double Value, double Deviation) swing, (double Least, double Most) shares)
    {
        ReadOnlySpan<int> places = [first, second];
        Span<double> found = stackalloc double[4];
        double gain = Solve(places, [], found);
        double sum = found[0] + found[1];
        double share = found[0] / sum;
        if (!(found[0] * found[1] > 0 && share >= shares.Least && share <= shares.Most))
        {
            // The better end of the range of shares.
            gain = Solve(places, [shares.Least, 1 - shares.Least], found);
            sum = found[0];
            double other = Solve(places, [shares.Most, 1 - shares.Most], found);
            (gain, sum) = other > gain ? (other, found[0]) : (gain, sum);
        }

        // The heights are one sum and one share: the part of the ranges of both, and of the two bins, that the noise leaves.
        (double a, double b, double c) = (Overlap(first, first), Overlap(first, second), Overlap(second, second));
        double square = a + c - (2 * b);
        return (gain / (2 * noise * noise)) + Left(sum, noise * noise * square / ((a * c) - (b * b)), swing)
            + Left(square, noise, Math.Abs(swing.Value) * (shares.Most - shares.Least))
            + (2 * Left(1, noise, Math.Abs(swing.Value)));
    }

    // Logarithm of the likelihood of a height that was found with a variance, where one is expected with a deviation.
    private static double Left(double found, double variance, (double Value, double Deviation) expected)
    {
        double all = variance + (expected.Deviation * expected.Deviation);
        double off = found - expected.Value;
        return (Math.Log(variance / all) - (off * off / all)) / 2;
    }

    // Logarithm of the part of a range that the noise leaves of an amplitude whose column has a square.
    private static double Left(double square, double noise, double range) =>
        Math.Log(Math.Min(1, Math.Sqrt(Math.Tau / square) * noise / range));

    /// <summary>Least squares of steps and of the bins before them, in which they may fall.</summary>
    /// <param name="places">The first bins behind the steps.</param>
    /// <param name="shares">The shares of the steps, whose sum is fitted then; empty to fit each.</param>
    /// <param name="found">Receives the heights, or the sum, then those of the bins.</param>
    /// <returns>By how much the sum of squares falls.</returns>
    private double Solve(ReadOnlySpan<int> places, ReadOnlySpan<double> shares, Span<double> found)
    {
        int steps = shares.IsEmpty ? places.Length : 1;
        int count = steps + places.Length;
        Span<double> matrix = stackalloc double[count * count];
        Span<double> right = stackalloc double[count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < places.Length; k++)
                {
                    for (int l = 0; l < places.Length; l++)
                    {
                        double weight = WeightOf(i, k, steps, shares) * WeightOf(j, l, steps, shares);
                        if (weight != 0)
                        {
                            sum += weight * Product(places[k], i >= steps, places[l], j >= steps);
                        }
                    }
                }

                matrix[(i * count) + j] = sum;
            }

            for (int k = 0; k < places.Length; k++)
            {
                right[i] += WeightOf(i, k, steps, shares) * (i >= steps ? signal[places[k] - 1] : afterwards[places[k]]);
            }
        }

        return Gain(matrix, right, found[..count]);
    }

    // How much of a step, or of the bin before it, is in a column.
    private static double WeightOf(int column, int place, int steps, ReadOnlySpan<double> shares) => column >= steps
        ? (column - steps == place ? 1 : 0)
        : shares.IsEmpty ? (column == place ? 1 : 0) : shares[place];

    // The product of two columns without their background: each a step, or the bin before it.
    private double Product(int first, bool isFirstBin, int second, bool isSecondBin)
    {
        double sum = (isFirstBin, isSecondBin) switch
        {
            (true, true) => first == second ? 1 : 0,
            (true, false) => first - 1 >= second ? 1 : 0,
            (false, true) => second - 1 >= first ? 1 : 0,
            _ => Bins - Math.Max(first, second),
        };
        for (int i = 0; i < background.Length; i++)
        {
            sum -= (isFirstBin ? background[i][first - 1] : partsOfSteps[i][first])
                * (isSecondBin ? background[i][second - 1] : partsOfSteps[i][second]);
        }

        return sum;
    }

    // Cholesky's factor of the lower triangle; a column that the others make up gains nothing.
    private static double Gain(Span<double> matrix, Span<double> right, Span<double> found)
    {
        int count = right.Length;
        double gain = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * count) + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[(i * count) + k] * matrix[(j * count) + k];
                }

                double diagonal = matrix[(j * count) + j];
                matrix[(i * count) + j] = i == j
                    ? (sum > 1e-9 * diagonal ? Math.Sqrt(sum) : double.PositiveInfinity)
                    : sum / diagonal;
            }

            double rest = right[i];
            for (int k = 0; k < i; k++)
            {
                rest -= matrix[(i * count) + k] * right[k];
            }

            right[i] = rest / matrix[(i * count) + i];
            gain += right[i] * right[i];
        }

        for (int i = count - 1; i >= 0; i--)
        {
            double rest = right[i];
            for (int k = i + 1; k < count; k++)
            {
                rest -= matrix[(k * count) + i] * found[k];
            }

            found[i] = rest / matrix[(i * count) + i];
        }

        return gain;
    }

    // The product of two steps without their background.
    private double Overlap(int first, int second)
    {
        double sum = Bins - Math.Max(first, second);
        foreach (double[] parts in partsOfSteps)
        {
            sum -= parts[first] * parts[second];
        }

        return Math.Max(sum, 1e-12);
    }

    private static double[] SumsFrom(double[] values, int bins)
    {
        double[] sums = new double[bins + 1];
        for (int i = bins - 1; i >= 0; i--)
        {
            sums[i] = sums[i + 1] + values[i];
        }

        return sums;
    }

    // Gram and Schmidt, twice against rounding; a column that the others make up goes.
    private static double[][] Orthonormalise(double[][] columns)
    {
        List<double[]> found = [];
        foreach (double[] column in columns)
        {
            double before = Math.Sqrt(Product(column, column));
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] other in found)
                {
                    double part = Product(other, column);
                    for (int i = 0; i < column.Length; i++)
                    {
                        column[i] -= part * other[i];
                    }
                }
            }

            double norm = Math.Sqrt(Product(column, column));
            if (norm > 1e-9 * before)
            {
                found.Add([.. column.Select(value => value / norm)]);
            }
        }

        return [.. found];
    }

    private static double Product(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
