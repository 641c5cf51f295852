using Lab.Benches.Safety;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Workbench.Observers;

namespace Lab.Workbench;

/// <summary>The plan of an experiment: its points, its time, and the limits that it comes near.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Points">Its points.</param>
/// <param name="Data">The content of the files that its settings name.</param>
public sealed record RunPlan(Experiment Experiment, int Points, IReadOnlyList<ReadData> Data)
{
    /// <summary>Whether it is computed: no instrument is used, and to rehearse it would be to do it.</summary>
    public bool IsComputed { get; init; }

    /// <summary>Whether it goes on until it is stopped: <see cref="BenchTime"/> is then that of the few points that were
    /// rehearsed.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>Further notes, each in a sentence, such as which outputs are switched on.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The time on the bench's clock; <see langword="null"/> where it is computed.</summary>
    public Duration? BenchTime { get; init; }

    /// <summary>How near it comes to each limit, the nearest first; empty where it is computed.</summary>
    public IReadOnlyList<LimitApproach> Approaches { get; init; } = [];

    /// <summary>Plans an experiment by rehearsing it on twins. No instrument is touched.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="calibrations">The calibrations that hold now.</param>
    /// <param name="observer">Hears how far the rehearsal is.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="WorkbenchException">The rehearsal failed: a limit forbids a set-point, or the sample would not
    /// survive.</exception>
    public static async Task<RunPlan> OfAsync(
        Experiment experiment, CalibrationsInForce calibrations, IRunObserver? observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        IExperiment planned = experiment.Protocol.Create(experiment.Settings, experiment.Bench);
        var plan = new RunPlan(experiment, planned.PointCount, planned.LookAtData())
        {
            IsOpenEnded = planned.IsOpenEnded,
            Notes = planned.Notes,
        };
        if (planned.IsComputed)
        {
            return plan with { IsComputed = true };
        }

        var told = ObserverQueue.Of(observer);
        Rehearsal rehearsal;
        try
        {
            rehearsal = await Task.Run(
                () => Rehearsal.OfAsync(experiment, calibrations, stop, told is null ? null : told.TellRehearsal),
                CancellationToken.None)
                .ConfigureAwait(false);
        }
        finally
        {
            if (told is not null)
            {
                await told.EndAsync().ConfigureAwait(false);
            }
        }

        rehearsal.RequireSuccess();
        return plan with
        {
            Points = rehearsal.Info.PlannedPoints,
            BenchTime = Duration.FromSeconds(rehearsal.Info.BenchSeconds),
            Approaches = rehearsal.Approaches,
        };
    }
}
