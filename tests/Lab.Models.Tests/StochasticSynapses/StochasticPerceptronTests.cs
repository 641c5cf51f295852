using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;
using Xunit;

namespace Lab.Models.Tests.StochasticSynapses;

public sealed class StochasticPerceptronTests
{
    // f of single precision, and sums of it.
    private const double Rounding = 1e-5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(11)] // prime: drawn one by one
    [InlineData(12)]
    [InlineData(128)]
    public void Infer_OneSynapse_FollowsTheBinomialDistribution(int samples)
    {
        const int draws = 40_000;
        const int neurons = 5; // more than none and fewer than a vector has lanes
        double[] fields = [2.0, 4.3, 4.63, 4.9, 6.0];
        var network = new StochasticPerceptron(new(1, neurons) { Samples = samples }, seed: 7);
        SetFields(network, fields);
        float[] inputs = [.. Enumerable.Repeat(1f, draws)];
        float[] outputs = new float[draws * neurons];
        network.Infer(inputs, draws, outputs);
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            double p = PassProbabilityAt(fields[neuron]);
            int[] counts = new int[samples + 1];
            for (int draw = 0; draw < draws; draw++)
            {
                counts[(int)MathF.Round(outputs[(draw * neurons) + neuron] * samples)]++;
            }

            AssertFollows(counts, BinomialOf(samples, p));
        }
    }

    [Fact]
    public void Infer_InputsBetweenZeroAndOne_AreProbabilitiesOfInjection()
    {
        const int draws = 40_000;
        const double x = 0.37;
        var network = new StochasticPerceptron(new(1, 1) { Samples = 8 }, seed: 3);
        SetFields(network, [5.0]);
        float[] outputs = new float[draws];
        network.Infer(Enumerable.Repeat((float)x, draws).ToArray(), draws, outputs);
        int[] counts = new int[9];
        foreach (float output in outputs)
        {
            counts[(int)MathF.Round(output * 8)]++;
        }

        AssertFollows(counts, BinomialOf(8, x * PassProbabilityAt(5.0)));
    }

    [Fact]
    public void Moments_ManySynapses_AreThoseOfEquations4And5()
    {
        const int inputs = 20;
        const int draws = 20_000;
        const int samples = 4;
        (StochasticPerceptron network, float[] image) = Made(inputs, 3, samples);
        float[] all = [.. Enumerable.Range(0, draws).SelectMany(_ => image)];
        float[] outputs = new float[draws * 3];
        network.Infer(all, draws, outputs);
        (float[] means, float[] variances) = network.Moments(1);
        for (int neuron = 0; neuron < 3; neuron++)
        {
            double[] p = [.. Enumerable.Range(0, inputs).Select(
                input => image[input] * PassProbabilityAt(network.Fields[(input * 3) + neuron]))];
            Assert.Equal(p.Sum(), means[neuron], Rounding);
            Assert.Equal(p.Sum(each => each * (1 - each)) / samples, variances[neuron], Rounding);
            double[] drawn = [.. Enumerable.Range(0, draws).Select(draw => (double)outputs[(draw * 3) + neuron])];
            double mean = drawn.Average();
            double variance = drawn.Sum(each => (each - mean) * (each - mean)) / draws;

            // Four standard errors, so that one of a thousand seeds fails.
            Assert.Equal(means[neuron], mean, 4 * Math.Sqrt(variances[neuron] / draws));
            Assert.Equal(1, variance / variances[neuron], 4 * Math.Sqrt(2.0 / draws));
        }
    }

    /// <summary>At fixed ξ the rule is the derivative of the loss at µ(h) + σ(h)ξ: no approximation is left.</summary>
    [Theory]
    [InlineData(1, LearningRule.Stochastic)]
    [InlineData(8, LearningRule.Stochastic)]
    [InlineData(8, LearningRule.MeanField)]
    public void DifferentiateMeasured_FixedDeviations_AgreesWithCentralDifferences(int samples, LearningRule rule)
    {
        const int inputs = 12;
        const int classes = 4;
        const int images = 6;
        (StochasticPerceptron network, float[] x, byte[] labels) = Batch(inputs, classes, images, samples, rule);
        var random = RandomStream.For(5, "deviations");
        double[] xi = [.. Enumerable.Range(0, images * classes).Select(_ => random.NextGaussian())];
        double[] fields = [.. network.Fields.ToArray().Select(field => (double)field)];

        // With the mean-field rule the deviation is a number of its own that no field moves.
        double[] means = SumsAt(fields, new double[xi.Length]);
        double[] frozen = SumsAt(fields, xi).Zip(means, (with, without) => with - without).ToArray();
        double[] Sums(double[] at) => rule == LearningRule.Stochastic
            ? SumsAt(at, xi)
            : [.. SumsAt(at, new double[xi.Length]).Zip(frozen, (mean, deviation) => mean + deviation)];
        network.DifferentiateMeasured(x, [.. Sums(fields).Select(sum => (float)sum)], labels);
        for (int i = 0; i < fields.Length; i++)
        {
            const double step = 1e-4;
            double LossAt(double by) => LossOf(Sums([.. fields.Select((field, at) => at == i ? field + by : field)]), labels);
            double expected = (LossAt(step) - LossAt(-step)) / (2 * step);
            Assert.Equal(expected, network.Gradient[i], 1e-4 * Math.Max(1, Math.Abs(expected)));
        }

        double[] SumsAt(double[] at, double[] deviations) =>
        [
            .. from image in Enumerable.Range(0, images)
               from neuron in Enumerable.Range(0, classes)
               let p = Enumerable.Range(0, inputs).Select(
                   input => x[(image * inputs) + input] * PassProbabilityAt(at[(input * classes) + neuron])).ToArray()
               let variance = p.Sum(each => each * (1 - each)) / samples
               select p.Sum() + (deviations[(image * classes) + neuron] * Math.Sqrt(variance + 1e-4)),
        ];
    }

    /// <summary>The mean of the rule over the samples against the derivative of the mean loss, which is summed over all outcomes:
    /// the Gaussian that takes the place of the sum is the difference, and the mean-field rule is further off.</summary>
    [Fact]
    public void Differentiate_MeanOfManySamples_FollowsTheMeanObjective()
    {
        const int inputs = 10;
        const int draws = 40_000;
        float[] image = [.. Enumerable.Repeat(1f, inputs)];
        double[] fields = [.. Enumerable.Range(0, inputs * 2).Select(i => 4.63 + (0.35 * Math.Sin(i * 1.7)))];
        double[] exact = [.. fields.Select((_, i) => (MeanLoss(i, 1e-4) - MeanLoss(i, -1e-4)) / 2e-4)];
        double stochastic = DistanceOf(LearningRule.Stochastic);
        double meanField = DistanceOf(LearningRule.MeanField);
        Assert.InRange(stochastic, 0, 0.05);
        Assert.InRange(meanField, 2 * stochastic, 1);

        // Of the mean gradient to the exact one, relative to it.
        double DistanceOf(LearningRule rule)
        {
            var network = new StochasticPerceptron(new(inputs, 2) { Samples = 1, Rule = rule }, seed: 2);
            SetFields(network, fields);
            const int batch = 500;
            float[] x = [.. Enumerable.Range(0, batch).SelectMany(_ => image)];
            byte[] labels = new byte[batch];
            double[] mean = new double[fields.Length];
            for (int i = 0; i < draws / batch; i++)
            {
                network.Differentiate(x, labels);
                for (int at = 0; at < mean.Length; at++)
                {
                    mean[at] += network.Gradient[at] * batch / (double)draws;
                }
            }

            double difference = mean.Zip(exact, (found, wanted) => (found - wanted) * (found - wanted)).Sum();
            return Math.Sqrt(difference / exact.Sum(each => each * each));
        }

        double MeanLoss(int moved, double by)
        {
            double[][] distributions =
            [
                .. Enumerable.Range(0, 2).Select(neuron => PoissonBinomialOf(
                [
                    .. Enumerable.Range(0, inputs).Select(input => (input * 2) + neuron).Select(
                        i => PassProbabilityAt(fields[i] + (i == moved ? by : 0))),
                ])),
            ];
            double sum = 0;
            for (int first = 0; first <= inputs; first++)
            {
                for (int second = 0; second <= inputs; second++)
                {
                    sum += distributions[0][first] * distributions[1][second] * LossOf([first, second], [0]);
                }
            }

            return sum;
        }
    }

    [Fact]
    public void Differentiate_HiddenLayerWithoutChance_AgreesWithCentralDifferences()
    {
        const int inputs = 9;
        const int classes = 3;
        const int images = 5;
        var random = RandomStream.For(1, "images");
        float[] x = [.. Enumerable.Range(0, images * inputs).Select(_ => random.NextDouble() < 0.6 ? 1f : 0f)];
        byte[] labels = [0, 1, 2, 1, 0];
        var network = new StochasticPerceptron(new(inputs, classes) { Hidden = 7, Samples = null }, seed: 4);
        network.Differentiate(x, labels);
        float[] gradient = [.. network.Gradient];
        foreach (ParameterGroup group in network.Groups)
        {
            for (int i = group.First; i < group.End; i += 4)
            {
                float kept = network.Parameters[i];
                double LossAt(float by)
                {
                    network.Parameters[i] = kept + by;
                    return network.Differentiate(x, labels).Loss / images;
                }

                const float step = 0.02f; // in single precision
                double expected = (LossAt(step) - LossAt(-step)) / (2 * step);
                network.Parameters[i] = kept;
                Assert.Equal(expected, gradient[i], 2e-3 * Math.Max(0.05, Math.Abs(expected)));
            }
        }
    }

    /// <summary>With samples the hidden layer's derivatives are those of the mean loss but for the Gaussians: a step along them
    /// lowers it.</summary>
    [Fact]
    public void Differentiate_HiddenLayerWithSamples_PointsUphillOfTheMeanLoss()
    {
        const int inputs = 16;
        const int draws = 4000;
        var random = RandomStream.For(9, "images");
        float[] image = [.. Enumerable.Range(0, inputs).Select(_ => random.NextDouble() < 0.6 ? 1f : 0f)];
        var network = new StochasticPerceptron(new(inputs, 3) { Hidden = 12, Samples = 2 }, seed: 4);
        float[] x = [.. Enumerable.Range(0, draws).SelectMany(_ => image)];
        byte[] labels = [.. Enumerable.Repeat((byte)1, draws)];
        double before = network.Differentiate(x, labels).Loss / draws;
        double[] gradient = [.. network.Gradient.Select(each => (double)each)];
        double norm = Math.Sqrt(gradient.Sum(each => each * each));
        const double length = 0.2;
        for (int i = 0; i < gradient.Length; i++)
        {
            network.Parameters[i] -= (float)(length * gradient[i] / norm);
        }

        double after = network.Differentiate(x, labels).Loss / draws;
        Assert.Equal(-length * norm, after - before, 0.25 * length * norm); // curvature, and noise of the mean
    }

    [Fact]
    public void Restart_SameIndex_DrawsTheSame()
    {
        (StochasticPerceptron network, float[] x, _) = Batch(20, 10, 8, 4, LearningRule.Stochastic);
        float[] Draw()
        {
            float[] outputs = new float[80];
            network.Infer(x, 8, outputs);
            return outputs;
        }

        network.Restart(3);
        float[] first = Draw();
        float[] next = Draw();
        network.Restart(3);
        Assert.Equal(first, Draw());
        Assert.NotEqual(first, next);
        network.Restart(4);
        Assert.NotEqual(first, Draw());
    }

    [Fact]
    public void Differentiate_ManyTimes_TakesNoMemory()
    {
        (StochasticPerceptron network, float[] x, byte[] labels) = Batch(196, 10, 50, 8, LearningRule.Stochastic);
        network.Differentiate(x, labels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            network.Differentiate(x, labels);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0, "'samples' is 0 and has to be 1 to 4194304, 2^24 over the inputs of a neuron")]
    [InlineData(-3, "'samples' is -3 and has to be 1 to 4194304, 2^24 over the inputs of a neuron")]
    [InlineData(1 << 23, "'samples' is 8388608 and has to be 1 to 4194304, 2^24 over the inputs of a neuron")]
    public void Options_SamplesThatDoNotCount_SaySo(int samples, string message)
    {
        var options = new StochasticPerceptron.Options(4, 2) { Samples = samples };
        Assert.Equal(message, options.FindFault());
        Assert.Throws<ArgumentException>(() => new StochasticPerceptron(options, 1));
    }

    private static double PassProbabilityAt(double millitesla) =>
        0.0219 + (0.9781 / (1 + Math.Exp(-2.73 * (millitesla - 4.63))));

    private static void SetFields(StochasticPerceptron network, double[] millitesla)
    {
        for (int i = 0; i < millitesla.Length; i++)
        {
            network.Parameters[i] = (float)millitesla[i];
        }
    }

    /// <summary>A wire injects nothing at or below its propagation field: no trained field is one of those.</summary>
    [Fact]
    public void Project_FieldsBelowTheSmallest_AreThoseOfWallsThatMove()
    {
        var options = new StochasticPerceptron.Options(3, 2);
        var network = new StochasticPerceptron(options, seed: 1);
        network.Of(network.Groups[0]).Clear();
        network.Project();

        Assert.All(network.Of(network.Groups[0]).ToArray(), field => Assert.Equal(0.6, field, 1e-6));
        Assert.True(options.SmallestField > new NotchedNanowire().PropagationThreshold);
        Assert.Equal(0.6, network.Groups[0].Minimum);
    }

    private static (StochasticPerceptron Network, float[] Image) Made(int inputs, int classes, int samples)
    {
        (StochasticPerceptron network, float[] x, _) = Batch(inputs, classes, 1, samples, LearningRule.Stochastic);
        return (network, x);
    }

    private static (StochasticPerceptron Network, float[] Inputs, byte[] Labels) Batch(
        int inputs, int classes, int images, int samples, LearningRule rule)
    {
        var random = RandomStream.For(11, "batch");
        var network = new StochasticPerceptron(new(inputs, classes) { Samples = samples, Rule = rule }, seed: 5);
        SetFields(network, [.. Enumerable.Range(0, inputs * classes).Select(_ => 4.63 + (0.5 * random.NextGaussian()))]);
        float[] x = [.. Enumerable.Range(0, images * inputs).Select(_ => random.NextDouble() < 0.7 ? 1f : 0f)];
        byte[] labels = [.. Enumerable.Range(0, images).Select(image => (byte)(image % classes))];
        return (network, x, labels);
    }

    // Mean cross-entropy of sums of shape [image · class].
    private static double LossOf(double[] sums, byte[] labels)
    {
        int classes = sums.Length / labels.Length;
        return labels.Select((label, image) =>
        {
            double[] row = sums[(image * classes)..((image + 1) * classes)];
            return Math.Log(row.Sum(each => Math.Exp(each - row[label])));
        }).Average();
    }

    private static double[] BinomialOf(int samples, double p) => PoissonBinomialOf([.. Enumerable.Repeat(p, samples)]);

    // Sample after sample.
    private static double[] PoissonBinomialOf(double[] p)
    {
        double[] distribution = new double[p.Length + 1];
        distribution[0] = 1;
        foreach (double each in p)
        {
            for (int k = p.Length; k > 0; k--)
            {
                distribution[k] = (distribution[k] * (1 - each)) + (distribution[k - 1] * each);
            }

            distribution[0] *= 1 - each;
        }

        return distribution;
    }

    // Pearson's test over the counts that are expected at least ten times, the others together: χ² below its mean by five
    // standard deviations more.
    private static void AssertFollows(int[] counts, double[] expected)
    {
        double total = counts.Sum();
        (double square, int cells, double restFound, double restExpected) = (0, 0, 0, 0);
        for (int k = 0; k < counts.Length; k++)
        {
            double wanted = expected[k] * total;
            if (wanted < 10)
            {
                restFound += counts[k];
                restExpected += wanted;
                continue;
            }

            square += (counts[k] - wanted) * (counts[k] - wanted) / wanted;
            cells++;
        }

        Assert.Equal(restExpected, restFound, (5 * Math.Sqrt(restExpected)) + 1);
        Assert.InRange(square, 0, cells + (5 * Math.Sqrt(2.0 * cells)));
    }
}
