using Lab.Models.DynamicalNetworks;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Trains a chip of oscillators and a read-out beside it by one of the schemes, and tests it. What is a chip here is known by
/// what can be measured on it alone.</summary>
internal sealed class ChipTraining
{
    private readonly SequenceTask task;
    private readonly SequenceSplit split;
    private readonly DynamicalMismatchStudySettings settings;
    private readonly NetworkShape shape;
    private readonly ulong seed;

    /// <summary>Draws masks and samples.</summary>
    public ChipTraining(DynamicalMismatchStudySettings settings, NetworkPlan plan, ulong seed)
    {
        (this.settings, Plan, this.seed) = (settings, plan, seed);
        task = settings.Task();
        split = task.Split(seed);
        shape = new NetworkShape(task.Inputs, plan.Layers, plan.Width, task.Outputs, plan.DensityBetween, plan.DensityWithin, seed);
    }

    /// <summary>The network as it is designed.</summary>
    public NetworkPlan Plan { get; }

    /// <summary>Makes a chip of this design.</summary>
    /// <param name="mismatch">Spread of its neurons.</param>
    public IPhysicalLayer Chip(double mismatch) => new VirtualChip(
        shape, NetworkTraining.OscillatorOf(Plan), Plan.PixelTime, Plan.Amplification, task.Steps, mismatch, settings.Noise, seed, settings.Threads);

    /// <summary>Trains; the epoch is the one that other samples choose, measured on the chip where the scheme measures, computed where it
    /// does not.</summary>
    /// <param name="scheme">Where the numbers come from.</param>
    /// <param name="chip">The chip; schemes off the chip use its model alone.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The parameters, shape [parameter].</returns>
    public async ValueTask<double[]> TrainAsync(TrainingScheme scheme, IPhysicalLayer chip, CancellationToken cancellationToken)
    {
        var start = RandomStream.For(seed, "network/start");
        double[] first = [.. Enumerable.Range(0, shape.ParameterCount).Select(_ => settings.InitialSpread * start.NextGaussian())];
        LoopTrainer trainer = Trainer(scheme, chip, first);
        LoopTrainer judge = Trainer(scheme, scheme.MeasuresTheBench() ? chip : new SoftwareLayer(chip.Model, chip.Parameters), first);
        int count = split.Training.Targets.Length / task.Outputs;
        (double[] chosen, double best) = (first, -1.0);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            int[] order = RandomStream.For(seed, "network/order", (ulong)epoch).NextOrder(count);
            for (int at = 0; at < count; at += settings.Batch)
            {
                int[] batch = order[at..Math.Min(at + settings.Batch, count)];
                await trainer.StepAsync(Pick(split.Training.Inputs, batch, task.Steps * task.Inputs), Pick(split.Training.Targets, batch, task.Outputs), cancellationToken).ConfigureAwait(false);
            }

            trainer.Parameters.CopyTo(judge.Parameters, 0);
            double validation = await AccuracyAsync(judge, split.Validation, cancellationToken).ConfigureAwait(false);
            (chosen, best) = validation >= best ? ([.. trainer.Parameters], validation) : (chosen, best);
        }

        return chosen;
    }

    /// <summary>Share of the digits that training never saw, which the chip names with some parameters.</summary>
    public async ValueTask<double> TestAsync(IPhysicalLayer chip, double[] parameters, CancellationToken cancellationToken) =>
        await AccuracyAsync(Trainer(TrainingScheme.InTheLoop, chip, parameters), split.Test, cancellationToken).ConfigureAwait(false);

    private static double[] Pick(float[] values, int[] members, int length) =>
        [.. members.SelectMany(member => values.AsSpan(member * length, length).ToArray()).Select(value => (double)value)];

    private LoopTrainer Trainer(TrainingScheme scheme, IPhysicalLayer chip, double[] parameters)
    {
        var readout = new LastStepReadout(chip.Model.OutputCount, Plan.Width, task.Outputs);
        int stepsOfEpoch = (split.Training.Targets.Length / task.Outputs + settings.Batch - 1) / settings.Batch;
        return new LoopTrainer(
            [chip, new SoftwareLayer(readout, [.. Enumerable.Range(0, readout.ParameterCount).Select(i => new ParameterRange($"R{i}", string.Empty, double.NegativeInfinity, double.PositiveInfinity))])],
            parameters,
            task.Loss,
            new Adam(),
            LearningRate.Hyperbolic(Plan.LearningRate, NetworkTraining.HalvingEpochs * stepsOfEpoch),
            scheme,
            new LoopOptions(NetworkTraining.LargestDerivative, settings.InjectedNoise, settings.UphillStep, seed));
    }

    private async ValueTask<double> AccuracyAsync(LoopTrainer trainer, SequenceSamples samples, CancellationToken cancellationToken)
    {
        double[] outputs = await trainer.MeasureAsync([.. samples.Inputs.Select(value => (double)value)], cancellationToken).ConfigureAwait(false);
        int right = 0;
        int count = outputs.Length / task.Outputs;
        for (int sample = 0; sample < count; sample++)
        {
            double[] read = outputs[(sample * task.Outputs)..((sample + 1) * task.Outputs)];
            float[] wanted = samples.Targets[(sample * task.Outputs)..((sample + 1) * task.Outputs)];
            right += Array.IndexOf(read, read.Max()) == Array.IndexOf(wanted, 1f) ? 1 : 0;
        }

        return (double)right / count;
    }
}
