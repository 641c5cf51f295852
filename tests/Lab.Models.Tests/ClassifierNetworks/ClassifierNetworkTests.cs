using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.ClassifierNetworks;

public sealed class ClassifierNetworkTests
{
    public static TheoryData<string> Networks => [.. Makers.Keys];

    private static Dictionary<string, Func<ClassifierNetwork>> Makers { get; } = new()
    {
        ["perceptron, resonators"] = () => new OscillatorPerceptron(new(20, 12, 4) { InitialSpread = 0.1 }, 3),
        ["perceptron, cross-talk"] = () => new OscillatorPerceptron(
            new(20, 12, 4) { InitialSpread = 0.1, CrossTalk = new(1e9, 1.3e9, 0.01) }, 3),
        ["perceptron, software"] = () => new OscillatorPerceptron(
            new(20, 12, 4) { InitialSpread = 0.1, Synapses = SynapseModel.Software }, 3),
        ["perceptron, rectifiers"] = () => new OscillatorPerceptron(
            new(20, 12, 4) { InitialSpread = 0.05, Neurons = NeuronModel.Rectifier }, 3),
        ["convolution, resonators"] = () => new OscillatorConvolutionNetwork(new(10), 3),
        ["convolution, software"] = () => new OscillatorConvolutionNetwork(new(10) { Synapses = SynapseModel.Software }, 3),
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Differentiate_AnyNetwork_AgreesWithCentralDifferences(string name)
    {
        ClassifierNetwork network = Makers[name]();
        (float[] inputs, byte[] labels) = Draw(network, 7);
        network.Differentiate(inputs, labels);
        float[] gradient = [.. network.Gradient];
        var random = RandomStream.For(1, "direction");

        // Along random directions within a group: single parameters change the loss by less than its rounding.
        foreach (ParameterGroup group in network.Groups.Where(
            group => gradient.AsSpan(group.First, group.Count).ContainsAnyExcept(0f)))
        {
            double norm = Math.Sqrt(gradient.AsSpan(group.First, group.Count).ToArray().Sum(value => (double)value * value));
            float[] direction = [.. Enumerable.Range(0, group.Count).Select(
                i => (float)((gradient[group.First + i] / norm) + (0.3 * random.NextGaussian() / Math.Sqrt(group.Count))))];
            double expected = direction.Select((value, i) => (double)value * gradient[group.First + i]).Sum();
            double size = group.Count == 1
                ? 1e-2
                : 1e-3 * Math.Sqrt(Math.Max(1, network.Of(group).ToArray().Sum(value => (double)value * value)));
            double found = (LossAt(group, direction, size) - LossAt(group, direction, -size)) / (2 * size);

            Assert.True(
                Math.Abs(found - expected) <= 0.02 * Math.Abs(expected) + 1e-4,
                $"{group.Name}: {found} by differences, {expected} by the network");
        }

        double LossAt(ParameterGroup group, float[] direction, double size)
        {
            float[] kept = network.Of(group).ToArray();
            for (int i = 0; i < kept.Length; i++)
            {
                network.Of(group)[i] += (float)(size * direction[i]);
            }

            float[] outputs = new float[labels.Length * network.Classes];
            network.Infer(inputs, labels.Length, outputs);
            kept.CopyTo(network.Of(group));
            double loss = 0;
            for (int sample = 0; sample < labels.Length; sample++)
            {
                float[] row = [.. outputs.Skip(sample * network.Classes).Take(network.Classes)];
                float[] targets = [.. Enumerable.Range(0, network.Classes).Select(i => i == labels[sample] ? 1f : 0)];
                loss += Losses.SoftmaxCrossEntropy.Evaluate(row, targets, new float[row.Length]);
            }

            return loss / labels.Length;
        }
    }

    [Fact]
    public void CrossTalk_Weights_AreThoseOfTheDiodesOfEachChain()
    {
        const double damping = 0.01;
        double[] tones = ToneSpacing.Between(1e9, 1.3e9, 20);
        var network = new OscillatorPerceptron(
            new(20, 12, 4) { InitialSpread = 0.3, HiddenAmplification = 1, CrossTalk = new(1e9, 1.3e9, damping) }, 3);
        double[] weights = network.FirstWeights(); // [chain · tone]
        for (int chain = 0; chain < 12; chain++)
        {
            for (int i = 0; i < tones.Length; i++)
            {
                double expected = 0;
                for (int k = 0; k < tones.Length; k++)
                {
                    int sign = k % 2 == 0 ? 1 : -1;
                    double detuning = network.Parameters[(k * 12) + chain];
                    var diode = new SpinDiode
                    {
                        ResonanceFrequency = Frequency.FromHertz(tones[k] / (1 + (sign * damping * detuning))),
                        Damping = damping
                    };
                    double peak = diode.RectificationRadiansPerCoulomb / (2 * diode.Linewidth.RadiansPerSecond);
                    expected += sign * diode.WeightVoltsPerWatt(Frequency.FromHertz(tones[i])) / peak;
                }

                Assert.Equal(expected, weights[(chain * tones.Length) + i], 2e-4);
            }
        }
    }

    [Theory]
    [InlineData(DeviceError.Frequency)]
    [InlineData(DeviceError.Linewidth)]
    [InlineData(DeviceError.Sensitivity)]
    public void WithDeviceErrors_OfTonesFarApart_AreThoseWithoutCrossTalk(DeviceError error)
    {
        var network = new OscillatorPerceptron(new(20, 12, 4) { InitialSpread = 0.3 }, 3);
        double[] Weights(OscillatorPerceptron meant) =>
            meant.WithDeviceErrors(error, 0.3, RandomStream.For(1, "devices")).FirstWeights();
        double[] alone = Weights(network);
        double[] together = Weights(network.WithCrossTalk(new(1e9, 1e15, 1e-3)));
        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First, pair.Second, 0.02 * alone.Max()));
        Assert.Contains(alone.Zip(network.FirstWeights()), pair => Math.Abs(pair.First - pair.Second) > 0.05 * alone.Max());
    }

    [Fact]
    public void WithCrossTalk_OfTonesFarApart_ChangesNothing()
    {
        var network = new OscillatorPerceptron(new(20, 12, 4) { InitialSpread = 0.3 }, 3);
        double[] alone = network.FirstWeights();
        double[] together = network.WithCrossTalk(new(1e9, 1e15, 1e-3)).FirstWeights();
        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First, pair.Second, 0.02 * alone.Max()));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Differentiate_OneAndTwoThreads_AreTheSameToTheBit(string name)
    {
        ClassifierNetwork one = Makers[name]();
        ClassifierNetwork two = Makers[name]();
        two.Threads = 2;
        (float[] inputs, byte[] labels) = Draw(one, 23);

        (double Loss, int Correct) first = one.Differentiate(inputs, labels);
        (double Loss, int Correct) second = two.Differentiate(inputs, labels);

        Assert.Equal(first, second);
        Assert.Equal(one.Gradient, two.Gradient);
    }

    [Fact]
    public void DeviceErrors_InTheLoop_AreLearntAway()
    {
        // A chip whose frequencies are off by half a linewidth, trained with its own outputs and the derivatives of the model
        // without errors.
        var meant = new OscillatorPerceptron(new(20, 12, 4) { InitialSpread = 0.1 }, 3);
        OscillatorPerceptron chip = meant.WithDeviceErrors(DeviceError.Frequency, 0.5, RandomStream.For(1, "devices"));
        (float[] inputs, byte[] labels) = Draw(chip, 40);
        (double first, _) = chip.Differentiate(inputs, labels);
        Assert.NotEqual(meant.Differentiate(inputs, labels).Loss, first);

        var adam = new Adam();
        for (int step = 0; step < 300; step++)
        {
            chip.Differentiate(inputs, labels);
            adam.Step(chip.Parameters, chip.Gradient, 0.01);
        }

        Assert.InRange(chip.Differentiate(inputs, labels).Loss / first, 0, 0.3);
    }

    [Fact]
    public void DeviceErrors_OfEachKind_ChangeTheWeightsAsTheyShould()
    {
        var meant = new OscillatorPerceptron(new(784, 2, 10) { InitialSpread = 0.3 }, 3);
        double[] weights = meant.FirstWeights();
        double[] sensitive = meant.WithDeviceErrors(DeviceError.Sensitivity, 0.1, RandomStream.For(1, "devices")).FirstWeights();
        double[] wide = meant.WithDeviceErrors(DeviceError.Linewidth, 0.1, RandomStream.For(1, "devices")).FirstWeights();
        double[] off = meant.WithDeviceErrors(DeviceError.Frequency, 0.1, RandomStream.For(1, "devices")).FirstWeights();

        // The ratio spreads by the share; the linewidth moves t by it; the frequency adds it to t.
        double Spread(IEnumerable<double> values) => Math.Sqrt(values.Average(value => value * value));
        Assert.Equal(0.1, Spread(sensitive.Zip(weights, (a, b) => (a / b) - 1)), 0.01);
        double T(double weight) => ResonatorSynapse.NearBranch(weight / 10, damping: 0);
        int[] near =
            [.. Enumerable.Range(0, weights.Length).Where(i => Math.Abs(T(weights[i])) < 0.5 && Math.Abs(T(off[i])) < 0.9)];
        Assert.Equal(0.1, Spread(near.Select(i => T(off[i]) - T(weights[i]))), 0.01);
        Assert.Equal(0.1, Spread(near.Select(i => (T(weights[i]) / T(wide[i])) - 1)), 0.01);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.01)]
    public void NearBranch_EveryWeight_GivesItBackOnTheNearSide(double damping)
    {
        for (double weight = -1; weight <= 1; weight += 0.05)
        {
            double detuning = ResonatorSynapse.NearBranch(weight, damping);
            Assert.Equal(weight, ResonatorSynapse.Weight(detuning, damping), 1e-12);
            Assert.InRange(detuning / (1 - (damping * detuning)), -1 - 1e-9, 1 + 1e-9);
        }
    }

    [Fact]
    public void Oscillator_AtItsLimits_GivesThePrintedPowers()
    {
        // p = (4 − 1)/(4 + 2) and 16 p = 8 (Eq. B.12); half of the way at 2.5 thresholds: p = 1.5/4.5, 6.25 p/8.
        Assert.Equal(0, OscillatorNeuron.Power(1));
        Assert.Equal(0, OscillatorNeuron.Power(0.5f));
        Assert.Equal(1, OscillatorNeuron.Power(4), 1e-6);
        Assert.Equal(1, OscillatorNeuron.Power(9), 1e-6);
        Assert.Equal(6.25 / 3 / 8, OscillatorNeuron.Power(2.5f), 1e-6);
        Assert.Equal((OscillatorNeuron.Power(2.51f) - OscillatorNeuron.Power(2.49f)) / 0.02, OscillatorNeuron.Slope(2.5f), 1e-3);
    }

    [Fact]
    public async Task ToLayers_OfADeviceWithErrors_GivesTheSameDerivatives()
    {
        // Physical layers with models of their own, against the network that does all at once.
        foreach (ToneBand? band in (ToneBand?[])[null, new(1e9, 1.3e9, 0.01)])
        {
            var meant = new OscillatorPerceptron(new(20, 12, 4) { InitialSpread = 0.1, CrossTalk = band }, 3);
            OscillatorPerceptron chip = meant.WithDeviceErrors(DeviceError.Frequency, 0.5, RandomStream.For(1, "devices"));
            LayeredNetwork layers = chip.ToLayers();
            (float[] inputs, byte[] labels) = Draw(chip, 40);
            SampleSet samples = SampleSet.OfClasses(inputs, [.. labels.Select(label => (int)label)], 4);

            (double loss, int correct) = chip.Differentiate(inputs, labels);
            BatchResult result = await layers.DifferentiateAsync(samples.All, ForwardPass.Measured, default);

            Assert.Equal((correct, 40L), (result.Correct, result.Measured));
            Assert.Equal(loss, result.LossSum, 1e-9);
            Assert.Equal(chip.Gradient, layers.Gradient);
            Assert.Equal(chip.Groups, layers.Groups);
            BatchResult model = await layers.EvaluateAsync(samples.All, ForwardPass.Model, default);
            Assert.Equal(meant.Differentiate(inputs, labels).Loss, model.LossSum, 1e-9);
        }
    }

    [Fact]
    public async Task Trainer_OfAChipWithErrors_InTheLoopBeatsOffChip()
    {
        var meant = new OscillatorPerceptron(new(20, 12, 4) { InitialSpread = 0.1 }, 3);
        (float[] inputs, byte[] labels) = Draw(meant, 200);

        // Classes that can be learned: which quarter of the inputs is the strongest.
        int[] classes = [.. Enumerable.Range(0, labels.Length)
            .Select(i => Enumerable.Range(0, 4).MaxBy(part => inputs.AsSpan((20 * i) + (5 * part), 5).ToArray().Sum()))];
        SampleSet samples = SampleSet.OfClasses(inputs, classes, 4);
        async Task<double> AccuracyAsync(ITrainingScheme scheme)
        {
            LayeredNetwork layers = meant.WithDeviceErrors(DeviceError.Frequency, 0.5, RandomStream.For(1, "devices")).ToLayers();
            var trainer =
                new Trainer(layers, scheme, new Adam(), LearningRate.Constant(0.01), new TrainerOptions(Batch: 50, Seed: 1));
            for (int epoch = 0; epoch < 80; epoch++)
            {
                await trainer.TrainEpochAsync(samples);
            }

            return (await layers.EvaluateAsync(samples.All, ForwardPass.Measured, default)).Accuracy;
        }

        double inTheLoop = await AccuracyAsync(new InTheLoop());
        Assert.InRange(inTheLoop, 0.85, 1);
        Assert.InRange(inTheLoop - await AccuracyAsync(new OffChip()), 0.1, 1);
    }

    private static (float[] Inputs, byte[] Labels) Draw(ClassifierNetwork network, int count)
    {
        var random = RandomStream.For(5, "samples");
        return (
            [.. Enumerable.Range(0, count * network.Inputs).Select(_ => (float)Math.Max(0, (2 * random.NextDouble()) - 1))],
            [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(network.Classes))]);
    }
}
