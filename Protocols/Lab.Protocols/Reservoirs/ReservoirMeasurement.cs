using System.Globalization;
using System.Text;
using Lab.Models.Reservoirs;
using Lab.Protocols.Terminals;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Reservoirs;

/// <summary>The measurement of <see cref="ReservoirProtocol"/>: blocks of steps, in pieces no longer than the delay of the
/// feedback where there is one.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plan">Masks and inputs.</param>
/// <param name="blocks">Blocks of a mask and an input.</param>
/// <param name="player">Plays nodes and reads them.</param>
/// <param name="progress">The blocks so far.</param>
/// <param name="outputs">What was found at the outputs.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="folder">Where answers to a task of one's own go; <see langword="null"/> for nowhere.</param>
internal sealed class ReservoirMeasurement(
    ReservoirBenchSettings settings, ReservoirPlan plan, int blocks, INodePlayer player, ReservoirProgress progress,
    OutputMeasurement outputs, ulong seed, string? folder) : IMeasurement
{
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int maskIndex, ReservoirInputKind kind) = plan.At(point / blocks);
        int first = point % blocks * settings.Block;
        int count = Math.Min(settings.Block, plan.Trial.Steps - first);
        Mask mask = plan.DrawMask(maskIndex, seed);
        ReservoirTask task = plan.DrawTask(kind, maskIndex, seed);
        double[] states = await PlayAsync(
            mask, task.Input, settings.FeedbackGain == 0 ? [] : progress.Before(maskIndex, kind, first), first, count,
            cancellationToken).ConfigureAwait(false);
        var block = new ReservoirBlock(
            kind, maskIndex, first, mask,
            new ReservoirTask(task.Input[first..(first + count)], task.Targets[first..(first + count)]), states);
        progress.Add(block);
        block.Fill(row);
        row.Set(ReservoirExperiment.MeanColumn, Scale.Mean);
        row.Set(ReservoirExperiment.DeviationColumn, Scale.Deviation);
        row.Set(ReservoirExperiment.MiddleColumn, Scale.MiddleRadians);
        outputs.Record(row);
        if (first + count == plan.Trial.Steps)
        {
            if (folder is not null)
            {
                WriteAnswers(folder, maskIndex, kind, task);
            }

            progress.Forget(maskIndex, kind);
        }
    }

    private ReservoirScale Scale =>
        progress.Scale ?? throw new InvalidOperationException("Bug in Lab: the scale is found before the first block.");

    private async ValueTask<double[]> PlayAsync(
        Mask mask, double[] input, double[] before, int first, int count, CancellationToken cancellationToken)
    {
        int nodes = mask.Weights.Count;
        int delay = settings.FeedbackDelay ?? nodes + 1;
        int from = first * nodes;
        int end = (first + count) * nodes;
        int piece = settings.FeedbackGain == 0 ? end - from : delay;
        List<double> states = [.. before];
        int lead = Math.Min(from, settings.Lead * nodes);
        double[] driven = new double[end];
        for (int node = from - lead; node < from; node++)
        {
            driven[node] = InputOf(node);
        }

        for (int start = from; start < end; start += piece)
        {
            int stop = Math.Min(start + piece, end);
            for (int node = start; node < stop; node++)
            {
                driven[node] = InputOf(node);
            }

            double[] read = await player.PlayAsync(
                driven[Math.Max(0, start - (settings.Lead * nodes))..start], driven[start..stop], cancellationToken)
                .ConfigureAwait(false);

            // As they are recorded, so that a run that is taken up again goes on with the same numbers.
            states.AddRange(read.Select(each => (double)(float)each));
        }

        return [.. states.Skip(before.Length)];

        double InputOf(int node) => (input[node / nodes] * mask.Weights[node % nodes])
            + (settings.FeedbackGain != 0 && node >= delay
                ? settings.FeedbackGain * Scale.Of(states[(node - delay) * player.StatesOfNode])
                : 0);
    }

    // The answers of the read-out of the run's settings, for who goes on with them elsewhere.
    private void WriteAnswers(string into, int maskIndex, ReservoirInputKind kind, ReservoirTask task)
    {
        double[] answers;
        try
        {
            answers = plan.Trial.Predict(progress.Before(maskIndex, kind, plan.Trial.Steps), task.Targets);
        }
        catch (ArithmeticException error)
        {
            // The states are worth their bench time: they are recorded, and the analysis says what can be done.
            WholeFile.WriteText(
                Path.Combine(into, $"answers-{ReservoirPlan.KeyOf(kind)}-mask{maskIndex + 1}.txt"),
                $"There are no answers: the read-out cannot be fitted. {error.Message}\n");
            return;
        }

        var text = new StringBuilder("step,part,input,target,answer\n");
        int test = plan.Trial.Washout + plan.Trial.Training;
        for (int step = 0; step < answers.Length; step++)
        {
            string part = step < plan.Trial.Washout ? "washout" : step < test ? "training" : "test";
            text.Append(
                CultureInfo.InvariantCulture, $"{step},{part},{task.Input[step]:R},{task.Targets[step]:R},{answers[step]:R}\n");
        }

        WholeFile.WriteText(
            Path.Combine(into, $"answers-{ReservoirPlan.KeyOf(kind)}-mask{maskIndex + 1}.csv"), text.ToString());
    }
}
