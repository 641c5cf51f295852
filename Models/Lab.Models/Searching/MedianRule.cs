using MathNet.Numerics.Statistics;

namespace Lab.Models.Searching;

/// <summary>Gives a trial up when, after some step, the best it has reached is below the median of what the others had reached by
/// then (Golovin et al., Google Vizier, KDD 2017, section 3.2).</summary>
public static class MedianRule
{
    private const int FewestTrials = 10;
    private const double FirstShare = 0.2;

    /// <summary>Whether to give a trial up.</summary>
    /// <param name="step">The step it has come to, from 0.</param>
    /// <param name="steps">How many it would have.</param>
    /// <param name="best">The best it has reached; more is better.</param>
    /// <param name="history">Trials that are known.</param>
    public static bool GivesUp(int step, int steps, double best, IReadOnlyList<SearchTrial> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (step + 1 < FirstShare * steps || step + 1 >= steps)
        {
            return false;
        }

        double[] others = [.. history.Where(known => known.Curve.Length > step).Select(known => known.Curve[step])];
        return others.Length >= FewestTrials && best < others.Median();
    }
}
