using Lab.Quantities;

namespace Lab.Benches;

/// <summary>The least loss that a calibration leaves possible between an RF generator and the chain, against frequency. A gate
/// counts with it where it is less than that of the bench file.</summary>
/// <remarks>Immutable and safe to share between threads. Straight between its points, constant beyond its ends.</remarks>
public sealed class LeastRfLoss
{
    private readonly double[] hertz;
    private readonly double[] decibels;

    /// <summary>Makes the curve.</summary>
    /// <param name="frequencyHertz">Frequencies, Hz, shape [point]; ascending.</param>
    /// <param name="lossDecibels">The least loss at each, dB, shape [point]; a gain is negative.</param>
    /// <exception cref="ArgumentException">There is no point, the lengths differ, a number is not finite, or the frequencies do
    /// not ascend.</exception>
    public LeastRfLoss(IReadOnlyList<double> frequencyHertz, IReadOnlyList<double> lossDecibels)
    {
        ArgumentNullException.ThrowIfNull(frequencyHertz);
        ArgumentNullException.ThrowIfNull(lossDecibels);
        bool ascends = frequencyHertz.Zip(frequencyHertz.Skip(1), (low, high) => low < high).All(isUp => isUp);
        if (frequencyHertz.Count == 0 || frequencyHertz.Count != lossDecibels.Count || !ascends
            || !frequencyHertz.Concat(lossDecibels).All(double.IsFinite))
        {
            throw new ArgumentException(
                "A loss needs finite numbers at one ascending frequency or more.", nameof(frequencyHertz));
        }

        hertz = [.. frequencyHertz];
        decibels = [.. lossDecibels];
    }

    /// <summary>The least loss at any frequency.</summary>
    public LevelRatio Anywhere => LevelRatio.FromDecibels(decibels.Min());

    /// <summary>The least loss between two frequencies.</summary>
    /// <param name="lowHertz">The lower one, Hz.</param>
    /// <param name="highHertz">The higher one, Hz.</param>
    public LevelRatio Between(double lowHertz, double highHertz)
    {
        double least = Math.Min(At(lowHertz), At(highHertz));
        for (int i = 0; i < hertz.Length; i++)
        {
            if (hertz[i] > lowHertz && hertz[i] < highHertz)
            {
                least = Math.Min(least, decibels[i]);
            }
        }

        return LevelRatio.FromDecibels(least);
    }

    private double At(double frequencyHertz)
    {
        int above = Array.FindIndex(hertz, value => value >= frequencyHertz);
        if (above <= 0)
        {
            return above < 0 ? decibels[^1] : decibels[0];
        }

        double part = (frequencyHertz - hertz[above - 1]) / (hertz[above] - hertz[above - 1]);
        return decibels[above - 1] + (part * (decibels[above] - decibels[above - 1]));
    }
}
