namespace Lab.Calibration.Switching;

/// <summary>An interval of a probability from a count: E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927). It stays between 0 and
/// 1, and tells something where none or all of the trials came out.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct WilsonInterval(double Lower, double Upper)
{
    /// <summary>The interval of a count.</summary>
    /// <param name="successes">How many came out, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How many there were. Positive.</param>
    /// <param name="deviations">Half the width in standard deviations: 1 for 68 %, 1.96 for 95 %.</param>
    /// <exception cref="ArgumentOutOfRangeException">The counts are not of that kind.</exception>
    public static WilsonInterval Of(int successes, int trials, double deviations = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        double share = (double)successes / trials;
        double square = deviations * deviations / trials;
        double middle = (share + (square / 2)) / (1 + square);
        double half = deviations / (1 + square) * Math.Sqrt((share * (1 - share) / trials) + (square / 4 / trials));
        return new WilsonInterval(Math.Max(middle - half, 0), Math.Min(middle + half, 1));
    }
}
