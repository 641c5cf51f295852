namespace Lab.Models.ClassifierNetworks;

/// <summary>Tones whose distances grow with their frequency, as linewidths do: f_{i+1} − f_i = μ(f_{i+1} + f_i), so that
/// f_i = f_0((1 + μ)/(1 − μ))^i (Leroux thesis, Eq. 5.19; the text before it prints the sum as a difference).</summary>
public static class ToneSpacing
{
    /// <summary>Tones from the lowest to the highest frequency.</summary>
    /// <param name="lowest">Lowest frequency.</param>
    /// <param name="highest">Highest frequency, in the same unit.</param>
    /// <param name="count">How many tones; at least 2.</param>
    public static double[] Between(double lowest, double highest, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        return [.. Enumerable.Range(0, count).Select(i => lowest * Math.Pow(highest / lowest, (double)i / (count - 1)))];
    }

    /// <summary>The spacing coefficient μ of tones between two frequencies (Eq. 5.20).</summary>
    public static double CoefficientOf(double lowest, double highest, int count)
    {
        double ratio = Math.Pow(highest / lowest, 1.0 / (count - 1));
        return (ratio - 1) / (ratio + 1);
    }
}
