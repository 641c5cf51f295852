using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.StochasticSynapses;

public sealed class PerceptronOnWiresTests
{
    private const int Inputs = 6;
    private const int Classes = 2;
    private const int Samples = 4;

    [Fact]
    public async Task Measure_InputsOfZero_CostNoShot()
    {
        (PerceptronOnWires network, CountedWires wires) = Make();
        float[] sums = new float[2 * Classes];
        await network.MeasureAsync(Images(), sums, 2, default);

        // Inputs 0, 2 and 5 of the first image, input 1 of the second; each by two synapses.
        Assert.Equal([0, 4, 10, 1, 5, 11, 2, 3], wires.Asked.Select(asked => asked.Synapse));
        Assert.All(wires.Asked, asked => Assert.Equal(Samples, asked.Shots));
        Assert.All(
            wires.Asked, asked => Assert.Equal(network.Model.Fields[asked.Synapse] * 1e-3, asked.Field.Tesla, 1e-9));
        Assert.Equal(8 * Samples, network.Shots);

        // A fake synapse passes as many walls as its number has, at most all.
        Assert.Equal([(0 + 4 + 4) / 4f, (1 + 4 + 4) / 4f, 2 / 4f, 3 / 4f], sums);
    }

    /// <summary>Eq. 14 with the 1/K of Eq. 5, written out for one image and the sums that were measured.</summary>
    [Fact]
    public async Task Differentiate_MeasuredSums_IsTheRuleWithTheMeasuredDeviation()
    {
        (PerceptronOnWires network, _) = Make();
        var batch = new TrainingBatch(Images()[..Inputs], new float[] { 1, 0 }, 1);
        BatchResult result = await network.DifferentiateAsync(batch, ForwardPass.Measured, default);
        double[] y = [2, 2.25];
        double p0 = Math.Exp(y[0]) / (Math.Exp(y[0]) + Math.Exp(y[1]));
        double[] error = [p0 - 1, 1 - p0];
        Assert.Equal(-Math.Log(p0), result.Loss, 1e-5);
        Assert.Equal(1, result.Measured);
        var probability = new PassProbability();
        int[] active = [0, 2, 5];
        for (int neuron = 0; neuron < Classes; neuron++)
        {
            MagneticField FieldOf(int input) => MagneticField.FromTesla(network.Model.Fields[(input * Classes) + neuron] * 1e-3);
            double[] f = [.. active.Select(input => probability.At(FieldOf(input)))];
            double sigma = Math.Sqrt((f.Sum(each => each * (1 - each)) / Samples) + 1e-4);
            double xi = (y[neuron] - f.Sum()) / sigma;
            for (int i = 0; i < active.Length; i++)
            {
                double slope = probability.SlopeAt(FieldOf(active[i])) * 1e-3;
                double expected = error[neuron] * slope * (1 + ((1 - (2 * f[i])) * xi / (2 * Samples * sigma)));
                Assert.Equal(expected, network.Gradient[(active[i] * Classes) + neuron], 1e-4);
            }
        }
    }

    /// <summary>On wires that are far from the mean one, what was learned with them is better on them.</summary>
    [Fact]
    public async Task Train_WiresThatDiffer_LearnsThemInTheLoop()
    {
        BatchResult inTheLoop = await TrainAsync(isInTheLoop: true);
        BatchResult off = await TrainAsync(isInTheLoop: false);
        Assert.InRange(inTheLoop.Accuracy, 0.9, 1);
        Assert.True(inTheLoop.Loss < 0.6 * off.Loss, $"{inTheLoop.Loss} in the loop, {off.Loss} off the chip");
    }

