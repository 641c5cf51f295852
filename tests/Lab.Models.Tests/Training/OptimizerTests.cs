using Lab.Models.Training;

namespace Lab.Models.Tests.Training;

public sealed class OptimizerTests
{
    [Fact]
    public void Sgd_WithMomentum_MovesAsByHand()
    {
        var sgd = new Sgd(momentum: 0.5);
        float[] parameters = [1];
        sgd.Step(parameters, [2], 0.1);
        Assert.Equal(0.8, parameters[0], 1e-7);
        sgd.Step(parameters, [2], 0.1);
        Assert.Equal(0.5, parameters[0], 1e-7); // 0.8 - 0.5·0.2 - 0.2
    }

    [Fact]
    public void Adam_FirstStep_HasTheSizeOfTheRateWhateverTheGradient()
    {
        foreach (float gradient in (float[])[1e-6f, 1, 1e6f])
        {
            float[] parameters = [0];
            new Adam(epsilon: 1e-30).Step(parameters, [gradient], 0.01);
            Assert.Equal(-0.01, parameters[0], 1e-8);
        }
    }

    [Fact]
    public void Adam_SecondStep_MovesAsByHand()
    {
        var adam = new Adam(0.9, 0.999, 1e-30);
        float[] parameters = [0];
        adam.Step(parameters, [1], 1);
        adam.Step(parameters, [3], 1);

        double mean = ((0.9 * 0.1) + (0.1 * 3)) / (1 - (0.9 * 0.9));
        double square = ((0.999 * 0.001) + (0.001 * 9)) / (1 - (0.999 * 0.999));
        Assert.Equal(-1 - (mean / Math.Sqrt(square)), parameters[0], 1e-6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Save_TakenUpByAnother_GoesOnTheSame(bool isAdam)
    {
        IOptimizer New() => isAdam ? new Adam() : new Sgd(0.9);
        IOptimizer first = New();
        float[] parameters = [1, 2, 3];
        first.Step(parameters, [0.1f, -0.2f, 0.3f], 0.05);
        IOptimizer second = New();
        second.Restore(first.Save());
        float[] copy = [.. parameters];

        first.Step(parameters, [0.3f, 0.2f, -0.1f], 0.05);
        second.Step(copy, [0.3f, 0.2f, -0.1f], 0.05);

        Assert.Equal(parameters, copy);
    }

    [Fact]
    public void Step_OtherNumberOfParameters_IsRefused()
    {
        var adam = new Adam();
        adam.Step(new float[2], [1, 1], 0.1);
        Assert.Contains("moves 2 parameters",
            Assert.Throws<ArgumentException>(() => adam.Step(new float[3], [1, 1, 1], 0.1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => adam.Restore([1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(1));
    }

    [Fact]
    public void LearningRates_FollowTheirLaws()
    {
        Assert.Equal(0.1, LearningRate.Constant(0.1).At(1000));
        Assert.Equal([0.8, 0.8, 0.4, 0.4, 0.2], Enumerable.Range(0, 5).Select(LearningRate.StepDecay(0.8, 0.5, 2).At));
        LearningRate cosine = LearningRate.Cosine(1, 0.2, 10);
        Assert.Equal(1, cosine.At(0), 1e-15);
        Assert.Equal(0.6, cosine.At(5), 1e-15);
        Assert.Equal(0.2, cosine.At(10), 1e-15);
        Assert.Equal(0.2, cosine.At(11), 1e-15);
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.Constant(double.NaN));
    }

    [Theory]
    [InlineData("squared")]
    [InlineData("binary")]
    [InlineData("softmax")]
    public void Losses_GradientIsTheSlopeOfTheLoss(string name)
    {
        ILoss loss = name switch
        {
            "squared" => Losses.MeanSquaredError,
            "binary" => Losses.BinaryCrossEntropy,
            _ => Losses.SoftmaxCrossEntropy,
        };
        float[] outputs = [0.3f, -1.2f, 2.5f];
        float[] targets = [0, 0, 1];
        float[] gradient = new float[3];
        float[] ofMean = new float[3];
        float[] ignored = new float[3];
        loss.Evaluate(outputs, targets, gradient);
        loss.Evaluate(outputs, targets, ofMean, count: 4);
        const float step = 1f / 256; // exact in single precision
        for (int i = 0; i < outputs.Length; i++)
        {
            float[] above = [.. outputs];
            float[] below = [.. outputs];
            above[i] += step;
            below[i] -= step;
            double slope =
                (loss.Evaluate(above, targets, ignored) - loss.Evaluate(below, targets, ignored)) / (above[i] - (double)below[i]);
            Assert.Equal(slope, gradient[i], 1e-5);
            Assert.Equal(gradient[i] / 4, ofMean[i], 1e-7);
        }

        // The derivatives may take the place of the outputs.
        loss.Evaluate(outputs, targets, outputs);
        Assert.Equal(gradient, outputs);
    }

    [Fact]
    public void Losses_OfLargeOutputs_AreFinite()
    {
        float[] gradient = new float[2];
        Assert.Equal(1000, Losses.BinaryCrossEntropy.Evaluate([1000], [0], gradient.AsSpan(0, 1)), 1e-9);
        Assert.Equal(2000, Losses.SoftmaxCrossEntropy.Evaluate([1000, -1000], [0, 1], gradient), 1e-9);
    }
}
