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
        (float[] samples, int[] classes) = Sequences(200, seed: 1);
        for (int epoch = 0; epoch < 30; epoch++)
        {
            training.TrainEpoch(samples, classes);
        }

        (float[] others, int[] theirs) = Sequences(200, seed: 2);
        Assert.InRange(training.Test(others, theirs), 0.95, 1);
        Assert.Equal(30, training.Epochs);
    }

    [Fact]
    public void Train_ThatDiverges_SaysWhatToLower()
    {
        SequenceTraining<SpintronicNeuron<float>> training = Training(1e30);
        (float[] samples, int[] classes) = Sequences(50, seed: 1);
        ArithmeticException error = Assert.Throws<ArithmeticException>(() =>
        {
            for (int epoch = 0; epoch < 5; epoch++)
            {
                training.TrainEpoch(samples, classes);
            }
        });
        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
    }

    private static SequenceTraining<SpintronicNeuron<float>> Training(double rate) => new(
        new NetworkShape(inputs: 1, layers: 2, width: 8, outputs: 2, density: 0.5, seed: 3),
        new SpintronicNeuron<float>(Duration.FromNanoseconds(1), Duration.FromNanoseconds(7), Frequency.FromMegahertz(1)),
        0.15,
        Steps,
        new SequenceTrainingOptions(Batch: 20, LargestDerivative: 1, InitialSpread: 0.5, Threads: 1),
        LearningRate.Constant(rate),
        seed: 1);

    /// <summary>A pulse early or late, with noise.</summary>
    private static (float[] Samples, int[] Classes) Sequences(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        int[] classes = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(2))];
        return ([.. classes.SelectMany(label => Enumerable.Range(0, Steps).Select(step => (float)((step / 5 == label ? 2 : -1) + (0.3 * random.NextGaussian()))))], classes);
    }
}
