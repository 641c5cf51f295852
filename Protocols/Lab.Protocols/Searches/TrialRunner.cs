using Lab.Instruments.Clocks;
using Lab.Models.Searching;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Searches;

/// <summary>Runs the searched protocol with some settings, without a record of it.</summary>
internal sealed class TrialRunner(HyperparameterSearchSettings settings, IProtocol protocol, SearchSpace space)
{
    private readonly Dictionary<string, string> common = new(SearchSpace.SplitPairs(settings.Fixed is "none" ? string.Empty : settings.Fixed, "fixed"));

    /// <summary>Whether the protocol is computed alone, so that trials can run beside each other; known once
    /// <see cref="RequireUsable"/> has looked.</summary>
    public bool IsComputed { get; private set; }

    /// <summary>Why the last of the trials that failed did; <see langword="null"/> where none has in this process.</summary>
    public string? LastFailure { get; private set; }

    // All scores are such that more is better.
    private double Sign => settings.Minimise ? -1 : 1;

    /// <summary>The objective of a score.</summary>
    public double ObjectiveOf(double score) => Sign * score;

    /// <summary>Refuses what no trial could be run with.</summary>
    /// <exception cref="SettingsException">A fixed setting is searched too, does not fit, or the watched column is none.</exception>
    public void RequireUsable()
    {
        if (space.Names.FirstOrDefault(common.ContainsKey) is { } twice)
        {
            throw new SettingsException($"The setting '{twice}' is in 'fixed' and in 'space'; it can be in one of them.");
        }

        IExperiment middle = Create([.. space.Dimensions.Select(_ => 0.5)]);
        IsComputed = middle.IsComputed;
        string[] columns = [.. middle.Columns.Where(column => column.Kind == ColumnKind.Number).Select(column => column.Name)];
        if (settings.Watch.Length > 0 && !columns.Contains(settings.Watch))
        {
            throw new SettingsException($"The setting 'watch' is '{settings.Watch}'; {protocol.Name} has the columns {string.Join(", ", columns)}.");
        }
    }

    /// <summary>Runs one trial.</summary>
    /// <param name="place">Where, shape [dimension].</param>
    /// <param name="context">The bench, and the seed of the search.</param>
    /// <param name="seed">Seed of the trial.</param>
    /// <param name="history">Trials to compare with; <see langword="null"/> lets it end in any case.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The trial; its score is that of its best point where it was given up, and NaN where it failed.</returns>
    /// <exception cref="RunException">The protocol has no such result.</exception>
    public async ValueTask<SearchTrial> RunAsync(double[] place, ExperimentContext context, ulong seed, IReadOnlyList<SearchTrial>? history, CancellationToken cancellationToken)
    {
        IExperiment experiment;
        try
        {
            experiment = Create(place);
        }
        catch (SettingsException error)
        {
            LastFailure = error.Message; // settings that do not go together
            return new SearchTrial(place, double.NaN, []);
        }

        List<double> curve = [];
        try
        {
            IMeasurement measurement = await experiment.PrepareAsync(context.WithSeed(seed), cancellationToken).ConfigureAwait(false);
            Duration began = context.Bench.Clock.Now();
            var points = new MemoryPoints(experiment.Columns);
            int watched = experiment.Columns.ToList().FindIndex(column => column.Name == settings.Watch);
            for (int point = 0; point < experiment.PointCount; point++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var row = new Row(experiment.Columns);
                await measurement.MeasureAsync(point, row, cancellationToken).ConfigureAwait(false);
                points.Append(point, (context.Bench.Clock.Now() - began).Seconds, row);
                if (watched < 0)
                {
                    continue;
                }

                double now = Sign * row.NumberAt(watched);
                curve.Add(curve.Count == 0 || !(now <= curve[^1]) ? now : curve[^1]);
                if (history is not null && MedianRule.GivesUp(point, experiment.PointCount, curve[^1], history))
                {
                    return new SearchTrial(place, curve[^1], [.. curve]);
                }
            }

            Analysis analysis = experiment.Analyse(points);
            LastFailure = analysis.Failure ?? LastFailure;
            double score = Sign * Objective(analysis);
            return new SearchTrial(place, score, [.. curve]) { IsWhole = !double.IsNaN(score) };
        }
        catch (RunException error)
        {
            LastFailure = error.Message; // it diverged, say
            return new SearchTrial(place, double.NaN, [.. curve]);
        }
    }

    private double Objective(Analysis analysis)
    {
        ResultValue? result = analysis.Results.FirstOrDefault(result => result.Name == settings.Objective);
        return result is not null || analysis.Failure is not null
            ? result?.Value ?? double.NaN
            : throw new SettingsException($"The setting 'objective' is '{settings.Objective}'; {protocol.Name} has the results {string.Join(", ", analysis.Results.Select(each => each.Name))}.");
    }

    private IExperiment Create(double[] place) => protocol.Create(
        SettingsBinder.Bind(protocol.SettingsType, new Dictionary<string, string>([.. common, .. space.At(place)])));
}
