using Lab.Benches;
using Lab.Benches.Safety;

namespace Lab.Instruments.Drivers.SafeStates;

/// <summary>
/// Carries the safe-state recipe of a bench out. Instruments that answer are made safe one after another in the recipe's order;
/// an instrument that stays silent is left after a second so that those after it do not wait, and has its second chance at the
/// end.
/// </summary>
/// <param name="find">Finds an open instrument by name, or opens it now.</param>
/// <param name="activity">When the bench was last heard of.</param>
/// <param name="progressed">Told whose turn it is.</param>
internal sealed class SafeStateRun(
    Func<string, CancellationToken, ValueTask<IInstrument>> find, BenchActivity activity, Action<BenchProgress> progressed)
{
    /// <summary>Silence after which the next instrument's turn comes: long against any answer of an instrument that is
    /// well.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);

    /// <summary>The same in the second round, where nobody waits any more.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Time for a step that was given up to let go of its instrument.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, Task> abandoned = [];

    /// <summary>Carries the steps out. Whatever one of them does, the next one's turn comes.</summary>
    /// <param name="steps">The recipe.</param>
    /// <param name="tell">Told how each step went, as soon as that is known.</param>
    /// <returns>How they went, in the recipe's order.</returns>
    public async Task<IReadOnlyList<SafeStateOutcome>> RunAsync(
        IReadOnlyList<SafeStateStep> steps, Action<SafeStateOutcome>? tell)
    {
        var outcomes = new SafeStateOutcome[steps.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            outcomes[i] = await TryAsync(steps[i], FirstPatience).ConfigureAwait(false);
            if (!DeservesAnotherTry(outcomes[i]))
            {
                tell?.Invoke(outcomes[i]);
            }
        }

        for (int i = 0; i < steps.Count; i++)
        {
            if (DeservesAnotherTry(outcomes[i]))
            {
                SafeStateOutcome second = await TryAsync(steps[i], LastPatience).ConfigureAwait(false);
                outcomes[i] = second with { Took = second.Took + outcomes[i].Took };
                tell?.Invoke(outcomes[i]);
            }
        }

        return outcomes;
    }

    private static bool DeservesAnotherTry(SafeStateOutcome outcome) =>
        outcome.Failure is { Fault: not InstrumentFault.WrongInstrument };

    private static async Task ActAsync(IInstrument instrument, SafeStateStep step, CancellationToken cancellationToken)
    {
        if (step.Action == SafeAction.Hold)
        {
            return;
        }

        if (instrument is not IDrivesSample driving)
        {
            await instrument.MakeSafeAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        IDrive drive = driving.At(step.Terminal.Name);
        switch (step.Action)
        {
            case SafeAction.Off:
                await drive.SwitchOffAsync(cancellationToken).ConfigureAwait(false);
                break;
            case SafeAction.Zero:
                await drive.RampToZeroAsync(step.Rate, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await drive.MakeSafeAsync(step.Rate, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task<SafeStateOutcome> TryAsync(SafeStateStep step, TimeSpan patience)
    {
        long began = TimeProvider.System.GetTimestamp();
        if (step.Action != SafeAction.Hold)
        {
            progressed(new BenchProgress(step.Instrument, string.Empty, Left: null));
        }

        InstrumentException? failure = await FindFailureAsync(step, patience).ConfigureAwait(false);
        return new SafeStateOutcome(step, failure, TimeProvider.System.GetElapsedTime(began));
    }

    private async Task<InstrumentException?> FindFailureAsync(SafeStateStep step, TimeSpan patience)
    {
        if (abandoned.TryGetValue(step.Instrument, out Task? earlier))
        {
            // It has the instrument until it lets go, which takes a moment on a busy machine.
            await Task.WhenAny(earlier, Task.Delay(patience, TimeProvider.System)).ConfigureAwait(false);
            if (!earlier.IsCompleted)
            {
                return Silent(step, patience);
            }
        }

        using var giveUp = new CancellationTokenSource();
        activity.Touch();

        // On a thread of its own: what hangs may hang in a call that blocks.
        Task act = Task.Run(async () => await ActAsync(
            await find(step.Instrument, giveUp.Token).ConfigureAwait(false), step, giveUp.Token).ConfigureAwait(false));
        while (!act.IsCompleted && activity.Silence < patience)
        {
            await Task.WhenAny(act, Task.Delay(LookInterval, TimeProvider.System)).ConfigureAwait(false);
        }

        if (!act.IsCompleted)
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(act, Task.Delay(Grace, TimeProvider.System)).ConfigureAwait(false);
            abandoned[step.Instrument] = act;
            _ = act.ContinueWith(static ended => ended.Exception, TaskScheduler.Default); // seen, for nobody awaits it any more
            return Silent(step, patience);
        }

        try
        {
            await act.ConfigureAwait(false);
            return null;
        }
        catch (InstrumentException error)
        {
            return error;
        }
        catch (Exception error) when (error is BenchException or Instruments.Wires.WireException)
        {
            return new InstrumentException(
                InstrumentFault.Disconnected,
                error.Message.TrimEnd('.'),
                $"{step.Terminal}, safe state",
                "Check that the instrument is on and connected.",
                error);
        }
        catch (Exception bug)
        {
            // Whatever it is, the instruments after this one must still be made safe.
            return new InstrumentException(
                InstrumentFault.BadAnswer,
                $"Bug in Lab: {bug.Message}",
                $"{step.Terminal}, safe state",
                "Check the instrument by hand.",
                bug);
        }
    }

    private static InstrumentException Silent(SafeStateStep step, TimeSpan patience) => new(
        InstrumentFault.Timeout,
        $"Nothing was heard for {patience.TotalSeconds:0} s",
        $"{step.Terminal}, safe state",
        "Check that the instrument is on and that no other program holds the connection.");
}
