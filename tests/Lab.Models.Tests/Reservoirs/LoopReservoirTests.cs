using Lab.Models.Randomness;
using Lab.Models.Reservoirs;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;
using Xunit.Abstractions;

namespace Lab.Models.Tests.Reservoirs;

/// <summary>The general benchmarks of reservoirs against the reference simulation, 5 seeds, and against a linear
/// register.</summary>
public sealed class LoopReservoirTests(ITestOutputHelper output)
{
    private const int Seeds = 5;
    private const int Delays = 40;

    private static readonly ReservoirTrial Trial = ReservoirTrial.Standard;

    /// <summary>The thesis' oscillator with a line of 0.12 MHz.</summary>
    private static readonly AutoOscillator Narrow = AutoOscillator.AtOperatingPoint(
        Current.FromAmperes(5e-3), Frequency.FromMegahertz(232), Frequency.FromMegahertz(0.12), -5,
        Frequency.FromMegahertz(4.4), 1, Current.FromAmperes(2e-3));

    [Theory]
    [InlineData(10, 0.80)]
    [InlineData(20, 0.40)]
    [InlineData(50, 0.38)]
    public void NormalisedError_LinearRegisterOnNarma10_IsThatOfTheReference(int taps, double expected)
    {
        double error = Mean(random =>
        {
            var task = ReservoirTask.Narma10(Trial.Steps, random);
            return Trial.NormalisedError(ReservoirTask.ShiftRegister(task.Input, taps), task.Targets);
        });
        output.WriteLine($"{taps} taps: {error:F3}");

        // Means over five seeds scatter by 0.01 to 0.02.
        Assert.Equal(expected, error, 0.04);
    }

    [Fact]
    public void MemoryCapacity_LinearRegister_IsItsLength()
    {
        double[] input = Uniform(new RandomStream(3));
        double[] states = ReservoirTask.ShiftRegister(input, 9);

        // The present input is no memory; no delay beyond has more than 1/1000 by chance, nor has a square.
        Assert.Equal(8, Trial.MemoryCapacity(states, input, Delays), 0.2);
        Assert.Equal(0, Trial.MemoryCapacity(states, input, Delays, degree: 2), 0.2);
    }

    [Fact]
    public void RightSigns_LinearRegister_SolvesOneBitAndNoParity()
    {
        var one = ReservoirTask.Parity(Trial.Steps, 1, new RandomStream(4));
        var two = ReservoirTask.Parity(Trial.Steps, 2, new RandomStream(4));

        Assert.Equal(1, Trial.RightSigns(ReservoirTask.ShiftRegister(one.Input, 5), one.Targets));
        Assert.InRange(Trial.RightSigns(ReservoirTask.ShiftRegister(two.Input, 5), two.Targets), 0.42, 0.58);
    }

    [Fact]
    public void MackeyGlass_LongSeries_IsThatOfTheEquation()
    {
        double[] series = ReservoirTask.MackeyGlassSeries(3000, 1.2);

        // Until the delay has passed the equation is linear: x = a + (1.2 − a)e^(−t/10), a = 2·1.2/(1 + 1.2¹⁰).
        double rest = 2.4 / (1 + Math.Pow(1.2, 10));
        Assert.Equal(rest + ((1.2 - rest) * Math.Exp(-1)), series[9], 1e-7);

        // Between 0.2 and 1.4, about 0.93 in the mean, as published series of τ = 17.
        Assert.InRange(series.Min(), 0.2, 0.45);
        Assert.InRange(series.Max(), 1.25, 1.45);
        Assert.InRange(series.Skip(500).Average(), 0.85, 1.0);
    }

    [Fact]
    public void MackeyGlass_OneStepAhead_IsPredictedByALinearRegister()
    {
        var task = ReservoirTask.MackeyGlass(Trial.Steps, 1);

        Assert.InRange(Trial.NormalisedError(ReservoirTask.ShiftRegister(task.Input, 20), task.Targets), 0, 0.02);
    }

