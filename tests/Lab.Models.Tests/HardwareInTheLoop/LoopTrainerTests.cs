using Lab.Models.HardwareInTheLoop;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.Tests.HardwareInTheLoop;

public sealed class LoopTrainerTests
{
    private static readonly double[] Inputs = [0.1, 0.9, 0.8, 0.3, 0.5, 0.5, 0.9, 0.1];
    private static readonly double[] Targets = [0, 1, 0, 1];

    [Fact]
    public async Task Step_OfSoftwareLayers_FollowsTheSlopeOfTheLoss()
    {
        double[] start = [0.4, -0.3, 1.2, 0.1];
        LoopTrainer trainer = Trainer(start, TrainingScheme.OffChip, new Sgd());
        await trainer.StepAsync(Inputs, Targets, default);

        const double step = 1e-6;
        for (int i = 0; i < start.Length; i++)
        {
            double[] above = [.. start];
            double[] below = [.. start];
            above[i] += step;
            below[i] -= step;
            double slope = (await LossAsync(above) - await LossAsync(below)) / (2 * step);
            Assert.Equal(start[i] - (0.1 * slope), trainer.Parameters[i], 1e-8);
        }
    }

    [Theory]
    [InlineData(TrainingScheme.InTheLoop)]
    [InlineData(TrainingScheme.OutputSubstitution)]
    public async Task Step_WhereTheModelIsRight_IsTheSameInEveryScheme(TrainingScheme scheme)
    {
        LoopTrainer reference = Trainer([0.4, -0.3, 1.2, 0.1], TrainingScheme.OffChip, new Adam());
        LoopTrainer trainer = Trainer([0.4, -0.3, 1.2, 0.1], scheme, new Adam());
        for (int i = 0; i < 5; i++)
        {
            await reference.StepAsync(Inputs, Targets, default);
            await trainer.StepAsync(Inputs, Targets, default);
        }

        Assert.Equal(reference.Parameters, trainer.Parameters);
    }

    [Fact]
    public async Task Train_ThroughAWrongModel_EndsAtTheBestOfTheBenchAndNotOfTheModel()
    {
        // The bench gives one and a half times what the model says, and half a unit more.
        async Task<double> FinalLossAsync(TrainingScheme scheme)
        {
            var bench = new Skewed(1.5, 0.5);
            var trainer = new LoopTrainer(
                [bench], [0.1, 0.1], Losses.MeanSquaredError, new Sgd(), LearningRate.Constant(0.2), scheme);
            double[] targets = [1, 1, 1, 1];
            for (int i = 0; i < 500; i++)
            {
                await trainer.StepAsync(Inputs, targets, default);
            }

            return trainer.LossOf(await trainer.MeasureAsync(Inputs, default), targets);
        }

        Assert.InRange(await FinalLossAsync(TrainingScheme.InTheLoop), 0, 0.01);
        Assert.InRange(await FinalLossAsync(TrainingScheme.OffChip), 0.5, 2);
    }

    [Fact]
    public async Task Step_WithSharpness_TakesTheSlopeUphill()
    {
        double[] start = [0.4, -0.3, 1.2, 0.1];
        async Task<double[]> SlopeAsync(double[] at)
        {
            LoopTrainer plain = Trainer(at, TrainingScheme.OffChip, new Sgd());
            await plain.StepAsync(Inputs, Targets, default);
            return [.. at.Zip(plain.Parameters, (before, after) => (before - after) / 0.1)];
        }

        double[] slope = await SlopeAsync(start);
        double length = Math.Sqrt(slope.Sum(each => each * each));
        double[] uphill = await SlopeAsync([.. start.Select((each, i) => each + (0.05 * slope[i] / length))]);
        LoopTrainer trainer = Trainer(start, TrainingScheme.SharpnessAware, new Sgd());
        await trainer.StepAsync(Inputs, Targets, default);
        for (int i = 0; i < start.Length; i++)
        {
            Assert.Equal(start[i] - (0.1 * uphill[i]), trainer.Parameters[i], 1e-12);
        }

        Assert.True(slope.Zip(uphill, (flat, steep) => Math.Abs(flat - steep)).Max() > 1e-3);
    }

    [Fact]
    public async Task Steps_WithInjectedNoise_ScatterAboutThePlainOne()
    {
        double[] start = [0.4, -0.3, 1.2, 0.1];
        LoopTrainer plain = Trainer(start, TrainingScheme.OffChip, new Sgd());
        await plain.StepAsync(Inputs, Targets, default);
        double[] sum = new double[4];
        const int count = 2000;
        for (ulong seed = 0; seed < count; seed++)
        {
            LoopTrainer shaken = Trainer(start, TrainingScheme.NoiseInjection, new Sgd(), new LoopOptions(Seed: seed));
            await shaken.StepAsync(Inputs, Targets, default);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += (shaken.Parameters[i] - start[i]) / count;
            }
        }

