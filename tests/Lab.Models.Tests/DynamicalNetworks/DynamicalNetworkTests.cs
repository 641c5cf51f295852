using System.Globalization;
using System.Numerics;
using Lab.Models.DynamicalNetworks;
using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Models.Tests.DynamicalNetworks;

public sealed class DynamicalNetworkTests
{
    private const int Steps = 7;
    private static readonly Duration Pixel = Duration.FromNanoseconds(1);
    private static readonly Frequency CutOff = Frequency.FromMegahertz(1);
    private static readonly OscillatorParameters General = OscillatorParameters.General(
        Duration.FromNanoseconds(10), nonlinearity: 1.5, spinTorque: 0.35, CutOff);
    private static readonly NetworkShape Shape = new(inputs: 2, layers: 3, width: 6, outputs: 3, density: 0.5, seed: 4);

    [Fact]
    public void Shape_OfTheSequentialDigits_HasThePapersSynapses()
    {
        var shape = new NetworkShape(inputs: 1, layers: 3, width: 32, outputs: 10, density: 0.5, seed: 1);
        Assert.Equal(2896, shape.SynapseCount);
        Assert.Equal(2896 + 96 + 10, shape.ParameterCount);
        int[] all =
        [
            .. shape.Synapses.Select(synapse => synapse.Parameter),
            .. Enumerable.Range(0, 96).Select(shape.BiasOf),
            .. Enumerable.Range(shape.ReadoutWeights, 330)
        ];
        Assert.Equal(Enumerable.Range(0, shape.ParameterCount), all.Order());
    }

    [Theory]
    [InlineData(Integrator.Euler, 1)]
    [InlineData(Integrator.Euler, 3)]
    [InlineData(Integrator.RungeKutta4, 1)]
    [InlineData(Integrator.RungeKutta4, 2)]
    [InlineData(Integrator.Exact, 1)]
    [InlineData(Integrator.Exact, 2)]
    public void Backward_ForEachIntegrator_IsTheSlopeOfTheLoss(Integrator integrator, int substeps)
    {
        Check(new SpintronicNeuron<double>(
            OscillatorParameters.Normalised(Duration.FromNanoseconds(7), CutOff), Pixel, integrator, substeps), 0.3);
        Check(new SpintronicNeuron<double>(General, Pixel, integrator, substeps), 0.3);
        Check(new ContinuousTimeNeuron<double>(Pixel, Duration.FromNanoseconds(3), integrator, substeps), 0.3);
    }

    [Theory]
    [InlineData(Integrator.Euler, 1)]
    [InlineData(Integrator.Euler, 2)]
    [InlineData(Integrator.RungeKutta4, 1)]
    [InlineData(Integrator.Exact, 1)]
    public void Backward_WithStrongDrives_IsTheSlopeOfTheLoss(Integrator integrator, int substeps)
    {
        // At 4/ns and 2 ns many steps of Euler's method are held at a bound.
        var oscillator = OscillatorParameters.Normalised(Duration.FromNanoseconds(7), CutOff);
        Check(
            new SpintronicNeuron<double>(oscillator, Duration.FromNanoseconds(2), integrator, substeps),
            integrator == Integrator.Euler ? 4 : 0.8);
    }

    [Fact]
    public void Backward_ForATable_IsTheSlopeOfTheLoss() =>
        Check(new TabulatedNeuron<double>(
            [0, 0.1, 0.3, 0.9, 2], [0, 0.05, 0.5, 0.8, 0.9], [0.2, 0.05, 0.15, 0.7, 1.5], 0.3, Pixel, CutOff), 0.3);

    [Fact]
    public void Backward_ReadAtEveryStep_IsTheSlopeOfTheLoss() =>
        Check(new SpintronicNeuron<double>(General, Pixel), 0.3, readout: ReadoutTime.EveryStep);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Backward_ForEachDensity_IsTheSlopeOfTheLoss(double density) =>
        Check(new SpintronicNeuron<double>(General, Pixel), 0.3, new NetworkShape(
            inputs: 2, layers: 3, width: 6, outputs: 3, density, seed: 9));

    [Fact]
    public void Backward_WithNeuronsOfTheirOwn_IsTheSlopeOfTheLoss() => Check(
        [.. Enumerable.Range(0, Shape.Neurons).Select(i => new SpintronicNeuron<double>(
            new OscillatorParameters(0.1 + (0.01 * i), 0.1 * i, 1 - (0.02 * i), 0.3 + (0.01 * i), CutOff), Pixel))],
        0.3,
        Shape,
        ReadoutTime.LastStep);