    [Fact]
    public void Measure_ThesisNodes_HaveNoMemory()
    {
        // 25 nodes of 150 ns without a loop.
        var reservoir = new LoopReservoir
        {
            Device = Narrow,
            NodeTime = Duration.FromSeconds(150e-9),
            LoopPerSecond = 0,
        };
        var trial = new ReservoirTrial(20, 400, 200, ReadoutFit.SmallRidge);
        var random = new RandomStream(5);
        double[] input = [.. Uniform(random).Take(trial.Steps)];
        double[] states = reservoir.Measure(input, Mask.Uniform(25, random), seed: 1);

        // One delay; 25 weights of 400 steps of noise leave 1/200 on the test.
        Assert.InRange(trial.MemoryCapacity(states, input, 1), 0, 0.05);
    }

    [Fact]
    [Trait("Kind", "slow")]
    public void Measure_LoopL1_ReachesTheReference()
    {
        var reservoir = new LoopReservoir { Device = Narrow };
        double memory = Mean(random =>
        {
            double[] input = Uniform(random);
            double[] states = reservoir.Measure(input, Mask.Uniform(50, random), random.NextUInt64());
            return Trial.MemoryCapacity(states, input, Delays);
        });
        double error = Mean(random =>
        {
            var task = ReservoirTask.Narma10(Trial.Steps, random);
            double[] states = reservoir.Measure(task.Input, Mask.Uniform(50, random), random.NextUInt64());
            return Trial.NormalisedError(states, task.Targets);
        });
        double parity = Mean(random =>
        {
            var task = ReservoirTask.Parity(Trial.Steps, 2, random);
            double[] states = reservoir.Measure(task.Input, Mask.Uniform(50, random), random.NextUInt64());
            return Trial.RightSigns(states, task.Targets);
        });
        output.WriteLine($"memory {memory:F2}, NARMA-10 {error:F3}, parity of two bits {parity:P1}");

        // The reference: 12.8 ± 0.5, 0.696 ± 0.029, 67 %.
        Assert.InRange(memory, 11.5, 14);
        Assert.InRange(error, 0.62, 0.76);
        Assert.InRange(parity, 0.60, 0.75);
    }

