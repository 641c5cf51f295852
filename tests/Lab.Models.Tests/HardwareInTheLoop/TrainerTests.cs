using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;

namespace Lab.Models.Tests.HardwareInTheLoop;

public sealed class TrainerTests
{
    private static readonly float[] Start = [0.4f, -0.3f, 1.2f, 0.1f];
    private static readonly TrainingBatch Batch =
        new((float[])[0.1f, 0.9f, 0.8f, 0.3f, 0.5f, 0.5f, 0.9f, 0.1f], (float[])[0, 1, 0, 1], 4);

    [Fact]
    public async Task Differentiate_OfALayeredNetwork_AgreesWithCentralDifferences()
    {
        // A hidden layer as on a bench: units of weights, gains and biases, tangents, a read-out.
        const int units = 5;
        var random = RandomStream.For(2, "start");
        var network = new LayeredNetwork(
            [
                new SoftwareLayer(new WeightedSum(2, units),
                    new ParameterGroup("weight", string.Empty, [units, 2], 0, "Weights.") { Scale = 0.1 }),
                new SoftwareLayer(new AffineReadout(units, 0.5),
                    new ParameterGroup("gain and bias", string.Empty, [2 * units], 0, "Gains, biases.")),
                new SoftwareLayer(new HyperbolicTangent(units)),
                new SoftwareLayer(
                    new LinearReadout(units, units, 1), new ParameterGroup("readout", string.Empty, [units + 1], 0, "Read-out.")),
            ],
            [.. Enumerable.Range(0, (2 * units) + (2 * units) + units + 1).Select(_ => (float)random.NextGaussian())],
            Losses.BinaryCrossEntropy);
        foreach (ForwardPass pass in Enum.GetValues<ForwardPass>())
        {
            await network.DifferentiateAsync(Batch, pass, default);
            await Slopes.AgreeAsync(network, Batch, pass, tolerance: 0.01);
        }
    }

    [Fact]
    public async Task Step_OfPlainDescent_FollowsTheSlopeOfTheLoss()
    {
        Trainer trainer = TrainerOf(Start, new OffChip(), new Sgd());
        await trainer.StepAsync(Batch);
        const float step = 1f / 256;
        for (int i = 0; i < Start.Length; i++)
        {
            float[] above = [.. Start];
            float[] below = [.. Start];
            above[i] += step;
            below[i] -= step;
            double slope = (await LossAsync(above) - await LossAsync(below)) / (above[i] - (double)below[i]);
            Assert.Equal(Start[i] - (0.1 * slope), trainer.Network.Parameters[i], 2e-6);
        }
    }

    [Fact]
    public async Task Step_WhereTheModelIsRight_IsTheSameInEveryScheme()
    {
        foreach (ITrainingScheme scheme in (ITrainingScheme[])[new InTheLoop(), new OutputSubstitution()])
        {
            Trainer reference = TrainerOf(Start, new OffChip(), new Adam());
            Trainer trainer = TrainerOf(Start, scheme, new Adam());
            for (int i = 0; i < 5; i++)
            {
                await reference.StepAsync(Batch);
                await trainer.StepAsync(Batch);
            }

            Assert.Equal(reference.Network.Parameters, trainer.Network.Parameters);
            Assert.Equal((0L, 20L), (reference.Measurements, trainer.Measurements));
        }
    }

    [Fact]
    public async Task Train_ThroughAWrongModel_EndsAtTheBestOfTheBenchAndNotOfTheModel()
    {
        // The bench gives one and a half times what the model says, and half a unit more.
        async Task<double> FinalLossAsync(ITrainingScheme scheme)
        {
            TrainingBatch ones = Batch with { Targets = (float[])[1, 1, 1, 1] };
            Trainer trainer = TrainerOn(new SkewedLayer(1.5, 0.5), scheme);
            for (int i = 0; i < 500; i++)
            {
                await trainer.StepAsync(ones);
            }

            return (await trainer.MeasureAsync(ones, default)).Loss;
        }

        Assert.InRange(await FinalLossAsync(new InTheLoop()), 0, 0.01);
        Assert.InRange(await FinalLossAsync(new OffChip()), 0.5, 2);
    }

    [Fact]
    public async Task Step_WithSharpness_TakesTheSlopeUphill()
    {
        async Task<double[]> SlopeAsync(float[] at)
        {
            Trainer plain = TrainerOf(at, new OffChip(), new Sgd());
            await plain.StepAsync(Batch);
            return [.. plain.Network.Gradient.Select(value => (double)value)];
        }

        double[] slope = await SlopeAsync(Start);
        double length = Math.Sqrt(slope.Sum(each => each * each));
        double[] uphill = await SlopeAsync([.. Start.Select((each, i) => (float)(each + (0.05 * slope[i] / length)))]);
        Trainer trainer = TrainerOf(Start, new SharpnessAware(0.05), new Sgd());
        await trainer.StepAsync(Batch);
        for (int i = 0; i < Start.Length; i++)
        {
            Assert.Equal(Start[i] - (0.1 * uphill[i]), trainer.Network.Parameters[i], 1e-6);
        }

        Assert.True(slope.Zip(uphill, (flat, steep) => Math.Abs(flat - steep)).Max() > 1e-3);
    }

    [Fact]
    public async Task Steps_WithInjectedNoise_ScatterAboutThePlainOne()
    {
        Trainer plain = TrainerOf(Start, new OffChip(), new Sgd());
        await plain.StepAsync(Batch);
        double[] sum = new double[4];
        const int count = 2000;
        for (ulong seed = 0; seed < count; seed++)
        {
            Trainer shaken = TrainerOf(Start, new NoiseInjection(0.1, seed), new Sgd());
            await shaken.StepAsync(Batch);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += (double)(shaken.Network.Parameters[i] - Start[i]) / count;
            }
        }

