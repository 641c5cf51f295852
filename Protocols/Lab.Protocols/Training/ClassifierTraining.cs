using Lab.Calibration.WeightMaps;
using Lab.Models.Data;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Protocols.Chains;
using Lab.Studies.Training;

namespace Lab.Protocols.Training;

/// <summary>Trains a chain of two junctions and a read-out as a classifier of two features, and tests it.</summary>
internal sealed class ClassifierTraining
{
    private const double ReadoutVolts = 1e-6;
    private const double LastOverFirstRate = 0.05;
    private const double ReadoutStep = 3; // log-odds; the voltages are of the order of 1 µV

    private readonly ClassifierSettings settings;
    private readonly LabelledSamples training;
    private readonly LabelledSamples test;
    private readonly ulong seed;
    private readonly ChainLayer layer;
    private readonly LoopTrainer trainer;
    private readonly TrainingScheme scheme;
    private readonly int stepsPerPoint;

    /// <summary>Sets a training up; everything random in it follows from the seed.</summary>
    public ClassifierTraining(
        ClassifierSettings settings, TrainingPlan plan, double learningRate, WeightMap map, ChainBench chain, ulong seed)
    {
        this.settings = settings;
        this.seed = seed;
        scheme = plan.Way.Scheme;
        stepsPerPoint = scheme.MeasuresTheBench() ? 1 : settings.StepsOnModel;
        (training, test) = settings.Samples(seed, plan.IsTuning);
        WeightMap believed = Misjudge(map, plan.Mismatch, seed);
        layer = new ChainLayer(believed, settings, chain);
        var start = RandomStream.For(seed, "training/start");
        double[] amperes = [.. Enumerable.Range(0, 2).Select(line =>
            believed.MinimumAmperes[line]
                + ((believed.MaximumAmperes[line] - believed.MinimumAmperes[line]) * start.NextDouble()))];
        trainer = new LoopTrainer(
            [layer, new SoftwareLayer(new AffineReadout(1, ReadoutVolts), [Free("gain"), Free("bias")])],
            [.. believed.WeightsAt(amperes), 1, 0],
            Losses.BinaryCrossEntropy,
            new Adam(),
            LearningRate.Cosine(learningRate, LastOverFirstRate * learningRate, settings.Steps * stepsPerPoint),
            scheme);
    }

    /// <summary>Weights, gain and bias, then what the optimiser remembers: what a training that goes on needs.</summary>
    public double[] Save() => trainer.Save();

    /// <summary>Takes a saved state up.</summary>
    public void Restore(double[] saved) => trainer.Restore(saved);

    /// <summary>One step that measures, or several on the model.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="bench">The chain.</param>
    /// <param name="cancellationToken">Ends it at once; the training has not moved then.</param>
    public async ValueTask<TrainingStep> StepAsync(int step, ChainBench bench, CancellationToken cancellationToken)
    {
        layer.Bench = bench;
        for (int quick = step * stepsPerPoint; quick < ((step + 1) * stepsPerPoint) - 1; quick++)
        {
            (double[] some, double[] classes) = Take(training.Batch(quick, settings.Batch, seed));
            await trainer.StepAsync(some, classes, cancellationToken).ConfigureAwait(false);
        }

        (double[] inputs, double[] targets) = Take(training.Batch(((step + 1) * stepsPerPoint) - 1, settings.Batch, seed));
        (double loss, double[] outputs) = await trainer.StepAsync(inputs, targets, cancellationToken).ConfigureAwait(false);
        return scheme.MeasuresTheBench()
            ? new TrainingStep(inputs, targets, outputs, layer.Last.Volts, layer.Last.Current1, layer.Last.Current2, loss)
            : new TrainingStep(inputs, targets, outputs, [], 0, 0, loss);
    }

    /// <summary>Fits gain and bias of the read-out to readings at the weights that were found: of the very samples, and as many,
    /// that a training measures which has the chip in the loop.</summary>
    /// <param name="bench">The chain.</param>
    /// <param name="cancellationToken">Ends it at once; nothing has changed then.</param>
    public async ValueTask<TrainingStep> RefitAsync(ChainBench bench, CancellationToken cancellationToken)
    {
        layer.Bench = bench;
        (List<double> inputs, List<double> targets, List<double> volts) = ([], [], []);
        for (int step = 0; step < settings.Steps; step++)
        {
            (double[] batch, double[] classes) = Take(training.Batch(step, settings.Batch, seed));
            await trainer.MeasureAsync(batch, cancellationToken).ConfigureAwait(false);
            inputs.AddRange(batch);
            targets.AddRange(classes);
            volts.AddRange(layer.Last.Volts);
        }

        double[] readout = LogisticRegression.Fit([.. volts.Select(volt => (double[])[volt / ReadoutVolts])], targets);
        readout.CopyTo(trainer.Parameters, trainer.Parameters.Length - readout.Length);
        double[] outputs = [.. volts.Select(volt => LogisticRegression.LogOdds(readout, [volt / ReadoutVolts]))];
        return new TrainingStep(
            [.. inputs],
            [.. targets],
            outputs,
            [.. volts],
            layer.Last.Current1,
            layer.Last.Current2,
            trainer.LossOf(outputs, [.. targets]));
    }

    /// <summary>The test, with samples that were not trained with.</summary>
    /// <param name="bench">The chain.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask<TrainingStep> TestAsync(ChainBench bench, CancellationToken cancellationToken)
    {
        layer.Bench = bench;
        (double[] inputs, double[] targets) = Take(test);
        double[] outputs = await trainer.MeasureAsync(inputs, cancellationToken).ConfigureAwait(false);
        return new TrainingStep(
            inputs,
            targets,
            outputs,
            layer.Last.Volts,
            layer.Last.Current1,
            layer.Last.Current2,
            trainer.LossOf(outputs, targets));
    }

    private (double[] Inputs, double[] Targets) Take(LabelledSamples samples) =>
        (
            [.. samples.Features.SelectMany(feature => feature.Select(PowerOf))],
            [.. samples.Classes.Select(label => (double)label)]);

    private static ParameterRange Free(string name) =>
        new(name, string.Empty, double.NegativeInfinity, double.PositiveInfinity, ReadoutStep);

    /// <summary>Makes a map wrong: sensitivity, width and tuning by the fraction, up or down at random, and each resonance
    /// shifted by the fraction of its half width.</summary>
    private static WeightMap Misjudge(WeightMap map, double fraction, ulong seed)
    {
        if (fraction == 0)
        {
            return map;
        }

        var random = RandomStream.For(seed, "training/mismatch");
        double Factor() => 1 + (random.NextDouble() < 0.5 ? -fraction : fraction);
        return map.About(map.Chain.Misjudged(Factor(), Factor(), Factor(), [Factor() - 1, Factor() - 1]));
    }

    private double PowerOf(double feature) =>
        settings.LowestInput.Watts + ((settings.HighestInput - settings.LowestInput).Watts * feature);
}
