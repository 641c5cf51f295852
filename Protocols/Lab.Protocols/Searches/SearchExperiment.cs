using Lab.Models.Searching;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Protocols.Searches;

/// <summary>A trial a point, in groups that are run beside each other; then the best ones again.</summary>
/// <remarks>Where a trial is made depends on the groups before its own alone, so that a search that was killed goes on in the
/// same way.</remarks>
internal sealed class SearchExperiment(HyperparameterSearchSettings settings, SearchSpace space, TrialRunner runner)
    : IItemExperiment
{
    private const int Failed = -1;

    private static readonly Column ScoreColumn = new(
        "objective", "", "The objective; of a trial that was given up the best value watched, of one that failed 0.");
    private static readonly Column WholeColumn = new(
        "whole", "", "1 where the trial went through all its points, 0 where it was given up, -1 where it failed.");
    private static readonly Column CandidateColumn = new("candidate", "", "Number of the trial whose settings these are.");
    private static readonly Column PlaceColumn = new(
        "place", "", "Where in the space, each coordinate from 0 to 1.", ColumnKind.Array);
    private static readonly Column CurveColumn = new(
        "curve", "", "Best watched value after each point of the trial.", ColumnKind.Array);

    private HyperparameterSearchSettings Settings => settings;

    private SearchSpace Space => space;

    public IReadOnlyList<Column> Columns { get; } =
    [
        .. space.Names.Select((name, d) => new Column(name, "", space.Describe(d))),
        ScoreColumn,
        WholeColumn,
        CandidateColumn,
        PlaceColumn,
        CurveColumn,
    ];

    public bool IsComputed => runner.IsComputed;

    public bool Learns => true;

    public int PointCount => settings.Trials + (settings.Finalists * settings.Confirmations);

    public int ItemCount => PointCount;

    public int Threads => settings.Parallel;

    public int PointsOf(int item) => 1;

    // A group knows those before it; those that are run again know all trials.
    public int StageOf(int item) => item < settings.Trials
        ? item / settings.Parallel
        : 1 + ((settings.Trials - 1) / settings.Parallel);

    public string Describe(int point) => point < settings.Trials
        ? $"trial {point + 1} of {settings.Trials}"
        : $"finalist {((point - settings.Trials) / settings.Confirmations) + 1} of {settings.Finalists} again, "
            + $"{((point - settings.Trials) % settings.Confirmations) + 1} of {settings.Confirmations}";

    public IReadOnlyList<ReadData> LookAtData() => runner.LookAtData();

    public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        if (!IsComputed && !context.Bench.IsSimulated)
        {
            throw new RunException(
                "A search measures with settings that nobody has looked at: it runs on twins only. Take --simulate, and run the "
                    + "protocol with what it finds.");
        }

        return new ValueTask<IMeasurement>(new Measurement(this, context.Learned(TrialsOf), context));
    }

    public IStudyWork BeginItems(ExperimentContext context) => IsComputed
        ? new Work(this, TrialsOf(context.Recorded), context)
        : throw new RunException(
            $"The trials of {settings.Protocol} are measured one after the other on one bench, whose state they share: other "
                + "processes cannot take part of them. Run the search with 'lab run'.");

    public Analysis Analyse(IRunData data)
    {
        Dictionary<int, SearchTrial> trials = TrialsOf(data);
        return new SearchAnalysis(
            settings,
            space,
            runner,
            [.. Enumerable.Range(0, settings.Trials).Select(point => trials[point])],
            [.. Enumerable.Range(settings.Trials, PointCount - settings.Trials).Select(point => trials[point])],
            Finalists(trials)).Conclude();
    }

    private Dictionary<int, SearchTrial> TrialsOf(IRunData? data)
    {
        Dictionary<int, SearchTrial> trials = [];
        if (data is null)
        {
            return trials;
        }

        double[] scores = data.Numbers(ScoreColumn.Name);
        double[] whole = data.Numbers(WholeColumn.Name);
        double[][] places = data.Arrays(PlaceColumn.Name);
        double[][] curves = data.Arrays(CurveColumn.Name);
        for (int i = 0; i < data.Count; i++)
        {
            trials[(int)data.Points[i]] = new SearchTrial(
                places[i],
                whole[i] == Failed ? double.NaN : runner.ObjectiveOf(scores[i]),
                [.. curves[i].Select(runner.ObjectiveOf)])
            { IsWhole = whole[i] == 1 };
        }

        return trials;
    }

    private int CandidateOf(Dictionary<int, SearchTrial> trials, int point) =>
        point < settings.Trials ? point : Finalists(trials)[(point - settings.Trials) / settings.Confirmations];

    // The best whole trials first; among equals the earlier one.
    private int[] Finalists(Dictionary<int, SearchTrial> trials) =>
    [
        .. Enumerable.Range(0, settings.Trials)
            .OrderByDescending(trial => trials[trial].IsWhole)
            .ThenByDescending(trial => double.IsNaN(trials[trial].Score) ? double.NegativeInfinity : trials[trial].Score)
            .Take(settings.Finalists),
    ];

    // The group of a trial knows the trials of the groups before; those that are run again are compared with none.
    private async ValueTask<SearchTrial> RunTrialAsync(
        int at, ParzenSampler sampler, Dictionary<int, SearchTrial> trials, ExperimentContext context, CancellationToken token)
    {
        SearchTrial[]? history = at < settings.Trials
            ? [.. Enumerable.Range(0, at / settings.Parallel * settings.Parallel).Select(known => trials[known])]
            : null;
        double[] place = history is null ? trials[CandidateOf(trials, at)].Place : sampler.Propose(at, history);
        try
        {
            return await runner.RunAsync(place, context, context.SeedOf(at), history, token).ConfigureAwait(false);
        }
        catch (SettingsException wrong)
        {
            throw new RunException(wrong.Message);
        }
    }

    private void Fill(Row row, int point, SearchTrial trial, Dictionary<int, SearchTrial> trials)
    {
        for (int d = 0; d < space.Names.Count; d++)
        {
            row.Set(Columns[d], space.NumberAt(d, trial.Place[d]));
        }

        row.Set(ScoreColumn, double.IsNaN(trial.Score) ? 0 : runner.ObjectiveOf(trial.Score));
        row.Set(WholeColumn, double.IsNaN(trial.Score) ? Failed : trial.IsWhole ? 1 : 0);
        row.Set(CandidateColumn, CandidateOf(trials, point));
        row.Set(PlaceColumn, trial.Place);
        row.Set(CurveColumn, [.. trial.Curve.Select(runner.ObjectiveOf)]);
    }

    /// <summary>Trials as items, which know the recorded ones of the stages before.</summary>
    private sealed class Work(
        SearchExperiment experiment, Dictionary<int, SearchTrial> trials, ExperimentContext context) : IStudyWork
    {
        private readonly ParzenSampler sampler = new(experiment.Space.Dimensions, context.Seed);

        public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            SearchTrial trial = await experiment.RunTrialAsync(item.Index, sampler, trials, context, cancellationToken)
                .ConfigureAwait(false);
            item.Add(row => experiment.Fill(row, item.Index, trial, trials));
        }
    }

    private sealed class Measurement(
        SearchExperiment experiment, Dictionary<int, SearchTrial> trials, ExperimentContext context) : IMeasurement
    {
        private readonly Dictionary<int, SearchTrial> ahead = [];
        private readonly ParzenSampler sampler = new(experiment.Space.Dimensions, context.Seed);

        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            if (!ahead.ContainsKey(point))
            {
                await RunGroupAsync(point, cancellationToken).ConfigureAwait(false);
            }

            SearchTrial trial = trials[point] = ahead[point];
            ahead.Remove(point);
            experiment.Fill(row, point, trial, trials);
        }

        // The rest of the point's group: the trials of one group know those of the groups before.
        private async Task RunGroupAsync(int point, CancellationToken cancellationToken)
        {
            int end = Math.Min(
                point < experiment.Settings.Trials ? experiment.Settings.Trials : experiment.PointCount,
                ((point / experiment.Settings.Parallel) + 1) * experiment.Settings.Parallel);
            var found = new SearchTrial[end - point];
            await Parallel.ForAsync(
                point,
                end,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = experiment.IsComputed ? experiment.Settings.Parallel : 1,
                    CancellationToken = cancellationToken
                },
                async (at, token) => found[at - point] = await experiment.RunTrialAsync(at, sampler, trials, context, token)
                    .ConfigureAwait(false)).ConfigureAwait(false);
            for (int i = 0; i < found.Length; i++)
            {
                ahead[point + i] = found[i];
            }
        }
    }
}