    [Fact]
    public async Task Measure_GreyInput_IsRefusedBeforeAShot()
    {
        (PerceptronOnWires network, CountedWires wires) = Make();
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await network.MeasureAsync(new float[] { 1, 0, 0.5f, 0, 0, 0 }, new float[Classes], 1, default));
        Assert.StartsWith("An input is 0.5; on wires it is 0 or 1.", error.Message, StringComparison.Ordinal);
        Assert.Empty(wires.Asked);
    }

    [Fact]
    public async Task Differentiate_SubstitutedOutputs_AreRefused()
    {
        (PerceptronOnWires network, _) = Make();
        var batch = new TrainingBatch(Images(), new float[] { 1, 0, 0, 1 }, 2);
        NotSupportedException error = await Assert.ThrowsAsync<NotSupportedException>(
            async () => await network.DifferentiateAsync(batch, ForwardPass.MeasuredOutputs, default));
        Assert.Contains("train in the loop or off the chip", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(3, 8)]
    public void New_NetworkThatWiresCannotBe_IsRefused(int hidden, int? samples)
    {
        var model = new StochasticPerceptron(new(Inputs, Classes) { Hidden = hidden, Samples = samples }, seed: 1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new PerceptronOnWires(model, new CountedWires()));
        Assert.StartsWith("On wires, a network has a single layer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DrawnWires_ManyShots_PassByTheirOwnProbability()
    {
        const int shots = 20_000;
        PassProbability[] own =
        [
            new(), new() { Centre = MagneticField.FromTesla(5e-3) }, new() { Floor = 0.2 }, new() { SlopePerTesla = 500 },
        ];
        var wires = new DrawnWires(own, seed: 1);
        MagneticField field = MagneticField.FromTesla(4.4e-3);
        for (int synapse = 0; synapse < own.Length; synapse++)
        {
            double p = own[synapse].At(field);
            int passed = await wires.CountPassedAsync(synapse, field, shots, default);
            Assert.Equal(p, (double)passed / shots, 4 * Math.Sqrt(p * (1 - p) / shots)); // four standard errors
        }
    }

    private static async Task<BatchResult> TrainAsync(bool isInTheLoop)
    {
        const int pixels = 12;
        const int images = 300;
        var random = RandomStream.For(4, "task");
        var model = new StochasticPerceptron(new(pixels, Classes) { Samples = 8 }, seed: 2);
        DrawnWires wires = DrawnWires.Draw(
            new NotchedNanowire(), new NanowireSpread { Centre = MagneticField.FromTesla(2e-3) }, pixels * Classes, seed: 3);
        var network = new PerceptronOnWires(model, wires);

        // A class has more of its half of the pixels.
        float[] x = new float[images * pixels];
        float[] targets = new float[images * Classes];
        for (int image = 0; image < images; image++)
        {
            int label = image % Classes;
            targets[(image * Classes) + label] = 1;
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                bool isOwn = pixel / (pixels / Classes) == label;
                x[(image * pixels) + pixel] = random.NextDouble() < (isOwn ? 0.8 : 0.3) ? 1 : 0;
            }
        }

        var trainer = new Trainer(
            network, isInTheLoop ? new InTheLoop() : new SampledEpochs(model), new Adam(), LearningRate.Constant(0.02),
            new TrainerOptions(20, Seed: 1));
        for (int step = 0; step < 400; step++)
        {
            int first = step * 20 % images;
            await trainer.StepAsync(new TrainingBatch(
                x.AsMemory(first * pixels, 20 * pixels), targets.AsMemory(first * Classes, 20 * Classes), 20));
        }

        return await network.EvaluateAsync(new TrainingBatch(x, targets, images), ForwardPass.Measured, default);
    }

    private static (PerceptronOnWires Network, CountedWires Wires) Make()
    {
        var model = new StochasticPerceptron(new(Inputs, Classes) { Samples = Samples }, seed: 1);
        for (int i = 0; i < Inputs * Classes; i++)
        {
            model.Parameters[i] = 4.63f + (0.1f * (i - 5));
        }

        var wires = new CountedWires();
        return (new PerceptronOnWires(model, wires), wires);
    }

    private static ReadOnlyMemory<float> Images() => new float[] { 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0 };

    private sealed class CountedWires : ISynapseShots
    {
        public List<(int Synapse, MagneticField Field, int Shots)> Asked { get; } = [];

        public ValueTask<int> CountPassedAsync(
            int synapse, MagneticField field, int shots, CancellationToken cancellationToken)
        {
            Asked.Add((synapse, field, shots));
            return ValueTask.FromResult(Math.Min(synapse, shots));
        }
    }
}
