using Lab.Calibration.WeightMaps;
using Lab.Models.Data;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Protocols.Chains;
using Lab.Studies.Training;

namespace Lab.Protocols.Training;

/// <summary>Trains a chain of two junctions and what follows it in software as a classifier of two features, and tests it: a
/// read-out of one voltage, or a hidden layer of units whose multiply-and-accumulate the chain does one after the
/// other.</summary>
internal sealed class ClassifierTraining
{
    private const double ReadoutVolts = 1e-6;
    private const double LastOverFirstRate = 0.05;
    private const double InjectedNoise = 0.1; // in units of the parameters' scales
    private const double UphillStep = 0.05;

    private readonly ClassifierSettings settings;
    private readonly LabelledSamples training;
    private readonly LabelledSamples test;
    private readonly ulong seed;
    private readonly ChainLayer layer;
    private readonly LayeredNetwork network;
    private readonly Trainer trainer;
    private readonly ClassifierLayers after;
    private readonly TrainingWay way;
    private readonly int stepsPerPoint;

    /// <summary>Sets a training up; everything random in it follows from the seed.</summary>
    public ClassifierTraining(
        ClassifierSettings settings, TrainingPlan plan, double learningRate, WeightMap map, ChainRig chain, ulong seed)
    {
        this.settings = settings;
        this.seed = seed;
        way = plan.Way;
        stepsPerPoint = way.Scheme.MeasuresTheBench() ? 1 : settings.StepsOnModel;
        (training, test) = settings.Samples(seed, plan.IsTuning);
        WeightMap believed = Misjudge(map, plan.Mismatch, seed);
        after = new ClassifierLayers(settings.HiddenUnits, ReadoutVolts);
        layer = new ChainLayer(believed, settings, chain, after.Units, after.WeightScale);
        var start = RandomStream.For(seed, "training/start");
        float[] weights = [.. Enumerable.Range(0, after.Units).SelectMany(_ => FirstWeights(believed, start))];
        (float[] middle, _) = Take(training);
        network = new LayeredNetwork(
            [layer, .. after.Layers], [.. weights, .. after.FirstParameters(weights, middle, start)], Losses.BinaryCrossEntropy);
        trainer = new Trainer(
            network,
            way.Scheme.Create(way.Scheme == TrainingScheme.SharpnessAware ? UphillStep : InjectedNoise, seed),
            new Adam(),
            LearningRate.Cosine(learningRate, LastOverFirstRate * learningRate, settings.Steps * stepsPerPoint),
            new TrainerOptions(settings.Batch, seed));
    }

    /// <summary>Steps, measured samples, weights and read-out, then what the optimiser remembers: what a training that goes on
    /// needs.</summary>
    public double[] Save() => trainer.Save();

    /// <summary>Takes a saved state up.</summary>
    public void Restore(double[] saved) => trainer.Restore(saved);

    /// <summary>One step that measures, or several on the model.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="bench">The chain.</param>
    /// <param name="cancellationToken">Ends it at once; the training has not moved then.</param>
    public async ValueTask<TrainingStep> StepAsync(int step, ChainRig bench, CancellationToken cancellationToken)
    {
        layer.Bench = bench;
        for (int quick = step * stepsPerPoint; quick < ((step + 1) * stepsPerPoint) - 1; quick++)
        {
            (float[] some, float[] classes) = Take(training.Batch(quick, settings.Batch, seed));
            await trainer.StepAsync(new TrainingBatch(some, classes, classes.Length), cancellationToken).ConfigureAwait(false);
        }

        (float[] inputs, float[] targets) = Take(training.Batch(((step + 1) * stepsPerPoint) - 1, settings.Batch, seed));
        BatchResult result =
            await trainer.StepAsync(new TrainingBatch(inputs, targets, targets.Length), cancellationToken).ConfigureAwait(false);
        return Told(inputs, targets, result, way.Scheme.MeasuresTheBench() ? layer.Last : ChainLayerReading.None);
    }

    /// <summary>Fits the read-out to readings at the weights that were found: of the very samples, and as many, that a training
    /// measures which has the chip in the loop.</summary>
    /// <param name="bench">The chain.</param>
    /// <param name="cancellationToken">Ends it at once; nothing has changed then.</param>
    public async ValueTask<TrainingStep> RefitAsync(ChainRig bench, CancellationToken cancellationToken)
    {
        layer.Bench = bench;
        (List<float> inputs, List<float> targets, List<double> volts) = ([], [], []);
        for (int step = 0; step < settings.Steps; step++)
        {
            (float[] batch, float[] classes) = Take(training.Batch(step, settings.Batch, seed));
            await trainer.MeasureAsync(new TrainingBatch(batch, classes, classes.Length), cancellationToken)
                .ConfigureAwait(false);
            inputs.AddRange(batch);
            targets.AddRange(classes);
            volts.AddRange(layer.Last.Volts);
        }

        float[] features =
            after.FeaturesOf([.. volts.Select(volt => (float)volt)], network.Parameters.AsSpan(layer.Model.ParameterCount));
        int count = features.Length / targets.Count;
        double[][] rows = [.. features.Select(value => (double)value).Chunk(count)];
        double[] readout = LogisticRegression.Fit(rows, [.. targets.Select(target => (double)target)]);
        for (int i = 0; i < readout.Length; i++)
        {
            network.Parameters[network.Parameters.Length - readout.Length + i] = (float)readout[i];
        }

        double[] outputs = [.. rows.Select(row => LogisticRegression.LogOdds(readout, row))];
        double loss = outputs.Zip(
            targets, (output, target) => Losses.BinaryCrossEntropy.Evaluate([(float)output], [target], new float[1])).Average();
        return new TrainingStep(Doubles(inputs), Doubles(targets), outputs, layer.Last with { Volts = [.. volts] }, loss);
    }

    /// <summary>The test, with samples that were not trained with.</summary>
    /// <param name="bench">The chain.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask<TrainingStep> TestAsync(ChainRig bench, CancellationToken cancellationToken)
    {
        layer.Bench = bench;
        (float[] inputs, float[] targets) = Take(test);
        TrainingBatch batch = new(inputs, targets, targets.Length);
        BatchResult result = way.IsSoftware
            ? await network.EvaluateAsync(batch, ForwardPass.Model, cancellationToken).ConfigureAwait(false)
            : await trainer.MeasureAsync(batch, cancellationToken).ConfigureAwait(false);
        return Told(inputs, targets, result, way.IsSoftware ? ChainLayerReading.None : layer.Last);
    }

    private static TrainingStep Told(float[] inputs, float[] targets, BatchResult result, ChainLayerReading reading) =>
        new(Doubles(inputs), Doubles(targets), Doubles(result.Outputs.ToArray()), reading, result.Loss);

    private static double[] Doubles(IEnumerable<float> values) => [.. values.Select(value => (double)value)];

    private static float[] FirstWeights(WeightMap map, RandomStream start)
    {
        double[] amperes =
        [
            .. Enumerable.Range(0, 2)
                .Select(line =>
                    map.MinimumAmperes[line] + ((map.MaximumAmperes[line] - map.MinimumAmperes[line]) * start.NextDouble())),
        ];
        return [.. map.WeightsAt(amperes).Select(weight => (float)weight)];
    }

    private (float[] Inputs, float[] Targets) Take(LabelledSamples samples) =>
    (
        [.. samples.Features.SelectMany(feature => feature.Select(value => (float)PowerOf(value)))],
        [.. samples.Classes.Select(label => (float)label)]);

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
