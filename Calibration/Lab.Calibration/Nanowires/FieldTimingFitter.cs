using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Nanowires;

/// <summary>Fits records of one period, all of one length and rate: least squares, prepared once.</summary>
public sealed class FieldTimingFitter
{
    // The first part of a record still has what was before it.
    private const double LeftOut = 0.125;

    private const int Fewest = 8 * FieldTiming.Coefficients;

    private readonly int first;
    private readonly double hertz;
    private readonly double[][] projection; // shape [coefficient, sample]

    /// <summary>Prepares it.</summary>
    /// <param name="samples">Samples of a period.</param>
    /// <param name="samplesPerSecond">Their rate, 1/s.</param>
    /// <exception cref="ArgumentException">There are too few samples.</exception>
    public FieldTimingFitter(int samples, double samplesPerSecond)
    {
        if (samples < Fewest)
        {
            throw new ArgumentException(
                $"A period of {samples} samples is too short; {Fewest} are needed.", nameof(samples));
        }

        hertz = samplesPerSecond / samples;
        first = (int)(LeftOut * samples);
        var design = Matrix<double>.Build.Dense(samples - first, FieldTiming.Coefficients, (row, column) =>
        {
            double phase = Math.Tau * ((column + 1) / 2) * (row + first) / samples;
            return column == 0 ? 1 : column % 2 == 1 ? Math.Sin(phase) : Math.Cos(phase);
        });
        projection = (design.TransposeThisAndMultiply(design).Inverse() * design.Transpose()).ToRowArrays();
    }

    /// <summary>The field of a record.</summary>
    /// <param name="tesla">The record from the trigger on, T, shape [sample]; samples beyond a period do not count.</param>
    public FieldTiming Fit(ReadOnlySpan<double> tesla)
    {
        double[] series = new double[FieldTiming.Coefficients];
        for (int i = 0; i < FieldTiming.Coefficients; i++)
        {
            double[] row = projection[i];
            double sum = 0;
            for (int j = 0; j < row.Length; j++)
            {
                sum += row[j] * tesla[first + j];
            }

            series[i] = sum;
        }

        return new FieldTiming(hertz, series);
    }
}
