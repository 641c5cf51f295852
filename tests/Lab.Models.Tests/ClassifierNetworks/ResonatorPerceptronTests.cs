using Lab.Models.ClassifierNetworks;
using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.ClassifierNetworks;

public sealed class ResonatorPerceptronTests
{
    private static readonly ResonatorPerceptron.Options Small = new(13, 3)
    {
        LowestHertz = 100e6,
        HighestHertz = 130e6,
        InitialSpread = 0.02,
        Scale = 2,
    };

    [Theory]
    [InlineData(10e-6, 0.1, 1.0, 0.0)]
    [InlineData(10e-6, 0.1, 1.0, 0.5)]
    [InlineData(300e-6, 0.1, 1.0, 0.0)] // beyond two steps of Newton's method
    [InlineData(10e-6, 1.0, 10.0, 0.3)]
    public void Infer_NonlinearResonators_IsTheVoltageOfTheChain(double topWatts, double n, double q, double ratio)
    {
        var network = new ResonatorPerceptron(
            Small with
            {
                IsNonlinear = true,
                TopWatts = topWatts,
                FrequencyNonlinearity = n,
                DampingNonlinearity = q,
                SymmetricRatio = ratio
            }, 1);
        (float[] inputs, int count) = Draw(5);
        float[] outputs = new float[count * 3];
        network.Infer(inputs, count, outputs);

        double[] tones = ToneSpacing.Between(100e6, 130e6, 13);
        SpinDiode lowest = new() { ResonanceFrequency = Frequency.FromHertz(100e6), Damping = 0.01 };
        double unit = topWatts * lowest.RectificationRadiansPerCoulomb / (2 * lowest.Linewidth.RadiansPerSecond);
        for (int sample = 0; sample < count; sample++)
        {
            for (int chain = 0; chain < 3; chain++)
            {
                var resonators = new ResonatorChain(tones.Select((tone, k) => new SpinDiode
                {
                    ResonanceFrequency = Frequency.FromHertz(tone * (1 + network.Parameters[(chain * 13) + k])),
                    Damping = 0.01,
                    FrequencyNonlinearity = n,
                    DampingNonlinearity = q,
                    SymmetricWeight = ratio,
                }));
                RfTone[] line = [.. tones.Select((tone, i) => new RfTone(
                    Frequency.FromHertz(tone), Power.FromWatts(topWatts * inputs[(sample * 13) + i] * tone / tones[0])))];
                Assert.Equal(2 * resonators.RectifiedVoltage(line).Volts / unit, outputs[(sample * 3) + chain], 2e-4);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(64)]
    public void LinearChain_InEveryWidth_IsTheSame(int count)
    {
        float[] tones = [.. Enumerable.Range(0, count).Select(i => (float)Math.Pow(1.01, i))];
        float[] places = [.. tones.Select((tone, k) => 100 / (tone * (1 + (0.003f * (k % 3)))))];
        float[] shifts = [.. tones.Select(_ => 100f)];
        float[] factors = [.. tones.Select((_, k) => k % 2 == 0 ? 2f : -2f)];
        float[] byWeights = [.. tones.Select((_, i) => MathF.Sin(i))];
        (float[] scalar, float[] scalarBack) = Of<ScalarLane<float>>();
        foreach ((float[] weights, float[] back) in ((float[], float[])[])[Of<Lanes256<float>>(), Of<Lanes512<float>>()])
        {
            // T loses three digits where f/(α·f_k) − 1/α cancels.
            Assert.All(scalar.Zip(weights), pair => Assert.Equal(pair.First, pair.Second, 2e-4f));
            Assert.All(scalarBack.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 2e-4f * scalarBack.Max(MathF.Abs)));
        }

        (float[] Weights, float[] Back) Of<TVector>()
            where TVector : unmanaged, ILanes<TVector, float>
        {
            float[] weights = new float[count];
            float[] back = new float[2 * count];
            LinearChain.Weights<TVector>(tones, places, shifts, factors, weights);
            LinearChain.Differentiate<TVector>(tones, places, shifts, byWeights, back.AsSpan(0, count), back.AsSpan(count));
            return (weights, back);
        }
    }

    [Fact]
    public void Infer_LinearResonators_AreNonlinearOnesWithoutNonlinearity()
    {
        var linear = new ResonatorPerceptron(Small, 1);
        var nonlinear = new ResonatorPerceptron(
            Small with { IsNonlinear = true, FrequencyNonlinearity = 0, DampingNonlinearity = 0 }, 1);
        (float[] inputs, int count) = Draw(5);
        float[] expected = new float[count * 3];
        float[] found = new float[count * 3];
        byte[] labels = [0, 1, 2, 1, 0];

        linear.Infer(inputs, count, expected);
        nonlinear.Infer(inputs, count, found);
        linear.Differentiate(inputs, labels);
        nonlinear.Differentiate(inputs, labels);

        // F/f_k − 1 over the damping loses two digits.
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(linear.Gradient.Zip(nonlinear.Gradient), pair => Assert.Equal(
            pair.First, pair.Second, 2e-4 * linear.Gradient.Max(Math.Abs)));
    }

    [Fact]
    public void Differentiate_LinearResonators_AgreesWithCentralDifferences()
    {
        var network = new ResonatorPerceptron(Small, 1);
        (float[] inputs, int count) = Draw(6);
        byte[] labels = [0, 1, 2, 1, 0, 2];
        network.Differentiate(inputs, labels);
        float[] gradient = [.. network.Gradient];
        double scale = gradient.Max(Math.Abs);
        for (int i = 0; i < gradient.Length; i++)
        {
            float kept = network.Parameters[i];
            const float size = 2e-4f; // a fiftieth of a linewidth
            double Loss(float at)
            {
                network.Parameters[i] = at;
                return network.Differentiate(inputs, labels).Loss / count;
            }

            double found = (Loss(kept + size) - Loss(kept - size)) / ((double)(kept + size) - (kept - size));
            network.Parameters[i] = kept;
            Assert.Equal(found, gradient[i], 5e-3 * scale);
        }
    }

    [Fact]
    public void Differentiate_OneAndTwoThreads_AreTheSameToTheBit()
    {
        foreach (bool isNonlinear in new[] { false, true })
        {
            var one = new ResonatorPerceptron(Small with { IsNonlinear = isNonlinear }, 1);
            var two = new ResonatorPerceptron(Small with { IsNonlinear = isNonlinear }, 1) { Threads = 2 };
            (float[] inputs, _) = Draw(5);
            Assert.Equal(one.Differentiate(inputs, new byte[5]), two.Differentiate(inputs, new byte[5]));
            Assert.Equal(one.Gradient, two.Gradient);
        }
    }

    [Fact]
    public void ToneSpacing_OfMnist_HasThePrintedCoefficient()
    {
        Assert.Equal(0.0038, ToneSpacing.CoefficientOf(50e6, 20e9, 784), 0.00005); // text after Eq. 5.20
        double[] tones = ToneSpacing.Between(200, 208.16, 3);
        Assert.Equal(204.04, tones[1], 0.01); // caption of Fig. 54
    }

    [Fact]
    public void DrivenResonator_OneTone_SettlesAtTheSpinDiodesVoltage()
    {
        SpinDiode diode = new() { ResonanceFrequency = Frequency.FromMegahertz(200), Damping = 0.01 };
        foreach (double megahertz in new[] { 196.0, 199, 200, 203 })
        {
            double found = new DrivenResonator(diode, [megahertz * 1e6]).MeanVoltage(
                [10e-6], [0.7], settleSeconds: 3e-6, averageSeconds: 1e-7, stepSeconds: 2e-9);
            Assert.Equal(
                1, found / diode.RectifiedVoltage(Frequency.FromMegahertz(megahertz), Power.FromMicrowatts(10)).Volts, 1e-4);
        }
    }

    [Fact]
    public void DrivenResonator_HalvedSteps_ErrFourthOrder()
    {
        SpinDiode diode = new() { ResonanceFrequency = Frequency.FromMegahertz(200), Damping = 0.01 };
        var driven = new DrivenResonator(diode, [200e6, 212.4e6]);
        double[] powers = [100e-6, 100e-6];
        System.Numerics.Complex exact = driven.AmplitudeAfter(powers, 2e-7, 6400);
        double coarse = (driven.AmplitudeAfter(powers, 2e-7, 50) - exact).Magnitude;
        double fine = (driven.AmplitudeAfter(powers, 2e-7, 100) - exact).Magnitude;
        Assert.InRange(Math.Log2(coarse / fine), 3.7, 4.4);
    }

    private static (float[] Inputs, int Count) Draw(int count)
    {
        var random = RandomStream.For(4, "tones");
        return ([.. Enumerable.Range(0, count * 13).Select(_ => (float)random.NextDouble())], count);
    }
}
