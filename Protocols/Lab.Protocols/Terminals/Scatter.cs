namespace Lab.Protocols.Terminals;

/// <summary>Mean and scatter of the readings of a point.</summary>
internal static class Scatter
{
    /// <summary>The mean of some values; NaN where one has no value.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>The standard deviation of one value (divisor n − 1); NaN where one has no value, or with less than two.</summary>
    public static double Deviation(ReadOnlySpan<double> values)
    {
        double mean = Mean(values);
        double sum = 0;
        foreach (double value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return Math.Sqrt(sum / (values.Length - 1));
    }
}
