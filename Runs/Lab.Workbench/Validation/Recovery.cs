using Lab.Runs.Results;

namespace Lab.Workbench.Validation;

/// <summary>The result of a study: how well each result recovers what was hidden, and which seeds failed.</summary>
public sealed class Recovery
{
    private const double FullTurn = 360;

    /// <summary>Sums the seeds up.</summary>
    /// <param name="outcomes">The seeds that are done, in their order.</param>
    public Recovery(IReadOnlyList<SeedOutcome> outcomes)
    {
        Outcomes = outcomes;
        SeedOutcome[] good = [.. outcomes.Where(outcome => outcome.Failure is null)];

        // A result counts as not determined where some other seed of the study gives it.
        string[] names = [.. good.SelectMany(
            outcome => outcome.Results.Select(result => result.Name).Where(outcome.Truth.ContainsKey)).Distinct()];
        Results = [.. names.Select(name => Of(name, good))];
        SeedShares = [.. good.Select(Share).OfType<double>()];
        WithheldCount = good.Count(outcome => outcome.Results.Any(result => result.Uncertainty is null
            && outcome.Truth.ContainsKey(result.Name)));
    }

    /// <summary>The seeds.</summary>
    public IReadOnlyList<SeedOutcome> Outcomes { get; }

    /// <summary>The results that have something to be compared with.</summary>
    public IReadOnlyList<RecoveredResult> Results { get; }

    /// <summary>The seeds that failed.</summary>
    public IReadOnlyList<SeedOutcome> Failures => [.. Outcomes.Where(outcome => outcome.Failure is not null)];

    /// <summary>How many seeds warned that their model does not describe the readings, and withheld uncertainties.</summary>
    public int WithheldCount { get; }

    /// <summary>How many results are off by more than three stated uncertainties.</summary>
    public int BeyondCount => Results.Sum(result => result.BeyondCount);

    /// <summary>How many results have a stated uncertainty.</summary>
    public int StatedCount => Results.Sum(result => result.Count);

    /// <summary>Share of the results within one uncertainty, all results and seeds together; NaN where none has one.</summary>
    public double Coverage => SeedShares.Count > 0 ? SeedShares.Average() : double.NaN;

    /// <summary>Standard error of <see cref="Coverage"/> from its scatter over the seeds, since the results of one seed belong
    /// together.</summary>
    public double CoverageError => SeedShares.Count > 1
        ? Math.Sqrt(SeedShares.Sum(share => (share - Coverage) * (share - Coverage)) / (SeedShares.Count - 1) / SeedShares.Count)
        : double.NaN;

    /// <summary>Root of the mean square of all z; NaN where there is none.</summary>
    public double RootMeanSquareScore
    {
        get
        {
            double[] scores = [.. Results.SelectMany(result => result.Scores)];
            return scores.Length > 0 ? Math.Sqrt(scores.Average(z => z * z)) : double.NaN;
        }
    }

    private IReadOnlyList<double> SeedShares { get; }

    private static RecoveredResult Of(string name, SeedOutcome[] outcomes)
    {
        string unit = outcomes.SelectMany(outcome => outcome.Results).First(result => result.Name == name).Unit;
        var recovered = new RecoveredResult(name, unit);
        foreach (SeedOutcome outcome in outcomes)
        {
            if (Compare(outcome, outcome.Results.FirstOrDefault(result => result.Name == name)) is not { } known)
            {
                recovered.AddNotDetermined();
            }
            else if (known.Truth is { } truth)
            {
                recovered.Add(known.Value, known.Uncertainty, truth);
            }
            else
            {
                recovered.AddUnfounded();
            }
        }

        return recovered;
    }

    private static (double Value, double Uncertainty, double? Truth)? Compare(SeedOutcome outcome, ResultValue? result)
    {
        if (result is not { Uncertainty: { } uncertainty } || !outcome.Truth.TryGetValue(result.Name, out double? truth))
        {
            return null;
        }

        // An angle is the same after a full turn.
        return (result.Unit == "°" && truth is { } angle
            ? angle + Math.IEEERemainder(result.Value - angle, FullTurn)
            : result.Value, uncertainty, truth);
    }

    private static double? Share(SeedOutcome outcome)
    {
        double[] within =
        [
            .. outcome.Results.Select(result => Compare(outcome, result))
                .OfType<(double Value, double Uncertainty, double? Truth)>()
                .Select(known => known.Truth is { } truth && Math.Abs(known.Value - truth) <= known.Uncertainty ? 1.0 : 0.0),
        ];
        return within.Length > 0 ? within.Average() : null;
    }
}
