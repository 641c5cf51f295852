using MathNet.Numerics.Statistics;

namespace Lab.Models.Searching;

/// <summary>How much each dimension of a search matters by itself: the share of the scores' variance that lies between groups of
/// equal size along it (the correlation ratio η², reduced by what chance alone gives, as ε²; Kelley 1935). What two dimensions do
/// together is in none of them.</summary>
public static class MainEffects
{
    private const int MostGroups = 8;
    private const int FewestInGroup = 4;

    /// <summary>The shares.</summary>
    /// <param name="dimensions">The coordinates.</param>
    /// <param name="trials">The trials; failed ones do not count.</param>
    /// <returns>Shape [dimension], from 0 to 1; 0 where there are too few trials.</returns>
    public static double[] Of(IReadOnlyList<SearchDimension> dimensions, IReadOnlyList<SearchTrial> trials)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        SearchTrial[] known = [.. trials.Where(trial => !double.IsNaN(trial.Score))];
        return [.. dimensions.Select((dimension, d) => Share(dimension, d, known))];
    }

    private static double Share(SearchDimension dimension, int d, SearchTrial[] trials)
    {
        int groups = dimension.Choices > 0 ? dimension.Choices : Math.Min(MostGroups, trials.Length / FewestInGroup);
        if (groups < 2 || trials.Length <= groups)
        {
            return 0;
        }

        // Ranks, so that a few trials that went badly wrong do not outweigh all others.
        double[] score = ArrayStatistics.RanksInplace([.. trials.Select(trial => trial.Score)]);
        int[] order = [.. Enumerable.Range(0, trials.Length).OrderBy(i => trials[i].Place[d])];
        double mean = score.Mean();
        double total = score.Sum(value => (value - mean) * (value - mean));
        double between = Enumerable.Range(0, trials.Length)
            .GroupBy(i => dimension.Choices > 0 ? dimension.ChoiceAt(trials[order[i]].Place[d]) : i * groups / trials.Length)
            .Sum(group => group.Count() * Math.Pow(group.Average(i => score[order[i]]) - mean, 2));
        double within = (total - between) / (trials.Length - groups);
        return total > 0 ? Math.Max(0, (between - ((groups - 1) * within)) / total) : 0;
    }
}
