using Lab.Benches.Safety;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Workbench.Composition;

namespace Lab.Workbench;

/// <summary>
/// An experiment carried out on twins, through the same drivers and the same safety gate, before anything on the bench is
/// touched:
/// it tells points, bench time and nearest limits, and finds set-points that a limit forbids or the sample would not survive.
/// </summary>
/// <param name="Info">How it went.</param>
/// <param name="Approaches">How near it came to each limit, the nearest first.</param>
public sealed record Rehearsal(RunInfo Info, IReadOnlyList<LimitApproach> Approaches)
{
    /// <summary>Rehearses.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="calibrations">The calibrations that hold now.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="progress">Told after each point.</param>
    /// <exception cref="WorkbenchException">The twins do not open: a setting of the bench file contradicts another.</exception>
    public static async Task<Rehearsal> OfAsync(
        Experiment experiment, CalibrationsInForce calibrations, CancellationToken stop, Action<RunProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        await using BenchConnection connection = await BenchConnection.SimulateAsync(
            experiment.Modules.Registry,
            experiment.Bench,
            experiment.Seed,
            stop,
            withFaults: false,
            isRough: experiment.HasRoughTwins).ConfigureAwait(false);
        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(experiment.Protocol, experiment.Settings, connection.Bench, experiment.Seed, string.Empty)
            {
                Stop = stop,
                Calibrations = calibrations,
                Progress = progress
            }).ConfigureAwait(false);
        return new Rehearsal(info, connection.Bench.Approaches);
    }

    /// <summary>Refuses what the rehearsal refused.</summary>
    /// <exception cref="WorkbenchException">It did not come to its end.</exception>
    public void RequireSuccess()
    {
        if (Info.Status == RunStatus.Failed)
        {
            throw new WorkbenchException(
                $"The rehearsal on twins failed, and nothing was sent to the bench. {Info.Reason}", WorkbenchFault.Refused);
        }

        if (Info.Status == RunStatus.Aborted)
        {
            throw new WorkbenchException("Stopped during the rehearsal; nothing was sent to the bench.", WorkbenchFault.Stopped);
        }
    }
}
