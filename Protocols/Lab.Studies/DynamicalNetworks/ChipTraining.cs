using Lab.Models.DynamicalNetworks;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Trains a chip of oscillators and a read-out beside it by one of the schemes, and tests it. What is a chip here is
/// known by what can be measured on it alone.</summary>
internal sealed class ChipTraining
{
    private readonly SequenceTask task;
    private readonly SequenceSplit split;
    private readonly DynamicalMismatchStudySettings settings;
    private readonly NetworkShape shape;
    private readonly ulong seed;
    private readonly int threads;

    /// <summary>Draws masks and samples.</summary>
    public ChipTraining(DynamicalMismatchStudySettings settings, NetworkPlan plan, ulong seed, int threads)
    {
        (this.settings, Plan, this.seed, this.threads) = (settings, plan, seed, threads);
        task = settings.Task();
        split = task.Split(seed);
        shape = new NetworkShape(
            task.Inputs, plan.Layers, plan.Width, task.Outputs, plan.DensityBetween, plan.DensityWithin, seed);
    }

    /// <summary>The network as it is designed.</summary>
    public NetworkPlan Plan { get; }

    /// <summary>Makes a chip of this design.</summary>
    /// <param name="mismatch">Spread of its neurons.</param>
    public IPhysicalLayer Chip(double mismatch) => new VirtualChip(
        shape, NetworkTraining.OscillatorOf(Plan), Plan.PixelTime, Plan.Amplification, task.Steps, mismatch, settings.Noise, seed,
        threads);

    /// <summary>Trains; the epoch is the one that other samples choose, measured on the chip where the scheme measures, computed
    /// where it does not.</summary>
    /// <param name="scheme">Where the numbers come from.</param>
    /// <param name="strength">Of a remedy: noise injected, or distance uphill.</param>
    /// <param name="chip">The chip; schemes off the chip use its model alone.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The parameters, shape [parameter], and how many digits were shown to the chip.</returns>
    public async ValueTask<(double[] Parameters, long Readings)> TrainAsync(
        TrainingScheme scheme, double strength, IPhysicalLayer chip, CancellationToken cancellationToken)
    {
        var start = RandomStream.For(seed, "network/start");
        double[] first =
            [.. Enumerable.Range(0, shape.ParameterCount).Select(_ => settings.InitialSpread * start.NextGaussian())];
        LoopTrainer trainer = Trainer(scheme, chip, first, strength);
        LoopTrainer judge = Trainer(
            scheme, scheme.MeasuresTheBench() ? chip : new SoftwareLayer(chip.Model, chip.Parameters), first);
        (double[] chosen, double best) = (first, -1.0);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            foreach (int[] batch in BatchesOf(epoch))
            {
                await trainer.StepAsync(
                    Pick(split.Training.Inputs, batch, task.Steps * task.Inputs),
                    Pick(split.Training.Targets, batch, task.Outputs),
                    cancellationToken).ConfigureAwait(false);
            }

            trainer.Parameters.CopyTo(judge.Parameters, 0);
            double validation = await AccuracyAsync(judge, split.Validation, cancellationToken).ConfigureAwait(false);
            (chosen, best) = validation >= best ? ([.. trainer.Parameters], validation) : (chosen, best);
        }

        return (chosen, scheme.MeasuresTheBench() ? trainer.Measurements + judge.Measurements : 0);
    }

    /// <summary>Trains the read-out alone on what is sampled of the chip, with the weights of the chip as they are: as many
    /// digits are shown to it as in the loop, and the epoch is chosen likewise.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="parameters">Its weights, and the read-out to begin with, shape [parameter].</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The parameters, shape [parameter], and how many digits were shown to the chip.</returns>
    public async ValueTask<(double[] Parameters, long Readings)> RefitAsync(
        IPhysicalLayer chip, double[] parameters, CancellationToken cancellationToken)
    {
        double[] weights = parameters[..chip.Parameters.Count];
        var trainer = new LoopTrainer(
            [Readout(chip)],
            parameters.AsSpan(weights.Length),
            task.Loss,
            new Adam(),
            Rate(),
            TrainingScheme.OffChip,
            new LoopOptions(NetworkTraining.LargestDerivative));
        LoopTrainer judge = Trainer(TrainingScheme.InTheLoop, chip, parameters);
        (double[] chosen, double best, long readings) = (parameters, -1.0, 0);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            foreach (int[] batch in BatchesOf(epoch))
            {
                double[] sampled = new double[batch.Length * chip.Model.OutputCount];
                await chip.MeasureAsync(
                    weights,
                    Pick(split.Training.Inputs, batch, task.Steps * task.Inputs),
                    sampled,
                    cancellationToken).ConfigureAwait(false);
                await trainer.StepAsync(
                    sampled, Pick(split.Training.Targets, batch, task.Outputs), cancellationToken).ConfigureAwait(false);
                readings += batch.Length;
            }

            trainer.Parameters.CopyTo(judge.Parameters, weights.Length);
            double validation = await AccuracyAsync(judge, split.Validation, cancellationToken).ConfigureAwait(false);
            (chosen, best) = validation >= best ? ([.. judge.Parameters], validation) : (chosen, best);
        }

        return (chosen, readings + judge.Measurements);
    }

    /// <summary>Share of digits that the chip names with some parameters: of those that training never saw.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="isTuning">Whether a setting is chosen: the digits are then those that choose the epoch.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask<double> TestAsync(
        IPhysicalLayer chip, double[] parameters, bool isTuning, CancellationToken cancellationToken) =>
        await AccuracyAsync(
            Trainer(TrainingScheme.InTheLoop, chip, parameters),
            isTuning ? split.Validation : split.Test,
            cancellationToken).ConfigureAwait(false);

    private static double[] Pick(float[] values, int[] members, int length) =>
        [.. members.SelectMany(member => values.AsSpan(member * length, length).ToArray()).Select(value => (double)value)];

    private IEnumerable<int[]> BatchesOf(int epoch)
    {
        int count = split.Training.Targets.Length / task.Outputs;
        return RandomStream.For(seed, "network/order", (ulong)epoch).NextOrder(count).Chunk(settings.Batch);
    }

    private LoopTrainer Trainer(TrainingScheme scheme, IPhysicalLayer chip, double[] parameters, double strength = 0) => new(
        [chip, Readout(chip)],
        parameters,
        task.Loss,
        new Adam(),
        Rate(),
        scheme,
        new LoopOptions(NetworkTraining.LargestDerivative, strength, strength, seed));

    private SoftwareLayer Readout(IPhysicalLayer chip)
    {
        var readout = new LastStepReadout(chip.Model.OutputCount, Plan.Width, task.Outputs);
        return new SoftwareLayer(
            readout,
            [.. Enumerable.Range(0, readout.ParameterCount).Select(i => new ParameterRange(
                $"R{i}", string.Empty, double.NegativeInfinity, double.PositiveInfinity))]);
    }

    private LearningRate Rate()
    {
        int stepsOfEpoch = ((split.Training.Targets.Length / task.Outputs) + settings.Batch - 1) / settings.Batch;
        return LearningRate.Hyperbolic(Plan.LearningRate, NetworkTraining.HalvingEpochs * stepsOfEpoch);
    }

    private async ValueTask<double> AccuracyAsync(
        LoopTrainer trainer, SequenceSamples samples, CancellationToken cancellationToken)
    {
        double[] outputs = await trainer.MeasureAsync(
            [.. samples.Inputs.Select(value => (double)value)], cancellationToken).ConfigureAwait(false);
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
