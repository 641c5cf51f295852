using Lab.Calibration.WeightMaps;
using Lab.Models.Data;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Protocols.Chains;

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

    /// <summary>Sets a training up; everything random in it follows from the seed.</summary>
    public ClassifierTraining(ClassifierSettings settings, TrainingPlan plan, WeightMap map, ulong seed)
    {
        this.settings = settings;
        this.seed = seed;
        scheme = plan.Scheme;
        (training, test) = settings.Samples(seed);
        WeightMap believed = Misjudge(map, plan.Mismatch, seed);
        layer = new ChainLayer(believed, settings);
        var start = RandomStream.For(seed, "training/start");
        double[] amperes = [.. Enumerable.Range(0, 2).Select(line =>
            believed.MinimumAmperes[line] + ((believed.MaximumAmperes[line] - believed.MinimumAmperes[line]) * start.NextDouble()))];
        trainer = new LoopTrainer(
            [layer, new SoftwareLayer(new AffineReadout(1, ReadoutVolts), [Free("gain"), Free("bias")])],
            [.. believed.WeightsAt(amperes), 1, 0],
            Losses.BinaryCrossEntropy,
            new Adam(),
            LearningRate.Cosine(settings.LearningRate, LastOverFirstRate * settings.LearningRate, settings.Steps),
            plan.Scheme);
    }

    /// <summary>Weights, gain and bias, then what the optimiser remembers: what a training that goes on needs.</summary>
    public double[] Save() => trainer.Save();

    /// <summary>Takes a saved state up.</summary>
    public void Restore(double[] saved) => trainer.Restore(saved);

    /// <summary>One step; or the test, which is the last.</summary>
    /// <param name="step">The step, from 0; the test where it is the number of steps.</param>
    /// <param name="bench">The chain.</param>
    /// <param name="cancellationToken">Ends it at once; the training has not moved then.</param>
    public async ValueTask<TrainingStep> StepAsync(int step, ChainBench bench, CancellationToken cancellationToken)
    {
        layer.Bench = bench;
        bool isTest = step == settings.Steps;
        LabelledSamples samples = isTest ? test : training.Batch(step, settings.Batch, seed);
        double[] inputs = [.. samples.Features.SelectMany(feature => feature.Select(PowerOf))];
        double[] targets = [.. samples.Classes.Select(label => (double)label)];
        double[] outputs;
        double loss;
        if (isTest)
        {
            outputs = await trainer.MeasureAsync(inputs, cancellationToken).ConfigureAwait(false);
            loss = trainer.LossOf(outputs, targets);
        }
        else
        {
            (loss, outputs) = await trainer.StepAsync(inputs, targets, cancellationToken).ConfigureAwait(false);
        }

        bool wasMeasured = isTest || scheme.MeasuresTheBench();
        return new TrainingStep(
            inputs, targets, outputs, wasMeasured ? layer.Last.Volts : [], wasMeasured ? layer.Last.Current1 : 0, wasMeasured ? layer.Last.Current2 : 0, loss);
    }

    private static ParameterRange Free(string name) => new(name, string.Empty, double.NegativeInfinity, double.PositiveInfinity, ReadoutStep);

    /// <summary>Makes a map wrong: sensitivity, width and tuning by the fraction, up or down at random, and each resonance shifted by the
    /// fraction of its half width.</summary>
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

    private double PowerOf(double feature) => settings.LowestInput.Watts + ((settings.HighestInput - settings.LowestInput).Watts * feature);
}