    [Theory]
    [InlineData(LoopEncoding.Frequency, LoopReading.Phase)]
    [InlineData(LoopEncoding.Amplitude, LoopReading.Amplitude)]
    public void Measure_QuietOscillatorWithInputInItsDrive_FollowsTheLockedState(LoopEncoding encoding, LoopReading reading)
    {
        AutoOscillator quiet = AutoOscillator.ThesisNeuron with { NoisePerSecond = 0 };
        var current = Current.FromAmperes(5e-3);
        var reservoir = new LoopReservoir
        {
            Device = quiet,
            Encoding = encoding,
            InputScale = 0.5,
            LockingHalfBand = Frequency.FromMegahertz(0.5),
            LoopPerSecond = 0,
            NodeTime = Duration.FromSeconds(4e-6),
            LoopDelay = Duration.FromSeconds(4e-6),
            Reading = reading,
        };
        double[] states = reservoir.Measure(new double[] { 0, 1, -1 }, new Mask([1]), seed: 1);
        double drive = quiet.DriveForHalfBand(current, reservoir.LockingHalfBand);
        double[] expected = encoding == LoopEncoding.Frequency
            ? [.. new[] { 0, 0.25e6, -0.25e6 }.Select(
                offset => quiet.LockedPhase(current, drive, quiet.FrequencyAt(current) + Frequency.FromHertz(offset))
                    - Math.Atan(quiet.Nonlinearity(current)))]
            : [.. new[] { 1, 1.5, 0.5 }.Select(part => LockedAmplitude(quiet, current, part * drive))];

        // A weak drive: its part of the power is a hundredth.
        double tolerance = reading == LoopReading.Phase ? 0.02 : 2e-4;
        Assert.All(states.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, tolerance));
    }

    [Fact]
    public void Measure_LoopShorterThanANode_IsRefused()
    {
        var reservoir = new LoopReservoir { LoopDelay = Duration.FromSeconds(10e-9) };

        Assert.Throws<InvalidOperationException>(() => reservoir.Measure(new double[1], new Mask([1]), seed: 1));
    }

    [Fact]
    public void Fit_ExactTargets_FindsTheWeights()
    {
        var random = new RandomStream(6);
        double[] states = [.. Enumerable.Range(0, 60).Select(_ => random.NextGaussian())];
        double[] targets = [.. Enumerable.Range(0, 20).Select(
            i => (2 * states[3 * i]) - states[(3 * i) + 1] + (0.5 * states[(3 * i) + 2]) + 0.25)];
        foreach (ReadoutFit fit in (ReadoutFit[])[new ReadoutFit(), new ReadoutFit { IsStandardised = true, Ridge = 1e-12 }])
        {
            Readout readout = fit.Fit(states, targets);

            Assert.Equal(2, readout.Weights[0], 1e-9);
            Assert.Equal(-1, readout.Weights[1], 1e-9);
            Assert.Equal(0.5, readout.Weights[2], 1e-9);
            Assert.Equal(0.25, readout.Bias, 1e-9);
            Assert.Equal(targets, readout.Apply(states), (a, b) => Math.Abs(a - b) < 1e-9);
        }

        Assert.Throws<ArgumentException>(() => new ReadoutFit { HasBias = false, IsStandardised = true }.Fit(states, targets));
        Assert.Throws<ArgumentException>(() => new ReadoutFit().Fit(states, new double[7]));
    }

    [Fact]
    public void Fit_NoisyStatesWithoutMeaning_CrossValidationHoldsThemSmall()
    {
        // One state tells the target with noise, forty tell nothing; sixty steps to learn from.
        var random = new RandomStream(7);
        (double[] states, double[] targets) Draw(int steps)
        {
            double[] drawn = [.. Enumerable.Range(0, 41 * steps).Select(_ => random.NextGaussian())];
            return (drawn, [.. Enumerable.Range(0, steps).Select(i => drawn[41 * i] + random.NextGaussian())]);
        }

        (double[] states, double[] targets) = Draw(60);
        (double[] unseen, double[] wanted) = Draw(2000);
        double Error(ReadoutFit fit) => fit.Fit(states, targets).Apply(unseen)
            .Zip(wanted, (answer, target) => (answer - target) * (answer - target)).Average();
        double plain = Error(new ReadoutFit { IsStandardised = true });
        double chosen = Error(new ReadoutFit { IsStandardised = true, Folds = 5 });

        // Noise of one is the least error; 42 weights of 60 steps add 42/(60 − 43) of it.
        Assert.InRange(plain, 2, 6);
        Assert.InRange(chosen, 1, 0.75 * plain);
        Assert.Throws<ArgumentException>(() => new ReadoutFit { Folds = 1 }.Fit(states, targets));
    }

    [Fact]
    public void MemoryOfDelays_LinearRegister_IsOneWithinItsLength()
    {
        double[] input = Uniform(new RandomStream(8));
        double[] memory = Trial.MemoryOfDelays(ReservoirTask.ShiftRegister(input, 4), input, 6);

        Assert.All(memory[..3], each => Assert.Equal(1, each, 1e-6));
        Assert.All(memory[3..], each => Assert.InRange(each, 0, 0.02));
    }

    // The amplitude at which gain and drive balance in the middle of the band: Γ_G(ζ − 1) − Γ_G(ζ + Q)p, with the drive in a
    // direction that is turned by atan ν; to first order in the drive p moves by F√p₀ cos(atan ν)/Γ_p.
    private static double LockedAmplitude(AutoOscillator device, Current current, double drive)
    {
        double root = Math.Sqrt(device.StationaryPower(current));
        double cosine = 1 / double.Hypot(1, device.Nonlinearity(current));
        return root + (drive * cosine / (2 * device.RelaxationPerSecond(current)));
    }

    private static double[] Uniform(RandomStream random) =>
        [.. Enumerable.Range(0, Trial.Steps).Select(_ => (2 * random.NextDouble()) - 1)];

    private static double Mean(Func<RandomStream, double> figure) =>
        Enumerable.Range(1, Seeds).Average(seed => figure(RandomStream.For((ulong)seed, "benchmark of reservoirs")));
}
