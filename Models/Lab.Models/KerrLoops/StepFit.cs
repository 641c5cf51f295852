namespace Lab.Models.KerrLoops;

/// <summary>Least squares of steps in a signal at places that are given, over a background that is fitted with them: after the background
/// was taken out of signal and steps once, each place costs a few operations.</summary>
internal sealed class StepFit
{
    private readonly double[][] background; // orthonormal
    private readonly double[] signal; // without background
    private readonly double[] afterwards; // sum of the signal from a bin on
    private readonly double[][] partsOfSteps; // of the step at a bin along each column of the background

    /// <summary>Takes the background out.</summary>
    /// <param name="signal">The signal, shape [bin].</param>
    /// <param name="columns">What the background is made of, each of shape [bin and more]: numbers beyond the bins hold its coefficients
    /// near zero. They are changed.</param>
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
    public double[] Heights(int place) => [afterwards[place] / Overlap(place, place)];

    /// <summary>The heights of two steps.</summary>
    public double[] Heights(int first, int second)
    {
        (double a, double b, double c) = (Overlap(first, first), Overlap(first, second), Overlap(second, second));
        double determinant = (a * c) - (b * b);
        (double p, double q) = (afterwards[first], afterwards[second]);
        return determinant > 1e-9 * a * c ? [((c * p) - (b * q)) / determinant, ((a * q) - (b * p)) / determinant] : [p / a, 0];
    }

    /// <summary>Logarithm of the likelihood of one step, over that of none.</summary>
    /// <param name="place">The first bin behind it.</param>
    /// <param name="noise">Noise of a bin.</param>
    /// <param name="whole">The range of heights that are likely beforehand.</param>
    public double LogOfOne(int place, double noise, double whole)
    {
        double square = Overlap(place, place);
        double gain = afterwards[place] * afterwards[place] / square / (2 * noise * noise);
        return gain + Math.Log(Math.Min(1, Math.Sqrt(Math.Tau / square) * noise / whole));
    }

    /// <summary>Logarithm of the likelihood of two steps of one sign, the first of which has a share of both.</summary>
    /// <param name="first">The first bin behind the first one.</param>
    /// <param name="second">The first bin behind the second one.</param>
    /// <param name="noise">Noise of a bin.</param>
    /// <param name="whole">The range of heights that are likely beforehand.</param>
    /// <param name="shares">The range of the share.</param>
    public double LogOfTwo(int first, int second, double noise, double whole, (double Least, double Most) shares)
    {
        (double a, double b, double c) = (Overlap(first, first), Overlap(first, second), Overlap(second, second));
        (double p, double q) = (afterwards[first], afterwards[second]);
        double determinant = (a * c) - (b * b);
        if (!(determinant > 1e-9 * a * c))
        {
            return double.NegativeInfinity;
        }

        (double one, double two) = (((c * p) - (b * q)) / determinant, ((a * q) - (b * p)) / determinant);
        double share = one / (one + two);
        double gain;
        if (one * two > 0 && share >= shares.Least && share <= shares.Most)
        {
            gain = (one * p) + (two * q);
        }
        else
        {
            // The better end of the range of shares.
            gain = Math.Max(GainAt(shares.Least), GainAt(shares.Most));
        }

        // The part of the ranges of height and share that the noise leaves.
        double leftOfTotal = Math.Min(1, Math.Sqrt(Math.Tau / a) * noise / whole);
        double leftOfShare = Math.Min(1, Math.Sqrt(Math.Tau * a / determinant) * noise / (whole * (shares.Most - shares.Least)));
        return (gain / (2 * noise * noise)) + Math.Log(leftOfTotal * leftOfShare);

        double GainAt(double w)
        {
            double square = (w * w * a) + (2 * w * (1 - w) * b) + ((1 - w) * (1 - w) * c);
            double product = (w * p) + ((1 - w) * q);
            return product * product / square;
        }
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
