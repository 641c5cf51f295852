using Lab.Instruments;
using Lab.Quantities;
using Lab.Runs.Records;

namespace Lab.Runs.Engine;

/// <content>What the instruments are really set to: what was left on before, and what was changed since.</content>
internal sealed partial class Execution
{
    /// <summary>Time from one read-back of what the instruments are set to to the next: short against a spectrum, long against
    /// the dozen queries that it takes.</summary>
    private static readonly Duration ProofInterval = Duration.FromSeconds(10);

    private int proven = plan.FirstPoint;
    private int timesTakenBack;
    private Duration provenAt;
    private bool haveSettingsGone;

    // Before any ramp: what is beyond a limit would stay so for as long as that takes.
    private async ValueTask EndExcessAsync()
    {
        where = "outputs that were left on";
        IReadOnlyList<string> ended = experiment.IsComputed
            ? []
            : await request.Bench.EndExcessAsync(request.StopNow).ConfigureAwait(false);
        Doubt(ended);
    }

    // An output that the experiment does not use acts on the sample all the same, and who reads the record has to know.
    private void TellOutputsLeftOn()
    {
        if (!experiment.IsComputed)
        {
            Doubt(request.Bench.FindLeftOn());
        }
    }

    private ValueTask<(RunStatus Status, string? Reason)?> ProveIfDueAsync() =>
        request.Bench.CanStray && Elapsed - provenAt >= ProofInterval ? ProveAsync() : new((ValueTuple<RunStatus, string?>?)null);

    /// <summary>Reads back what the instruments are set to. A value changed from elsewhere is not set again: who switched an
    /// output off may have had a reason.</summary>
    /// <returns>How the run ends where something is not as it was set.</returns>
    private async ValueTask<(RunStatus Status, string? Reason)?> ProveAsync()
    {
        if (!request.Bench.CanStray || experiment.IsComputed)
        {
            return null;
        }

        where = "the read-back of what is set";
        IReadOnlyList<string> strays = [];
        await RetryAsync(
            async () => strays = await request.Bench.FindStrayAsync(request.StopNow).ConfigureAwait(false),
            prepareAgain: true).ConfigureAwait(false);
        if (strays.Count > 0)
        {
            string points = MarkDoubtful(string.Join(' ', strays));
            return (
                RunStatus.Failed,
                $"{string.Join(' ', strays)} Another program or a person at the front panel changed it.{points}");
        }

        if (!haveSettingsGone)
        {
            proven = done;
            timesTakenBack = 0;
        }

        provenAt = Elapsed;
        return null;
    }

    private string MarkDoubtful(string why)
    {
        for (int point = proven; point < done; point++)
        {
            plan.Sink?.Mark(new PointMark(point, PointMark.Doubtful, why));
        }

        return proven == done ? string.Empty
            : $" Points {proven} to {done - 1}, since the last read-back, are marked as "
                + $"doubtful{(experiment.Learns ? string.Empty : " and are measured again when the run is resumed")}.";
    }

    /// <summary>Takes the points back that an instrument without its settings may have spoilt:
    /// those since the last read-back.</summary>
    /// <returns>The next point to measure.</returns>
    private int TakeBack()
    {
        haveSettingsGone = false;
        const string why = "An instrument had lost its settings, and nothing tells since when.";
        if (!request.Bench.CanStray || experiment.IsComputed)
        {
            return done; // the twins of this process lose them in the exchange that notices it
        }

        if (experiment.Learns || timesTakenBack++ >= policy.For(InstrumentFault.Rebooted).PointRetries)
        {
            MarkDoubtful(why);
            doubts = [.. doubts, $"{why} Points {proven} to {done - 1} are marked as doubtful."];
            proven = done;
            return done;
        }

        log.Warning("{Why} Points {From} to {To} are measured again", why, proven, done - 1);
        plan.Sink?.Withdraw(proven, why);
        retriedPoints += done - proven;
        done = proven;
        return done;
    }
}