        for (int i = 0; i < sum.Length; i++)
        {
            Assert.Equal(plain.Network.Parameters[i] - Start[i], sum[i], 2e-3); // the loss is curved over the noise
        }
    }

    [Fact]
    public async Task Schemes_InEachOther_MeasureWhatTheInnerOneMeasures()
    {
        // Noise about the chip in the loop, with two steps at each of its places.
        var bench = new SkewedLayer(1, 0);
        Trainer trainer = TrainerOn(bench, new NoiseInjection(0.1, seed: 1, new SharpnessAware(0.05, new InTheLoop())));
        float[] before = [.. trainer.Network.Parameters];
        await trainer.StepAsync(Batch);
        Assert.Equal([4, 4], bench.Batches);
        Assert.Equal(8, trainer.Measurements);
        Assert.NotEqual(before, trainer.Network.Parameters);
    }

    [Fact]
    public async Task Measure_OfMoreThanABatch_GoesToTheBenchInParts()
    {
        var bench = new SkewedLayer(1, 0) { LargestBatch = 3 };
        Trainer trainer = TrainerOn(bench, new InTheLoop());
        BatchResult result = await trainer.MeasureAsync(Batch, default);
        Assert.Equal([3, 1], bench.Batches);
        Assert.Equal(4, result.Measured);
    }

    [Fact]
    public async Task Derivatives_AreClipped()
    {
        Trainer trainer = TrainerOf(Start, new OffChip(), new Sgd(), new TrainerOptions(4, 1) { LargestDerivative = 1e-3 });
        await trainer.StepAsync(Batch);
        Assert.Equal(1e-4, Math.Abs(trainer.Network.Parameters[0] - Start[0]), 1e-7);
    }

    [Fact]
    public async Task Save_TakenUpByAnother_GoesOnTheSame()
    {
        Trainer first = TrainerOf(Start, new InTheLoop(), new Adam());
        await first.StepAsync(Batch);
        Trainer second = TrainerOf([0, 0, 0, 0], new InTheLoop(), new Adam());
        second.Restore(first.Save());
        await first.StepAsync(Batch);
        await second.StepAsync(Batch);
        Assert.Equal(first.Save(), second.Save());
        Assert.Equal((2, 8L), (second.Steps, second.Measurements));
    }

    [Fact]
    public async Task Step_ThatIsCancelled_MovesNothing()
    {
        foreach (ITrainingScheme scheme in (ITrainingScheme[])[new InTheLoop(), new NoiseInjection(0.1, 1, new InTheLoop()),
            new SharpnessAware(0.1, new InTheLoop())])
        {
            Trainer trainer = TrainerOn(new SkewedLayer(1, 0) { IsBroken = true }, scheme);
            float[] before = [.. trainer.Network.Parameters];
            await Assert.ThrowsAsync<OperationCanceledException>(() => trainer.StepAsync(Batch).AsTask());
            Assert.Equal(before, trainer.Network.Parameters);
            Assert.Equal(0, trainer.Steps);
        }
    }

    [Fact]
    public void BestEpoch_KeepsTheParametersOfTheBestScore()
    {
        var best = new BestEpoch((score, other) => score > other);
        Assert.True(best.Consider(0.5, [1]));
        Assert.True(best.Consider(0.7, [2]));
        Assert.False(best.Consider(0.7, [3]));
        Assert.False(best.Consider(0.6, [4]));
        Assert.Equal((0.7, 2), (best.Score, best.EpochsWithoutGain));
        Assert.Equal([2], best.Parameters);
    }

    [Fact]
    public void Layers_ThatDoNotFit_AreRefused()
    {
        SoftwareLayer Sum() => new(new WeightedSum(2), new ParameterGroup("weight", string.Empty, [2], 0, "Weights."));
        Assert.Contains(
            "takes 2 inputs, but the one before it gives 1",
            Assert.Throws<ArgumentException>(
                () => new LayeredNetwork([Sum(), Sum()], new float[4], Losses.MeanSquaredError)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "have 2 parameters; 3 were given",
            Assert.Throws<ArgumentException>(() => new LayeredNetwork([Sum()], new float[3], Losses.MeanSquaredError)).Message,
            StringComparison.Ordinal);
    }

    private static Trainer TrainerOf(
        float[] start, ITrainingScheme scheme, IOptimizer optimizer, TrainerOptions? options = null) =>
        new(NetworkOf(start), scheme, optimizer, LearningRate.Constant(0.1), options ?? new TrainerOptions(4, 1));

    private static Trainer TrainerOn(SkewedLayer bench, ITrainingScheme scheme) => new(
        new LayeredNetwork([bench], [0.1f, 0.1f], Losses.MeanSquaredError), scheme, new Sgd(), LearningRate.Constant(0.2),
            new TrainerOptions(4, 1));

    private static LayeredNetwork NetworkOf(float[] start) => new(
        [
            new SoftwareLayer(
                new WeightedSum(2), new ParameterGroup("weight", string.Empty, [2], 0, "Weights.") { Minimum = -5, Maximum = 5 }),
            new SoftwareLayer(
                new AffineReadout(1, 0.5),
                    new ParameterGroup("gain and bias", string.Empty, [2], 0, "Gain, bias.") { Minimum = -5, Maximum = 5 }),
        ],
        start,
        Losses.BinaryCrossEntropy);

    private static async Task<double> LossAsync(float[] parameters) =>
        (await NetworkOf(parameters).EvaluateAsync(Batch, ForwardPass.Model, default)).Loss;
}
