using Lab.Benches;
using Lab.Models.Searching;
using Lab.Runs;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Protocols.Searches;

/// <summary>Runs the searched protocol with some settings, without a record of it.</summary>
internal sealed class TrialRunner(HyperparameterSearchSettings settings, IProtocol protocol, SearchSpace space)
{
    private readonly Dictionary<string, string> common = new(
        SearchSpace.SplitPairs(settings.Fixed is "none" ? string.Empty : settings.Fixed, "fixed"));

    /// <summary>Whether the protocol is computed alone, so that trials can run beside each other; known once
    /// <see cref="RequireUsable"/> has looked.</summary>
    public bool IsComputed { get; private set; }

    /// <summary>What every trial was run with beside the searched settings.</summary>
    public IReadOnlyDictionary<string, string> Fixed => common;

    /// <summary>Why the last of the trials that failed did; <see langword="null"/> where none has in this process.</summary>
    public string? LastFailure { get; private set; }

    // All scores are such that more is better.
    private double Sign => settings.Minimise ? -1 : 1;

    /// <summary>The objective of a score.</summary>
    public double ObjectiveOf(double score) => Sign * score;

    /// <summary>Refuses what no trial could be run with.</summary>
    /// <exception cref="SettingsException">A fixed setting is searched too, does not fit,
    /// or the watched column is none.</exception>
    public void RequireUsable()
    {
        if (space.Names.FirstOrDefault(common.ContainsKey) is { } twice)
        {
            throw new SettingsException($"The setting '{twice}' is in 'fixed' and in 'space'; it can be in one of them.");
        }

        IExperiment middle = Middle();
        IsComputed = middle.IsComputed;
        string[] columns = [.. middle.Columns.Where(column => column.Kind == ColumnKind.Number).Select(column => column.Name)];
        if (settings.Watch.Length > 0 && !columns.Contains(settings.Watch))
        {
            throw new SettingsException(
                $"The setting 'watch' is '{settings.Watch}'; {protocol.Name} has the columns {string.Join(", ", columns)}.");
        }
    }

    /// <summary>The files that trials read.</summary>
    /// <exception cref="SettingsException">A fixed setting, or a choice, is none of the protocol's.</exception>
    public IReadOnlyList<NamedFile> FindFiles() =>
    [
        .. space.PlacesOfAllChoices().SelectMany(place => protocol.FilesOf(Bind(place))).DistinctBy(file => file.Path),
    ];

    /// <summary>Reads and checks the data of a trial, and says what they are.</summary>
    /// <exception cref="RunException">They are missing, or are not what they should be.</exception>
    public IReadOnlyList<ReadData> LookAtData() => Middle().LookAtData();

    /// <summary>Runs one trial.</summary>
    /// <param name="place">Where, shape [dimension].</param>
    /// <param name="context">The bench, and the seed of the search.</param>
    /// <param name="seed">Seed of the trial.</param>
    /// <param name="history">Trials to compare with; <see langword="null"/> lets it end in any case.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The trial; its score is that of its best point where it was given up, and NaN where it failed.</returns>
    /// <exception cref="SettingsException">The protocol has no such result.</exception>
    /// <exception cref="RunException">Its data are not on this machine.</exception>
    public async ValueTask<SearchTrial> RunAsync(
        double[] place, ExperimentContext context, ulong seed, IReadOnlyList<SearchTrial>? history,
        CancellationToken cancellationToken)
    {
        object values = Bind(place);
        IExperiment experiment;
        try
        {
            experiment = protocol.Create(values);
        }
        catch (SettingsException error)
        {
            LastFailure = error.Message; // settings that do not go together
            return new SearchTrial(place, double.NaN, []);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var points = new WatchedPoints(experiment, settings.Watch, Sign, history, end.Cancel);
        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(protocol, values, BenchOf(context, values), seed, string.Empty)
            {
                Calibrations = context.Calibrations,
                Stop = end.Token,
                StopNow = cancellationToken,
            },
            points).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        double[] curve = [.. points.Curve];
        if (points.IsGivenUp)
        {
            return new SearchTrial(place, curve[^1], curve);
        }

        if (info.Status != RunStatus.Done)
        {
            if (info.Reason?.StartsWith("Bug in Lab", StringComparison.Ordinal) == true)
            {
                throw new InvalidOperationException(info.Reason);
            }

            if (curve.Length == 0)
            {
                RequireData(experiment, values);
            }

            LastFailure = info.Reason; // it diverged, say
            return new SearchTrial(place, double.NaN, curve);
        }

        Analysis analysis;
        try
        {
            analysis = experiment.Analyse(points.Points);
        }
        catch (RunException error)
        {
            LastFailure = error.Message;
            return new SearchTrial(place, double.NaN, curve);
        }

        LastFailure = analysis.Failure ?? LastFailure;
        double score = Sign * Objective(analysis);
        return new SearchTrial(place, score, curve) { IsWhole = !double.IsNaN(score) };
    }

    // A trial without its data says nothing about its settings, and nobody may take it for one that failed.
    private void RequireData(IExperiment experiment, object values)
    {
        if (protocol.FilesOf(values).FirstOrDefault(file => !File.Exists(file.Path)) is { } missing)
        {
            throw new RunException(
                $"The file '{missing.Path}' of the setting '{missing.Setting}' is not on {Environment.MachineName}.");
        }

        experiment.LookAtData();
    }

    private IExperiment Middle() => protocol.Create(Bind([.. space.Dimensions.Select(_ => 0.5)]));

    private IBench BenchOf(ExperimentContext context, object values) => protocol is not IStudyProtocol study ? context.Bench
        : study.TakesDevice(values) ? new NoBench(context.Bench.Definition)
        : new NoBench();

    private double Objective(Analysis analysis)
    {
        ResultValue? result = analysis.Results.FirstOrDefault(result => result.Name == settings.Objective);
        return result is not null || analysis.Failure is not null
            ? result?.Value ?? double.NaN
            : throw new SettingsException(
                $"The setting 'objective' is '{settings.Objective}'; {protocol.Name} has the results "
                    + $"{string.Join(", ", analysis.Results.Select(each => each.Name))}.");
    }

    private object Bind(double[] place) =>
        SettingsBinder.Bind(protocol.SettingsType, new Dictionary<string, string>([.. common, .. space.At(place)]));
}