        for (int i = 0; i < sum.Length; i++)
        {
            Assert.Equal(plain.Parameters[i] - start[i], sum[i], 2e-3); // the loss is curved over the noise
        }
    }

    [Fact]
    public async Task Derivatives_AreClipped()
    {
        LoopTrainer trainer = Trainer(
            [0.4, -0.3, 1.2, 0.1], TrainingScheme.OffChip, new Sgd(), new LoopOptions(LargestDerivative: 1e-3));
        await trainer.StepAsync(Inputs, Targets, default);
        Assert.Equal(1e-4, Math.Abs(trainer.Parameters[0] - 0.4), 1e-12);
    }

    [Fact]
    public async Task Save_TakenUpByAnother_GoesOnTheSame()
    {
        LoopTrainer first = Trainer([0.4, -0.3, 1.2, 0.1], TrainingScheme.InTheLoop, new Adam());
        await first.StepAsync(Inputs, Targets, default);
        LoopTrainer second = Trainer([0, 0, 0, 0], TrainingScheme.InTheLoop, new Adam());
        second.Restore(first.Save());
        await first.StepAsync(Inputs, Targets, default);
        await second.StepAsync(Inputs, Targets, default);
        Assert.Equal(first.Save(), second.Save());
        Assert.Equal((2, 8L), (second.Steps, second.Measurements));
    }

    [Fact]
    public async Task Step_ThatIsCancelled_MovesNothing()
    {
        var bench = new Skewed(1, 0) { IsBroken = true };
        var trainer = new LoopTrainer(
            [bench], [0.1, 0.1], Losses.MeanSquaredError, new Sgd(), LearningRate.Constant(0.2), TrainingScheme.InTheLoop);
        await Assert.ThrowsAsync<OperationCanceledException>(() => trainer.StepAsync(Inputs, Targets, default).AsTask());
        Assert.Equal([0.1, 0.1], trainer.Parameters);
        Assert.Equal(0, trainer.Steps);
    }

    [Fact]
    public void Layers_ThatDoNotFit_AreRefused()
    {
        SoftwareLayer Sum() => new(new WeightedSum(2), [new("a", "", -1, 1), new("b", "", -1, 1)]);
        Assert.Contains(
            "takes 2 inputs, but the one before it gives 1",
            Assert.Throws<ArgumentException>(() => new LoopTrainer(
                [Sum(), Sum()],
                new double[4],
                Losses.MeanSquaredError,
                new Sgd(),
                LearningRate.Constant(1),
                TrainingScheme.OffChip)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LoopTrainer(
            [Sum()], new double[3], Losses.MeanSquaredError, new Sgd(), LearningRate.Constant(1), TrainingScheme.OffChip));
    }

    private static LoopTrainer Trainer(
        double[] start, TrainingScheme scheme, IOptimizer optimizer, LoopOptions? options = null) => new(
        [
            new SoftwareLayer(new WeightedSum(2), [new("W1", "", -5, 5), new("W2", "", -5, 5)]),
            new SoftwareLayer(new AffineReadout(1, 0.5), [new("gain", "", -5, 5), new("bias", "", -5, 5)]),
        ],
        start,
        Losses.BinaryCrossEntropy,
        optimizer,
        LearningRate.Constant(0.1),
        scheme,
        options);

    private static async Task<double> LossAsync(double[] parameters)
    {
        LoopTrainer trainer = Trainer(parameters, TrainingScheme.OffChip, new Sgd());
        return trainer.LossOf(await trainer.MeasureAsync(Inputs, default), Targets);
    }

    private sealed class Skewed(double factor, double offset) : IPhysicalLayer
    {
        public bool IsBroken { get; init; }

        public IDifferentiableLayer Model { get; } = new WeightedSum(2);

        public IReadOnlyList<ParameterRange> Parameters { get; } = [new("W1", "", -9, 9), new("W2", "", -9, 9)];

        public Duration CostOf(int samples) => default;

        public void Project(Span<double> parameters)
        {
        }

        public ValueTask MeasureAsync(
            ReadOnlyMemory<double> parameters, ReadOnlyMemory<double> inputs, Memory<double> outputs,
            CancellationToken cancellationToken)
        {
            if (IsBroken)
            {
                throw new OperationCanceledException();
            }

            for (int i = 0; i < outputs.Length; i++)
            {
                outputs.Span[i] =
                    (factor * ((parameters.Span[0] * inputs.Span[2 * i]) + (parameters.Span[1] * inputs.Span[(2 * i) + 1])))
                        + offset;
            }

            return ValueTask.CompletedTask;
        }
    }
}
