using Lab.Models.Data;
using Lab.Models.DynamicalNetworks;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Quantities;

namespace Lab.Models.Tests.DynamicalNetworks;

public sealed class SequenceNetworkTests
{
    private const int Steps = 10;

    private static readonly OscillatorParameters Oscillator =
        OscillatorParameters.Normalised(Duration.FromNanoseconds(7), Frequency.FromMegahertz(1));

    [Fact]
    public async Task Train_TwoKindsOfSequences_TellsThemApart()
    {
        (Trainer trainer, SequenceNetwork<SpintronicNeuron<float>> network) = Training(0.05);
        SampleSet samples = Sequences(200, seed: 1);
        for (int epoch = 0; epoch < 30; epoch++)
        {
            await trainer.TrainEpochAsync(samples);
        }

        SampleSet others = Sequences(200, seed: 2);
        Assert.InRange((await network.EvaluateAsync(others.All, ForwardPass.Model, default)).Accuracy, 0.95, 1);
        Assert.Equal(30, trainer.Epochs);
        Assert.Equal(300, trainer.Steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Differentiate_OfABatchOfSeveralParts_AgreesWithCentralDifferences(int threads)
    {
        SequenceNetwork<SpintronicNeuron<float>> network = Network(threads);
        SampleSet samples = Sequences(45, seed: 3);
        await network.DifferentiateAsync(samples.All, ForwardPass.Model, default);
        await Slopes.AgreeAsync(network, samples.All, ForwardPass.Model, tolerance: 0.01);
    }

    [Fact]
    public async Task Train_WithMoreThreads_IsTheSameToTheLastBit()
    {
        async Task<float[]> TrainedAsync(int threads)
        {
            (Trainer trainer, SequenceNetwork<SpintronicNeuron<float>> network) = Training(0.05, threads);
            await trainer.TrainEpochAsync(Sequences(90, seed: 1));
            return network.Parameters;
        }

        Assert.Equal(await TrainedAsync(1), await TrainedAsync(3));
    }

    [Fact]
    public async Task Train_ThatDiverges_SaysWhatToLower()
    {
        (Trainer trainer, _) = Training(1e30);
        SampleSet samples = Sequences(50, seed: 1);
        ArithmeticException error = await Assert.ThrowsAsync<ArithmeticException>(async () =>
        {
            for (int epoch = 0; epoch < 5; epoch++)
            {
                await trainer.TrainEpochAsync(samples);
            }
        });
        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ToPredictTheNextValue_BeatsTheMean()
    {
        // A sine of unit amplitude in steps of 0.6 rad: its next value from the ones before.
        const int count = 100;
        float[] inputs = [.. Enumerable.Range(0, count)
            .SelectMany(i => Enumerable.Range(0, Steps).Select(step => (float)Math.Sin((0.6 * step) + i)))];
        float[] targets = [.. Enumerable.Range(0, count)
            .SelectMany(i => Enumerable.Range(1, Steps).Select(step => (float)Math.Sin((0.6 * step) + i)))];
        var samples = new SampleSet(inputs, targets, count);
        var network = new SequenceNetwork<ContinuousTimeNeuron<float>>(
            new NetworkShape(inputs: 1, layers: 1, width: 16, outputs: 1, density: 1, seed: 3),
            new(Duration.FromNanoseconds(1), Duration.FromNanoseconds(2)),
            0.5,
            Steps,
            Losses.MeanSquaredError,
            ReadoutTime.EveryStep,
            initialSpread: 0.5,
            seed: 1);
        Trainer trainer = TrainerOf(network, 0.02);
        for (int epoch = 0; epoch < 100; epoch++)
        {
            await trainer.TrainEpochAsync(samples);
        }

        Assert.InRange(
            (await network.EvaluateAsync(samples.All, ForwardPass.Model, default)).Loss, 0, 0.05); // 0.5 is the variance
        Assert.Equal(targets.Length, network.Predict(inputs).Length);
    }

    [Fact]
    public async Task VirtualChip_OfHundredsOfUnits_IsTrainedInTheLoopInBatches()
    {
        // 2 layers of 128 oscillators that spread by 30 %, measured with noise.
        var shape = new NetworkShape(inputs: 1, layers: 2, width: 128, outputs: 2, density: 0.2, seed: 3);
        var chip = new VirtualChip(
            shape, Oscillator, Duration.FromNanoseconds(1), 0.15, Steps, spread: 0.3, noise: 0.01, seed: 2, threads: 1);
        Assert.Equal((256, 256 * Steps), (chip.UnitCount, chip.Model.OutputCount));
        var readout = new LinearReadout(chip.Model.OutputCount, 128, 2);
        var random = RandomStream.For(4, "start");
        var network = new LayeredNetwork(
            [chip, new SoftwareLayer(
                readout, new ParameterGroup("readout", string.Empty, [readout.ParameterCount], 0, "Read-out."))],
            [.. Enumerable.Range(0, chip.Model.ParameterCount + readout.ParameterCount)
                .Select(_ => (float)(0.3 * random.NextGaussian()))],
            Losses.SoftmaxCrossEntropy);
        var trainer = new Trainer(
            network, new InTheLoop(), new Adam(), LearningRate.Constant(0.01),
                new TrainerOptions(Batch: 40, Seed: 1) { LargestDerivative = 1 });
        for (int epoch = 0; epoch < 6; epoch++)
        {
            await trainer.TrainEpochAsync(Sequences(200, seed: 1));
        }

        // More than the chip takes in one batch.
        BatchResult test = await network.EvaluateAsync(Sequences(300, seed: 2).All, ForwardPass.Measured, default);
        Assert.InRange(test.Accuracy, 0.95, 1);
        Assert.Equal(1200, trainer.Measurements);
        Assert.Equal(300, test.Measured);
    }

    private static (Trainer Trainer, SequenceNetwork<SpintronicNeuron<float>> Network) Training(double rate, int threads = 1)
    {
        SequenceNetwork<SpintronicNeuron<float>> network = Network(threads);
        return (TrainerOf(network, rate), network);
    }

    private static Trainer TrainerOf(INetwork network, double rate) => new(
        network, new OffChip(), new Adam(), LearningRate.Constant(rate), new TrainerOptions(Batch: 20, Seed: 1)
        {
            LargestDerivative = 1,
            IsRateByEpoch = true,
            DivergedLoss = 1000,
        });

    private static SequenceNetwork<SpintronicNeuron<float>> Network(int threads) => new(
        new NetworkShape(inputs: 1, layers: 2, width: 8, outputs: 2, density: 0.5, seed: 3),
        new SpintronicNeuron<float>(Oscillator, Duration.FromNanoseconds(1)),
        0.15,
        Steps,
        Losses.SoftmaxCrossEntropy,
        ReadoutTime.LastStep,
        initialSpread: 0.5,
        seed: 1,
        threads);

    /// <summary>A pulse early or late, with noise.</summary>
    private static SampleSet Sequences(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        int[] classes = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(2))];
        float[] inputs =
        [
            .. classes.SelectMany(label =>
                Enumerable.Range(0, Steps).Select(step => (float)((step / 5 == label ? 2 : -1) + (0.3 * random.NextGaussian())))),
        ];
        return SampleSet.OfClasses(inputs, classes, 2);
    }
}
