using MathNet.Numerics.Distributions;

namespace Lab.Calibration.Noise;

/// <summary>Whether whitened residuals are as free of correlation as noise is.</summary>
/// <param name="DurbinWatson">Σ(e_i − e_{i−1})²/Σe², 2 for white residuals, less where neighbours are alike.</param>
/// <param name="Probability">Probability that white residuals would be at least as correlated over ten lags (Ljung–Box test,
/// doi:10.1093/biomet/65.2.297), 0 to 1. A value near 0 says that the model misses something.</param>
public readonly record struct Whiteness(double DurbinWatson, double Probability)
{
    private const int Lags = 10;

    /// <summary>Tests residuals.</summary>
    /// <param name="residuals">Whitened residuals in the order of measurement, shape [point]; more than ten.</param>
    /// <exception cref="ArgumentException">There are ten residuals or fewer.</exception>
    public static Whiteness Of(ReadOnlySpan<double> residuals)
    {
        int count = residuals.Length;
        if (count <= Lags)
        {
            throw new ArgumentException(
                $"The test of whiteness needs more than {Lags} residuals; got {count}.", nameof(residuals));
        }

        double squares = Products(residuals, lag: 0);
        if (squares == 0)
        {
            return new Whiteness(2, 1);
        }

        double ljungBox = 0;
        for (int lag = 1; lag <= Lags; lag++)
        {
            double correlation = Products(residuals, lag) / squares;
            ljungBox += correlation * correlation / (count - lag);
        }

        double differences = 0;
        for (int i = 1; i < count; i++)
        {
            double difference = residuals[i] - residuals[i - 1];
            differences += difference * difference;
        }

        ljungBox *= count * (count + 2.0);
        return new Whiteness(differences / squares, 1 - ChiSquared.CDF(Lags, ljungBox));
    }

    private static double Products(ReadOnlySpan<double> residuals, int lag)
    {
        double sum = 0;
        for (int i = lag; i < residuals.Length; i++)
        {
            sum += residuals[i] * residuals[i - lag];
        }

        return sum;
    }
}
