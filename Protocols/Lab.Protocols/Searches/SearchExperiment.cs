using Lab.Models.Searching;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Searches;

/// <summary>A trial a point, in groups that are run beside each other; then the best ones again.</summary>
/// <remarks>Where a trial is made depends on the groups before its own alone, so that a search that was killed goes on in the same
/// way.</remarks>
internal sealed class SearchExperiment(HyperparameterSearchSettings settings, SearchSpace space, TrialRunner runner) : IExperiment
{
    private const int Failed = -1;

    private static readonly Column ScoreColumn = new("objective", "", "The objective; of a trial that was given up the best value watched, of one that failed 0.");
    private static readonly Column WholeColumn = new("whole", "", "1 where the trial went through all its points, 0 where it was given up, -1 where it failed.");
    private static readonly Column CandidateColumn = new("candidate", "", "Number of the trial whose settings these are.");
    private static readonly Column PlaceColumn = new("place", "", "Where in the space, each coordinate from 0 to 1.", ColumnKind.Array);
    private static readonly Column CurveColumn = new("curve", "", "Best watched value after each point of the trial.", ColumnKind.Array);

    private readonly Dictionary<int, SearchTrial> trials = [];
    private readonly Dictionary<int, SearchTrial> ahead = [];
    private ExperimentContext? context;
    private ParzenSampler? sampler;

    public IReadOnlyList<Column> Columns { get; } =
    [
        .. space.Names.Select((name, d) => new Column(name, "", space.Describe(d))), ScoreColumn, WholeColumn, CandidateColumn, PlaceColumn, CurveColumn,
    ];

    public bool IsComputed => runner.IsComputed;

    public bool Learns => true;

    public int PointCount => settings.Trials + (settings.Finalists * settings.Confirmations);

    public string Describe(int point) => point < settings.Trials
        ? $"trial {point + 1} of {settings.Trials}"
        : $"finalist {((point - settings.Trials) / settings.Confirmations) + 1} of {settings.Finalists} again, {((point - settings.Trials) % settings.Confirmations) + 1} of {settings.Confirmations}";

    public ValueTask PrepareAsync(ExperimentContext given, CancellationToken cancellationToken)
    {
        if (!IsComputed && !given.Bench.IsSimulated)
        {
            throw new RunException("A search measures with settings that nobody has looked at: it runs on twins only. Take --simulate, and run the protocol with what it finds.");
        }

        context = given;
        sampler = new ParzenSampler(space.Dimensions, given.Seed);
        return ValueTask.CompletedTask;
    }

    public void Restore(IRunData data)
    {
        double[] scores = data.Numbers(ScoreColumn.Name);
        double[] whole = data.Numbers(WholeColumn.Name);
        double[][] places = data.Arrays(PlaceColumn.Name);
        double[][] curves = data.Arrays(CurveColumn.Name);
        for (int i = 0; i < data.Count; i++)
        {
            trials[(int)data.Points[i]] = new SearchTrial(places[i], whole[i] == Failed ? double.NaN : runner.ObjectiveOf(scores[i]), [.. curves[i].Select(runner.ObjectiveOf)]) { IsWhole = whole[i] == 1 };
        }
    }

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        if (!ahead.ContainsKey(point))
        {
            await RunGroupAsync(point, cancellationToken).ConfigureAwait(false);
        }

        SearchTrial trial = trials[point] = ahead[point];
        ahead.Remove(point);
        for (int d = 0; d < space.Names.Count; d++)
        {
            row.Set(Columns[d], space.NumberAt(d, trial.Place[d]));
        }

        row.Set(ScoreColumn, double.IsNaN(trial.Score) ? 0 : runner.ObjectiveOf(trial.Score));
        row.Set(WholeColumn, double.IsNaN(trial.Score) ? Failed : trial.IsWhole ? 1 : 0);
        row.Set(CandidateColumn, CandidateOf(point));
        row.Set(PlaceColumn, trial.Place);
        row.Set(CurveColumn, [.. trial.Curve.Select(runner.ObjectiveOf)]);
    }

    public Analysis Analyse(IRunData data)
    {
        trials.Clear();
        Restore(data);
        return new SearchAnalysis(settings, space, runner, [.. Enumerable.Range(0, settings.Trials).Select(point => trials[point])], [.. Enumerable.Range(settings.Trials, PointCount - settings.Trials).Select(point => trials[point])], Finalists()).Conclude();
    }

    // The rest of the point's group: the trials of one group know those of the groups before.
    private async Task RunGroupAsync(int point, CancellationToken cancellationToken)
    {
        int end = Math.Min(point < settings.Trials ? settings.Trials : PointCount, ((point / settings.Parallel) + 1) * settings.Parallel);
        int first = point / settings.Parallel * settings.Parallel;
        SearchTrial[] history = [.. Enumerable.Range(0, Math.Min(first, settings.Trials)).Select(known => trials[known])];
        var found = new SearchTrial[end - point];
        try
        {
            await Parallel.ForAsync(
                point,
                end,
                new ParallelOptions { MaxDegreeOfParallelism = IsComputed ? settings.Parallel : 1, CancellationToken = cancellationToken },
                async (at, token) =>
                {
                    bool isTrial = at < settings.Trials;
                    double[] place = isTrial ? sampler!.Propose(at, history) : trials[CandidateOf(at)].Place;
                    found[at - point] = await runner.RunAsync(place, context!, context!.SeedOf(at), isTrial ? history : null, token).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }
        catch (SettingsException wrong)
        {
            throw new RunException(wrong.Message);
        }

        for (int i = 0; i < found.Length; i++)
        {
            ahead[point + i] = found[i];
        }
    }

    private int CandidateOf(int point) => point < settings.Trials ? point : Finalists()[(point - settings.Trials) / settings.Confirmations];

    // The best whole trials first; among equals the earlier one.
    private int[] Finalists() =>
    [
        .. Enumerable.Range(0, settings.Trials)
            .OrderByDescending(trial => trials[trial].IsWhole)
            .ThenByDescending(trial => double.IsNaN(trials[trial].Score) ? double.NegativeInfinity : trials[trial].Score)
            .Take(settings.Finalists),
    ];
}
