using Lab.Models.DynamicalNetworks;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.Tests.DynamicalNetworks;

public sealed class SequenceTrainingTests
{
    private const int Steps = 10;

    [Fact]
    public void Train_TwoKindsOfSequences_TellsThemApart()
    {
        SequenceTraining<SpintronicNeuron<float>> training = Training(0.05);
        (float[] samples, float[] targets) = Sequences(200, seed: 1);
        for (int epoch = 0; epoch < 30; epoch++)
        {
            training.TrainEpoch(samples, targets);
        }

        (float[] others, float[] theirs) = Sequences(200, seed: 2);
        Assert.InRange(training.Test(others, theirs).Accuracy, 0.95, 1);
        Assert.Equal(30, training.Epochs);
    }

    [Fact]
    public void Train_ThatDiverges_SaysWhatToLower()
    {
        SequenceTraining<SpintronicNeuron<float>> training = Training(1e30);
        (float[] samples, float[] targets) = Sequences(50, seed: 1);
        ArithmeticException error = Assert.Throws<ArithmeticException>(() =>
        {
            for (int epoch = 0; epoch < 5; epoch++)
            {
                training.TrainEpoch(samples, targets);
            }
        });
        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ToPredictTheNextValue_BeatsTheMean()
    {
        // A sine of unit amplitude in steps of 0.6 rad: its next value from the ones before.
        const int count = 100;
        float[] samples = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, Steps).Select(
            step => (float)Math.Sin((0.6 * step) + i)))];
        float[] targets = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(1, Steps).Select(
            step => (float)Math.Sin((0.6 * step) + i)))];
        var training = new SequenceTraining<ContinuousTimeNeuron<float>>(
            new NetworkShape(inputs: 1, layers: 1, width: 16, outputs: 1, density: 1, seed: 3),
            new(Duration.FromNanoseconds(1), Duration.FromNanoseconds(2)),
            0.5,
            Steps,
            new SequenceTrainingOptions(
                Losses.MeanSquaredError, ReadoutTime.EveryStep, Batch: 20, LargestDerivative: 1, InitialSpread: 0.5, Threads: 1),
            LearningRate.Constant(0.02),
            seed: 1);
        for (int epoch = 0; epoch < 100; epoch++)
        {
            training.TrainEpoch(samples, targets);
        }

        Assert.InRange(training.Test(samples, targets).Loss, 0, 0.05); // 0.5 is the variance
        Assert.Equal(targets.Length, training.Predict(samples).Length);
    }

    private static SequenceTraining<SpintronicNeuron<float>> Training(double rate) => new(
        new NetworkShape(inputs: 1, layers: 2, width: 8, outputs: 2, density: 0.5, seed: 3),
        new SpintronicNeuron<float>(
            OscillatorParameters.Normalised(Duration.FromNanoseconds(7), Frequency.FromMegahertz(1)),
            Duration.FromNanoseconds(1)),
        0.15,
        Steps,
        new SequenceTrainingOptions(
            Losses.SoftmaxCrossEntropy, ReadoutTime.LastStep, Batch: 20, LargestDerivative: 1, InitialSpread: 0.5, Threads: 1),
        LearningRate.Constant(rate),
        seed: 1);

    /// <summary>A pulse early or late, with noise.</summary>
    private static (float[] Samples, float[] Targets) Sequences(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        int[] classes = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(2))];
        float[] targets = [.. classes.SelectMany(label => new float[] { 1 - label, label })];
        return ([.. classes.SelectMany(label => Enumerable.Range(0, Steps).Select(
            step => (float)((step / 5 == label ? 2 : -1) + (0.3 * random.NextGaussian()))))], targets);
    }
}
