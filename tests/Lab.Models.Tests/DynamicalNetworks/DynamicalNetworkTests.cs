using System.Globalization;
using System.Numerics;
using Lab.Models.DynamicalNetworks;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.Tests.DynamicalNetworks;

public sealed class DynamicalNetworkTests
{
    private const int Steps = 7;
    private static readonly Duration Pixel = Duration.FromNanoseconds(1);
    private static readonly NetworkShape Shape = new(inputs: 2, layers: 3, width: 6, outputs: 3, density: 0.5, seed: 4);

    [Fact]
    public void Shape_OfTheSequentialDigits_HasThePapersSynapses()
    {
        var shape = new NetworkShape(inputs: 1, layers: 3, width: 32, outputs: 10, density: 0.5, seed: 1);
        Assert.Equal(2896, shape.SynapseCount);
        Assert.Equal(2896 + 96 + 10, shape.ParameterCount);
        int[] all = [.. shape.Synapses.Select(synapse => synapse.Parameter), .. Enumerable.Range(0, 96).Select(shape.BiasOf), .. Enumerable.Range(shape.ReadoutWeights, 330)];
        Assert.Equal(Enumerable.Range(0, shape.ParameterCount), all.Order());
    }

    [Theory]
    [InlineData("spintronic", 0.3)]
    [InlineData("spintronic, three steps a pixel", 0.3)]
    [InlineData("general", 0.3)]
    [InlineData("spintronic, often held at its bounds", 4)]
    [InlineData("continuous time", 0.3)]
    public void Backward_IsTheSlopeOfTheLoss(string neuron, double amplification)
    {
        var cutOff = Frequency.FromMegahertz(1);
        switch (neuron)
        {
            case "spintronic":
                Check(new SpintronicNeuron<double>(Pixel, Duration.FromNanoseconds(7), cutOff), amplification);
                break;
            case "spintronic, three steps a pixel":
                Check(new SpintronicNeuron<double>(Pixel, Duration.FromNanoseconds(7), cutOff, substeps: 3), amplification);
                break;
            case "general":
                Check(new SpintronicNeuron<double>(Pixel, 0.2, nonlinearity: 1.5, gain: 0.7, cutOff, substeps: 2), amplification);
                break;
            case "spintronic, often held at its bounds":
                Check(new SpintronicNeuron<double>(Duration.FromNanoseconds(2), Duration.FromNanoseconds(7), cutOff), amplification);
                break;
            default:
                Check(new ContinuousTimeNeuron<double>(Pixel, Duration.FromNanoseconds(3)), amplification);
                break;
        }
    }

    [Fact]
    public void Forward_OfOneNeuron_FollowsTheEquationByHand()
    {
        var shape = new NetworkShape(inputs: 1, layers: 1, width: 1, outputs: 1, density: 1, seed: 1);
        const double tau = 14.12;
        var network = new DynamicalNetwork<double, SpintronicNeuron<double>>(
            shape, new SpintronicNeuron<double>(Pixel, Duration.FromNanoseconds(tau), Frequency.FromMegahertz(1)), 0.1, steps: 3);
        double[] parameters = [0.8, -0.5, 0.2, 1.5, 0.3]; // input, own, bias, read-out, its bias
        double[] inputs = [1, -2, 0.5];
        double[] result = new double[1];
        network.Forward(parameters, inputs, result);

        (double x, double y) = (0.5, 0);
        foreach (double u in inputs)
        {
            double drive = (0.1 * ((0.8 * u) - (0.5 * y) + 0.2)) + (2 / tau);
            double next = x + (-x / tau) + (drive * x * (1 - x));
            y += (-Math.Tau * 1e-3 * y) + (next - x);
            x = next;
        }

        Assert.Equal((1.5 * y) + 0.3, result[0], 1e-14);
    }

    [Fact]
    public void Forward_InSinglePrecision_AgreesWithDouble()
    {
        var random = new RandomStream(8);
        double[] parameters = [.. Enumerable.Range(0, Shape.ParameterCount).Select(_ => random.NextGaussian())];
        double[] inputs = [.. Enumerable.Range(0, 5 * Steps * 2).Select(_ => random.NextGaussian())];
        double[] exact = new double[15];
        float[] single = new float[15];
        new DynamicalNetwork<double, ContinuousTimeNeuron<double>>(Shape, new(Pixel, Duration.FromNanoseconds(3)), 0.1, Steps).Forward(parameters, inputs, exact);
        new DynamicalNetwork<float, ContinuousTimeNeuron<float>>(Shape, new(Pixel, Duration.FromNanoseconds(3)), 0.1, Steps).Forward(
            [.. parameters.Select(value => (float)value)], [.. inputs.Select(value => (float)value)], single);
        for (int i = 0; i < exact.Length; i++)
        {
            Assert.Equal(exact[i], single[i], 1e-5);
        }
    }

    private static void Check<TNeuron>(TNeuron neuron, double amplification)
        where TNeuron : struct, INeuron<double>
    {
        var network = new DynamicalNetwork<double, TNeuron>(Shape, neuron, amplification, Steps);
        var random = new RandomStream(3);
        double[] parameters = [.. Enumerable.Range(0, Shape.ParameterCount).Select(_ => random.NextGaussian())];
        int samples = 5;
        double[] inputs = [.. Enumerable.Range(0, samples * Steps * 2).Select(_ => random.NextGaussian())];
        double[] targets = [.. Enumerable.Range(0, samples * 3).Select(i => i % 3 == i / 3 % 3 ? 1.0 : 0)];
        double[] results = new double[samples * 3];
        double[] byResults = new double[samples * 3];

        double Loss(double[] at)
        {
            network.Forward(at, inputs, results);
            double sum = 0;
            for (int i = 0; i < samples; i++)
            {
                sum += Losses.SoftmaxCrossEntropy.Evaluate(results.AsSpan(3 * i, 3), targets.AsSpan(3 * i, 3), byResults.AsSpan(3 * i, 3));
            }

            return sum;
        }

        double[] gradient = new double[Shape.ParameterCount];
        Loss(parameters);
        network.Backward(parameters, byResults, gradient);
        double largest = gradient.Max(Math.Abs);
        Assert.True(largest > 1e-3, string.Create(CultureInfo.InvariantCulture, $"the largest derivative is {largest}"));
        for (int i = 0; i < parameters.Length; i++)
        {
            double step = 1e-5;
            double[] above = [.. parameters];
            double[] below = [.. parameters];
            above[i] += step;
            below[i] -= step;
            double slope = (Loss(above) - Loss(below)) / (2 * step);
            Assert.InRange(Math.Abs(slope - gradient[i]), 0, 1e-6 * largest);
        }
    }
}
