using Lab.Benches;
using Lab.Runs.Records;

namespace Lab.Runs.Engine;

/// <content>Pauses and interlocks, which hold a run before a point.</content>
internal sealed partial class Execution
{
    private static readonly TimeSpan AliveInterval = TimeSpan.FromSeconds(1);

    /// <summary>Waits while the run is paused, and looks at the interlocks.</summary>
    /// <returns>How the run ends where it does not go on.</returns>
    private async ValueTask<(RunStatus Status, string? Reason)?> HoldBeforeAsync(int point)
    {
        while (true)
        {
            await WaitWhilePausedAsync().ConfigureAwait(false);
            if (request.Guard?.FindFault() is { } fault)
            {
                return (RunStatus.Failed, $"{fault} (before point {point})");
            }

            if (request.Stop.IsCancellationRequested)
            {
                return (RunStatus.Aborted, $"stopped after {done} of {experiment.PointCount} points");
            }

            where = $"the interlocks before point {point}";
            InterlockTrip? trip = null;
            await RetryAsync(
                async () => trip = await request.Bench.CheckInterlocksAsync(request.StopNow).ConfigureAwait(false),
                prepareAgain: true).ConfigureAwait(false);
            if (trip is null)
            {
                return null;
            }

            log.Warning("Interlock {Interlock} tripped before point {Point}: {Trip}", trip.Interlock, point, trip.Message);
            if (trip.EndsRun || request.Pause is null)
            {
                return (RunStatus.Failed, $"Interlock '{trip.Interlock}' tripped before point {point}: {trip.Message}");
            }

            // What tripped may last for hours: the bench waits for it in its safe state.
            IReadOnlyList<string> unsafeSteps = await MakeSafeAsync().ConfigureAwait(false);
            if (unsafeSteps.Count > 0)
            {
                return (
                    RunStatus.Failed,
                    $"Interlock '{trip.Interlock}' tripped before point {point}: {trip.Message}. The bench could not be "
                        + "made safe.");
            }

            request.Pause.Pause();
            Report($"paused in the safe state, since interlock '{trip.Interlock}' tripped: {trip.Message}");
            await WaitWhilePausedAsync().ConfigureAwait(false);
            if (!request.Stop.IsCancellationRequested)
            {
                await PrepareAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask WaitWhilePausedAsync()
    {
        if (request.Pause is not { IsPaused: true } pause)
        {
            return;
        }

        log.Information("Paused after {Points} of {Planned} points", done, experiment.PointCount);
        Report("paused");
        Task continued = pause.WhenContinuedAsync();
        while (!continued.IsCompleted && !request.Stop.IsCancellationRequested)
        {
            // By the computer's clock: time on the bench passes by itself, or stands still.
            await Task.WhenAny(continued, Task.Delay(AliveInterval, request.WallClock, request.Stop)).ConfigureAwait(false);
            request.Alive?.Invoke();
        }

        log.Information("Continued");
    }
}