    // dx/dt = x(A − Bx) from 1/2 at constant drive: the integrators against its closed form, and their orders.
    [Theory]
    [InlineData(Integrator.Euler, 1, 1.0)]
    [InlineData(Integrator.RungeKutta4, 4, 4.0)]
    public void Advance_WithHalvedSteps_GainsItsOrder(Integrator integrator, int first, double order)
    {
        double Error(int substeps) => Math.Abs(OneStep(integrator, substeps, 0.9) - Logistic(0.9));
        Assert.InRange(Math.Log2(Error(16 * first) / Error(32 * first)), order - 0.1, order + 0.1);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.2)]
    [InlineData(0.201)]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(40)]
    [InlineData(-200)]
    public void Advance_Exactly_IsTheClosedForm(double drive)
    {
        double expected = Logistic(drive);
        Assert.InRange(Math.Abs(OneStep(Integrator.Exact, 1, drive) - expected), 0, 1e-13);
        Assert.InRange(Math.Abs(OneStep(Integrator.Exact, 3, drive) - expected), 0, 1e-13);
    }

    [Theory]
    [InlineData(Integrator.Euler, 0.9, 40.0)]
    [InlineData(Integrator.Euler, 0.9, -60.0)]
    [InlineData(Integrator.Euler, 0.0, 40.0)] // held at zero it stays there, whatever drives it
    [InlineData(Integrator.RungeKutta4, 0.0, 5.0)]
    [InlineData(Integrator.Exact, 0.0, 5.0)]
    public void Advance_HeldAtABound_PassesNoDerivatives(Integrator integrator, double state, double drive)
    {
        var neuron = new SpintronicNeuron<double>(General, Pixel, integrator);
        (Lanes256<double> next, _, (Lanes256<double> First, Lanes256<double> Second) trace) = neuron.Advance(
            Lanes256<double>.All(state), default, Lanes256<double>.All(drive));
        (Lanes256<double> byState, _, Lanes256<double> byDrive) = neuron.Backward(trace, Lanes256<double>.All(1), default);
        Assert.True(Lanes256<double>.Sum(next) is 0 or 4);
        Assert.Equal((0, 0), (Lanes256<double>.Sum(byState), Lanes256<double>.Sum(byDrive)));
    }

    [Fact]
    public void Advance_ByTable_FollowsTheExponential()
    {
        var neuron = new TabulatedNeuron<double>([0, 1], [0.2, 0.8], [0.5, 1.5], 0.5, Pixel, default);
        (double state, double output) = Advance<double, TabulatedNeuron<double>, Lanes256<double>>(neuron, 0.1, 0.25);
        Assert.Equal(0.35 + ((0.1 - 0.35) * Math.Exp(-0.75)), state, 1e-14);
        Assert.Equal(state - 0.1, output, 1e-14);
        Assert.Equal(0.5, neuron.InitialState, 1e-14);
    }

    [Fact]
    public void Advance_WithWhatIsNoNumber_GivesNone()
    {
        foreach (Integrator integrator in Enum.GetValues<Integrator>())
        {
            Assert.True(
                float.IsNaN(AdvanceInEveryWidth(new SpintronicNeuron<float>(General, Pixel, integrator), 0.5f, float.NaN).State));
            Assert.True(
                float.IsNaN(AdvanceInEveryWidth(new ContinuousTimeNeuron<float>(Pixel, Pixel, integrator), 0, float.NaN).Output));
        }
    }

    [Fact]
    public void Tanh_InSinglePrecision_IsTanh()
    {
        var neuron = new ContinuousTimeNeuron<float>(Pixel, Pixel); // x' = I·1 ns
        for (double x = -20; x <= 20; x += 0.0137)
        {
            (_, float y) = AdvanceInEveryWidth(neuron, 0, (float)x);
            Assert.InRange(Math.Abs(y - Math.Tanh((float)x)), 0, 4e-7);
        }
    }

    [Fact]
    public void Advance_ExactlyInSinglePrecision_AgreesWithDouble()
    {
        var single = new SpintronicNeuron<float>(General, Pixel, Integrator.Exact);
        for (double drive = -70; drive <= 70; drive += 0.013)
        {
            float state = AdvanceInEveryWidth(single, 0.5f, (float)drive).State;
            Assert.InRange(Math.Abs(state - Logistic((float)drive)), 0, 2e-6);
        }
    }

    [Fact]
    public void Follow_OfTheNetworksOwnOutputs_HasTheSameDerivatives()
    {
        var network = new DynamicalNetwork<double, SpintronicNeuron<double>>(Shape, [new(General, Pixel)], 0.3, Steps);
        var random = new RandomStream(3);
        double[] parameters = [.. Enumerable.Range(0, Shape.ParameterCount).Select(_ => random.NextGaussian())];
        double[] inputs = [.. Enumerable.Range(0, 5 * Steps * 2).Select(_ => random.NextGaussian())];
        double[] outputs = new double[5 * Steps * Shape.Neurons];
        double[] byOutputs = [.. outputs.Select(_ => random.NextGaussian())];
        network.Run(parameters, inputs);
        network.CopyOutputs(outputs);
        (double[] own, double[] ownInputs) = (new double[Shape.ParameterCount], new double[inputs.Length]);
        network.BackwardFromOutputs(byOutputs, own, ownInputs);
        network.Follow(parameters, inputs, outputs);
        (double[] followed, double[] followedInputs) = (new double[Shape.ParameterCount], new double[inputs.Length]);
        network.BackwardFromOutputs(byOutputs, followed, followedInputs);
        Assert.True(own.Max(Math.Abs) > 0.1);
        for (int i = 0; i < own.Length; i++)
        {
            Assert.Equal(own[i], followed[i], 1e-12);
        }

        double Loss()
        {
            double[] at = new double[outputs.Length];
            network.Run(parameters, inputs);
            network.CopyOutputs(at);
            return at.Zip(byOutputs, (output, weight) => output * weight).Sum();
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            (double value, double step) = (inputs[i], 1e-5);
            inputs[i] = value + step;
            double above = Loss();
            inputs[i] = value - step;
            double slope = (above - Loss()) / (2 * step);
            inputs[i] = value;
            Assert.Equal(slope, ownInputs[i], 1e-7);
        }
    }

    [Fact]
    public void Forward_OfOneNeuron_FollowsTheEquationByHand()
    {
        var shape = new NetworkShape(inputs: 1, layers: 1, width: 1, outputs: 1, density: 1, seed: 1);
        const double tau = 14.12;
        var network = new DynamicalNetwork<double, SpintronicNeuron<double>>(
            shape, [new(OscillatorParameters.Normalised(Duration.FromNanoseconds(tau), CutOff), Pixel)], 0.1, steps: 3);
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
        new DynamicalNetwork<double, ContinuousTimeNeuron<double>>(
            Shape, [new(Pixel, Duration.FromNanoseconds(3))], 0.1, Steps).Forward(parameters, inputs, exact);
        new DynamicalNetwork<float, ContinuousTimeNeuron<float>>(
            Shape, [new(Pixel, Duration.FromNanoseconds(3))], 0.1, Steps).Forward(
            [.. parameters.Select(value => (float)value)], [.. inputs.Select(value => (float)value)], single);
        for (int i = 0; i < exact.Length; i++)
        {
            Assert.Equal(exact[i], single[i], 1e-5);
        }
    }

    [Fact]
    public void Kernels_OfEveryWidth_Agree()
    {
        var cells = new SpintronicNeuron<double>[Shape.Neurons];
        Array.Fill(cells, new SpintronicNeuron<double>(General, Pixel));
        NetworkKernel<double>[] kernels =
        [
            new VectorNetworkKernel<double, SpintronicNeuron<double>, ScalarLane<double>>(Shape, cells, 0.3, Steps, Steps - 1),
            new VectorNetworkKernel<double, SpintronicNeuron<double>, Lanes256<double>>(Shape, cells, 0.3, Steps, Steps - 1),
            new VectorNetworkKernel<double, SpintronicNeuron<double>, Lanes512<double>>(Shape, cells, 0.3, Steps, Steps - 1),
        ];
        double[][] gradients = [.. kernels.Select(GradientOfOneSample)];
        for (int i = 0; i < gradients[0].Length; i++)
        {
            Assert.Equal(gradients[0][i], gradients[1][i], 1e-13);
            Assert.Equal(gradients[0][i], gradients[2][i], 1e-13);
        }

        static double[] GradientOfOneSample(NetworkKernel<double> kernel)
        {
            var random = new RandomStream(3);
            double[] parameters = [.. Enumerable.Range(0, Shape.ParameterCount).Select(_ => random.NextGaussian())];
            kernel.Begin(parameters);
            for (int step = 0; step < Steps; step++)
            {
                foreach (int input in Enumerable.Range(0, Shape.Inputs))
                {
                    kernel.Inputs(step)[input * kernel.Lanes] = random.NextGaussian();
                }

                kernel.Advance(step);
            }

            kernel.ClearDerivatives();
            kernel.Results(Steps - 1)[0] = 1; // the derivative by the first output of the first sample
            kernel.BackwardReadOut(parameters, Steps - 1);
            for (int step = Steps - 1; step >= 0; step--)
            {
                kernel.Backward(step);
            }

            double[] gradient = new double[Shape.ParameterCount];
            kernel.AddNeurons(gradient);
            kernel.AddReadOut(gradient);
            Assert.True(gradient.Max(Math.Abs) > 1e-3);
            return gradient;
        }
    }

    // 1 ns, relaxation 0.2 and nonlinearity 1.5 of General, gain 0.7.
    private static double OneStep(Integrator integrator, int substeps, double drive)
    {
        var neuron = new SpintronicNeuron<double>(General, Pixel, integrator, substeps);
        return Advance<double, SpintronicNeuron<double>, Lanes256<double>>(neuron, 0.5, drive).State;
    }

    // From a state and an output of zero.
    private static (T State, T Output) Advance<T, TNeuron, TVector>(TNeuron neuron, T state, T drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TNeuron : struct, INeuron<T>
        where TVector : unmanaged, ILanes<TVector, T>
    {
        (TVector next, TVector output, _) = neuron.Advance(TVector.All(state), TVector.All(T.Zero), TVector.All(drive));
        var lanes = T.CreateChecked(TVector.Count);
        // All lanes are equal, and their number is a power of two.
        return (TVector.Sum(next) / lanes, TVector.Sum(output) / lanes);
    }

    private static (float State, float Output) AdvanceInEveryWidth<TNeuron>(TNeuron neuron, float state, float drive)
        where TNeuron : struct, INeuron<float>
    {
        (float State, float Output) wide = Advance<float, TNeuron, Lanes512<float>>(neuron, state, drive);
        Assert.Equal(wide, Advance<float, TNeuron, Lanes256<float>>(neuron, state, drive));
        (float scalarState, float scalarOutput) = Advance<float, TNeuron, ScalarLane<float>>(neuron, state, drive);
        Assert.Equal(wide.State, scalarState, 1e-5f);
        Assert.Equal(wide.Output, scalarOutput, 1e-6f);
        return wide;
    }

    private static double Logistic(double drive)
    {
        (double a, double b) = ((0.7 * drive) - 0.2, (0.7 * drive) + 0.3);
        return Math.Abs(a) < 1e-12 ? 0.5 / (1 + (0.5 * b)) : a / (b + (((a / 0.5) - b) * Math.Exp(-a)));
    }

    private static void Check<TNeuron>(
        TNeuron neuron, double amplification, NetworkShape? shape = null, ReadoutTime readout = ReadoutTime.LastStep)
        where TNeuron : struct, INeuron<double> => Check([neuron], amplification, shape ?? Shape, readout);

    private static void Check<TNeuron>(TNeuron[] neurons, double amplification, NetworkShape shape, ReadoutTime readout)
        where TNeuron : struct, INeuron<double>
    {
        var network = new DynamicalNetwork<double, TNeuron>(shape, neurons, amplification, Steps, readout);
        var random = new RandomStream(3);
        double[] parameters = [.. Enumerable.Range(0, shape.ParameterCount).Select(_ => random.NextGaussian())];
        int samples = 5;
        double[] inputs = [.. Enumerable.Range(0, samples * Steps * 2).Select(_ => random.NextGaussian())];
        int reads = samples * network.ResultCount / 3;
        double[] targets = [.. Enumerable.Range(0, reads * 3).Select(i => i % 3 == i / 3 % 3 ? 1.0 : 0)];
        double[] results = new double[reads * 3];
        double[] byResults = new double[reads * 3];

        double Loss(double[] at)
        {
            network.Forward(at, inputs, results);
            double sum = 0;
            for (int i = 0; i < reads; i++)
            {
                sum += CrossEntropy(results.AsSpan(3 * i, 3), targets.AsSpan(3 * i, 3), byResults.AsSpan(3 * i, 3));
            }

            return sum;
        }

        double[] gradient = new double[shape.ParameterCount];
        Loss(parameters);
        network.Backward(parameters, byResults, gradient);
        double largest = gradient.Max(Math.Abs);
        Assert.True(largest > 1e-3, string.Create(CultureInfo.InvariantCulture, $"the largest derivative is {largest}"));
        for (int i = 0; i < parameters.Length; i++)
        {
            // Central differences at two distances, which cancels the third derivative.
            double Slope(double step)
            {
                double[] above = [.. parameters];
                double[] below = [.. parameters];
                above[i] += step;
                below[i] -= step;
                return (Loss(above) - Loss(below)) / (2 * step);
            }

            double slope = ((4 * Slope(1e-5)) - Slope(2e-5)) / 3;
            Assert.InRange(Math.Abs(slope - gradient[i]), 0, 1e-6 * largest);
        }
    }

    /// <summary>Cross-entropy of softmax in double precision, for differences.</summary>
    private static double CrossEntropy(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        double sum = 0;
        foreach (double output in outputs)
        {
            sum += Math.Exp(output);
        }

        double loss = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            loss -= targets[i] * (outputs[i] - Math.Log(sum));
            gradient[i] = (Math.Exp(outputs[i]) / sum) - targets[i];
        }

        return loss;
    }
}
