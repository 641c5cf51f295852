using Lab.Models.Data;
using Lab.Models.DynamicalNetworks;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;

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

    /// <summary>Trains; other samples choose the epoch, measured on the chip where the scheme measures, computed
    /// where it does not.</summary>
    /// <param name="scheme">Where the numbers come from.</param>
    /// <param name="strength">Of a remedy: noise injected, or distance uphill.</param>
    /// <param name="chip">The chip; schemes off the chip use its model alone.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The parameters, shape [parameter], and how many digits were shown to the chip.</returns>
    public async ValueTask<(float[] Parameters, long Readings)> TrainAsync(
        TrainingScheme scheme, double strength, IPhysicalLayer chip, CancellationToken cancellationToken)
    {
        var start = RandomStream.For(seed, "network/start");
        float[] first =
            [.. Enumerable.Range(0, shape.ParameterCount).Select(_ => (float)(settings.InitialSpread * start.NextGaussian()))];
        LayeredNetwork network = NetworkOf(chip, first);
        var trainer = new Trainer(network, scheme.Create(strength, seed), new Adam(), Rate(), Options);
        var best = new BestEpoch((score, other) => score >= other);
        long readings = 0;
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            await trainer.TrainEpochAsync(split.Training, cancellationToken).ConfigureAwait(false);
            BatchResult validation = await network.EvaluateAsync(
                split.Validation.All, scheme.MeasuresTheBench() ? ForwardPass.Measured : ForwardPass.Model, cancellationToken)
                    .ConfigureAwait(false);
            readings += validation.Measured;
            best.Consider(validation.Accuracy, network.Parameters);
        }

        return (best.Parameters, trainer.Measurements + readings);
    }

    /// <summary>Trains the read-out alone on what is sampled of the chip, with the weights of the chip as they are: as many
    /// digits are shown to it as in the loop, and the epoch is chosen likewise.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="parameters">Its weights, and the read-out to begin with, shape [parameter].</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The parameters, shape [parameter], and how many digits were shown to the chip.</returns>
    public async ValueTask<(float[] Parameters, long Readings)> RefitAsync(
        IPhysicalLayer chip, float[] parameters, CancellationToken cancellationToken)
    {
        int weights = chip.Model.ParameterCount;
        var readout = new LayeredNetwork([Readout(chip)], parameters.AsSpan(weights), task.Loss);
        var trainer = new Trainer(readout, new OffChip(), new Adam(), Rate(), Options);
        LayeredNetwork whole = NetworkOf(chip, parameters);
        var best = new BestEpoch((score, other) => score >= other);
        long readings = 0;
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            foreach (int[] members in BatchesOf(epoch))
            {
                float[] inputs = new float[members.Length * task.Steps * task.Inputs];
                float[] targets = new float[members.Length * task.Outputs];
                float[] sampled = new float[members.Length * chip.Model.OutputCount];
                split.Training.Pick(members, inputs, targets);
                await chip.MeasureAsync(whole.Of(0), inputs, sampled, cancellationToken).ConfigureAwait(false);
                await trainer.StepAsync(new TrainingBatch(sampled, targets, members.Length), cancellationToken)
                    .ConfigureAwait(false);
                readings += members.Length;
            }

            readout.Parameters.CopyTo(whole.Of(1));
            BatchResult validation =
                await whole.EvaluateAsync(split.Validation.All, ForwardPass.Measured, cancellationToken).ConfigureAwait(false);
            readings += validation.Measured;
            best.Consider(validation.Accuracy, whole.Parameters);
        }

        return (best.Parameters, readings);
    }

    /// <summary>Share of digits that the chip names with some parameters: of those that training never saw.</summary>
    /// <param name="chip">The chip.</param>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="isTuning">Whether a setting is chosen: the digits are then those that choose the epoch.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask<double> TestAsync(
        IPhysicalLayer chip, float[] parameters, bool isTuning, CancellationToken cancellationToken)
    {
        SampleSet samples = isTuning ? split.Validation : split.Test;
        return (await NetworkOf(chip, parameters).EvaluateAsync(samples.All, ForwardPass.Measured, cancellationToken)
            .ConfigureAwait(false)).Accuracy;
    }

    private TrainerOptions Options => new(settings.Batch, seed) { LargestDerivative = NetworkTraining.LargestDerivative };

    private IEnumerable<int[]> BatchesOf(int epoch) =>
        RandomStream.For(seed, Options.OrderStream, (ulong)epoch).NextOrder(split.Training.Count).Chunk(settings.Batch);

    private LayeredNetwork NetworkOf(IPhysicalLayer chip, float[] parameters) =>
        new([chip, Readout(chip)], parameters, task.Loss);

    private SoftwareLayer Readout(IPhysicalLayer chip)
    {
        var readout = new LinearReadout(chip.Model.OutputCount, Plan.Width, task.Outputs);
        return new SoftwareLayer(readout,
            new ParameterGroup("readout", string.Empty, [readout.ParameterCount], 0, "Weights and biases of the read-out."));
    }

    private LearningRate Rate()
    {
        int stepsOfEpoch = (split.Training.Count + settings.Batch - 1) / settings.Batch;
        return LearningRate.Hyperbolic(Plan.LearningRate, NetworkTraining.HalvingEpochs * stepsOfEpoch);
    }
}
