using Lab.Models.StochasticOscillators;
using Lab.Models.StochasticOscillators.Solvers;
using Lab.Quantities;
using Xunit.Abstractions;

namespace Lab.Models.Tests.StochasticOscillators;

/// <summary>The model against theory: each figure from the motion itself, over a grid of parameters.</summary>
public sealed class AutoOscillatorTests(ITestOutputHelper output)
{
    private const double Tolerance = 0.03;

    // Heun's method is good for it up to 2 ns.
    private const double Step = 1e-9;

    private static readonly Current Bias = Current.FromAmperes(5e-3);

    [Fact]
    public void ThesisNeuron_OperatingPoint_IsThatOfTheThesis()
    {
        AutoOscillator neuron = AutoOscillator.ThesisNeuron;

        Assert.Equal(2.5, neuron.Supercriticality(Bias), 1e-12);
        Assert.Equal(1.5 / 3.5, neuron.StationaryPower(Bias), 1e-12);
        Assert.Equal(232e6, neuron.FrequencyAt(Bias).Hertz, 1.0);
        Assert.Equal(1e6, neuron.Linewidth(Bias).Hertz, 1e-3);
        Assert.Equal(-5, neuron.Nonlinearity(Bias), 1e-12);

        // The reference's figures: 265 MHz at rest, D_n 1.036e5 1/s, F 2.82e6 1/s for 3.5 MHz, Γ_p 4.15e7 1/s.
        Assert.Equal(265.0, neuron.RestFrequency.Megahertz, 0.05);
        Assert.Equal(1.036e5, neuron.NoisePerSecond, 100.0);
        double drive = neuron.DriveForHalfBand(Bias, Frequency.FromMegahertz(3.5));
        Assert.Equal(2.82e6, drive, 1e4);
        Assert.Equal(3.5, neuron.LockingHalfBand(Bias, drive).Megahertz, 1e-9);
        Assert.Equal(4.15e7, neuron.RelaxationPerSecond(Bias), 1e5);
    }

    [Fact]
    public void AtOperatingPoint_BelowThreshold_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AutoOscillator.AtOperatingPoint(
            Current.FromAmperes(1e-3), Frequency.FromMegahertz(232), Frequency.FromMegahertz(1), -5,
            Frequency.FromMegahertz(4.4), 1, Current.FromAmperes(2e-3)));

    /// <summary>From the diffusion of the phase between two lags, 12,288 pairs each: standard error of 1.4 %. The formula holds
    /// while the power scatters by less than a fifth.</summary>
    [Theory]
    [InlineData(-5, 2.5, 1.0)]
    [InlineData(-5, 2.5, 0.12)]
    [InlineData(5, 2.5, 1.0)]
    [InlineData(2, 2.5, 0.3)]
    [InlineData(-5, 1.5, 0.12)]
    [InlineData(-3, 4, 1.0)]
    public void Linewidth_FreeRunning_IsThatOfTheory(double nonlinearity, double supercriticality, double megahertz)
    {
        const int count = 1024;
        const int pairs = 12;
        const double lag = 1e-6;
        Current current = Current.FromAmperes(supercriticality * 2e-3);
        AutoOscillator device = Device(nonlinearity, current, megahertz);
        double settling = 8 / (2 * device.RelaxationPerSecond(current));
        var motion = new Motion(count, device, current, device.FrequencyAt(current), seed: 3);
        motion.Start(Math.Sqrt(device.StationaryPower(current)));
        motion.Run(4 * settling);
        double early = 0;
        double late = 0;
        for (int pair = 0; pair < pairs; pair++)
        {
            double[] start = [.. motion.Phases];
            motion.Run(settling);
            early += motion.Phases.Zip(start, (now, then) => (now - then) * (now - then)).Sum();
            motion.Run(lag);
            late += motion.Phases.Zip(start, (now, then) => (now - then) * (now - then)).Sum();
        }

        double measured = (late - early) / (pairs * count) / (Math.Round(lag / Step) * Step) / Math.Tau;
        double stated = device.Linewidth(current).Hertz;
        output.WriteLine($"ν {nonlinearity}, ζ {supercriticality}: {measured / 1e6:F4} MHz, theory {stated / 1e6:F4}");

        Assert.InRange(measured / stated, 1 - Tolerance, 1 + Tolerance);
    }

    /// <summary>Means over 2,048 oscillators and 2 µs: standard errors from 0.2 to 0.8 %.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(2.5)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void MeanPower_BelowAndAboveThreshold_IsThatOfTheory(double milliamperes)
    {
        Current current = Current.FromAmperes(milliamperes * 1e-3);
        AutoOscillator device = AutoOscillator.ThesisNeuron;
        var motion = new Motion(2048, device, current, Frequency.FromMegahertz(232), seed: 4);
        motion.Start(Math.Sqrt(device.MeanPower(current)));
        motion.Run(0.5e-6);
        double mean = motion.MeanPower(2e-6);
        output.WriteLine($"{milliamperes} mA: {mean:E4}, theory {device.MeanPower(current):E4}");

        Assert.InRange(mean / device.MeanPower(current), 1 - Tolerance, 1 + Tolerance);
    }

    [Fact]
    public void MeanPower_FarFromThreshold_IsThatOfLinearTheory()
    {
        AutoOscillator quiet = AutoOscillator.ThesisNeuron with { NoisePerSecond = 10 };

        Assert.Equal(quiet.StationaryPower(Bias), quiet.MeanPower(Bias), 1e-6);
        Current below = Current.FromAmperes(1e-3);
        Assert.Equal(10 / Math.Abs(quiet.RelaxationPerSecond(below)), quiet.MeanPower(below), 1e-10);
    }

    /// <summary>A small change of the power, without noise.</summary>
    [Theory]
    [InlineData(1.25)]
    [InlineData(1.5)]
    [InlineData(2.5)]
    [InlineData(4)]
    public void Relaxation_SmallChange_DecaysWithTwiceTheRate(double supercriticality)
    {
        Current current = Current.FromAmperes(supercriticality * 2e-3);
        AutoOscillator device = AutoOscillator.ThesisNeuron with { NoisePerSecond = 0 };
        double power = device.StationaryPower(current);
        var motion = new Motion(1, device, current, device.FrequencyAt(current), seed: 1);
        motion.Start(Math.Sqrt(power * 1.01));
        double seconds = Math.Round(1 / (2 * device.RelaxationPerSecond(current)) / Step) * Step;
        motion.Run(seconds);
        double rate = Math.Log(0.01 * power / (motion.Powers[0] - power)) / seconds;

        Assert.InRange(rate / (2 * device.RelaxationPerSecond(current)), 1 - Tolerance, 1 + Tolerance);
    }

    /// <summary>Without noise: which of 64 drives around the edge of the band hold the phase. Within 1 % for weak
    /// drives.</summary>
    [Theory]
    [InlineData(-5, 2.5, 3.5)]
    [InlineData(5, 2.5, 3.5)]
    [InlineData(-5, 2.5, 1.0)]
    [InlineData(2, 2.5, 1.0)]
    [InlineData(-10, 4, 1.5)]
    public void LockingHalfBand_DrivesAroundTheEdges_IsThatOfTheory(
        double nonlinearity, double supercriticality, double megahertz)
    {
        const int count = 64;
        Current current = Current.FromAmperes(supercriticality * 2e-3);
        AutoOscillator device = Device(nonlinearity, current, 1) with { NoisePerSecond = 0 };
        var half = Frequency.FromMegahertz(megahertz);
        double drive = device.DriveForHalfBand(current, half);
        double[] edges = new double[2];
        foreach (int side in (int[])[-1, 1])
        {
            // From 0.9 to 1.1 half bands in steps of 0.3 %.
            var motion = new Motion(count, device, current, device.FrequencyAt(current), seed: 1);
            for (int i = 0; i < count; i++)
            {
                double factor = side * (0.9 + (0.2 * i / (count - 1)));
                motion.Ensemble.SetRates(i, device.RatesAt(current, device.FrequencyAt(current) + (half * factor)));
            }

            motion.Start(Math.Sqrt(device.StationaryPower(current)));
            motion.Run(6e-6, drive);
            double[] settled = [.. motion.Phases];
            motion.Run(6e-6, drive);
            int locked = motion.Phases.Zip(settled, (now, then) => Math.Abs(now - then) < 1).Count(holds => holds);
            edges[(side + 1) / 2] = 0.9 + (0.2 * (locked - 0.5) / (count - 1));
        }

        // A strong drive moves the centre of the band, not its width.
        double ratio = (edges[0] + edges[1]) / 2;
        output.WriteLine($"ν {nonlinearity}, ζ {supercriticality}, {megahertz} MHz: {edges[0]:F3}, {edges[1]:F3}");

        Assert.InRange(ratio, 1 - Tolerance, 1 + Tolerance);
    }

    /// <summary>Without noise, at drives within 0.9 of the half band.</summary>
    [Theory]
    [InlineData(-5, 2.5, 0.5)]
    [InlineData(5, 2.5, 0.5)]
    [InlineData(-5, 2.5, 3.5)]
    public void LockedPhase_WithinTheBand_FollowsTheArcsine(double nonlinearity, double supercriticality, double megahertz)
    {
        const int count = 32;
        Current current = Current.FromAmperes(supercriticality * 2e-3);
        AutoOscillator device = Device(nonlinearity, current, 1) with { NoisePerSecond = 0 };
        var half = Frequency.FromMegahertz(megahertz);
        double drive = device.DriveForHalfBand(current, half);
        var motion = new Motion(count, device, current, device.FrequencyAt(current), seed: 1);
        double[] stated = new double[count];
        for (int i = 0; i < count; i++)
        {
            Frequency tone = device.FrequencyAt(current) + (half * (1.8 * (((double)i / (count - 1)) - 0.5)));
            motion.Ensemble.SetRates(i, device.RatesAt(current, tone));
            stated[i] = device.LockedPhase(current, drive, tone);
        }

        motion.Start(Math.Sqrt(device.StationaryPower(current)));
        motion.Run(5e-6, drive);
        double[] phases = [.. motion.Phases.Select(phase => Math.IEEERemainder(phase, Math.Tau))];
        double mean = phases.Average();
        double residual = phases.Zip(stated, (phase, asin) => (phase - asin) * (phase - asin)).Sum();
        double rSquared = 1 - (residual / phases.Sum(phase => (phase - mean) * (phase - mean)));
        output.WriteLine($"R² {rSquared:F5}");

        Assert.True(rSquared > (megahertz > 1 ? 0.99 : 0.9995), $"R² {rSquared}");
        Assert.All(
            phases.Zip(stated), pair => Assert.InRange(pair.First - pair.Second, -Tolerance * Math.Tau, Tolerance * Math.Tau));
    }

    private static AutoOscillator Device(double nonlinearity, Current current, double linewidthMegahertz) =>
        AutoOscillator.AtOperatingPoint(
            current, Frequency.FromMegahertz(232), Frequency.FromMegahertz(linewidthMegahertz), nonlinearity,
            Frequency.FromMegahertz(4.4), 1, Current.FromAmperes(2e-3));

    /// <summary>An ensemble that is run for times, whose phases are followed.</summary>
    private sealed class Motion
    {
        private const int Block = 20;

        private readonly BrownianPath path;
        private readonly int width;
        private readonly float[] increments;
        private readonly float[] motion;
        private readonly float[] force;

        public Motion(int count, AutoOscillator device, Current current, Frequency frame, ulong seed)
        {
            Ensemble = new OscillatorEnsemble<float, StochasticHeun>(count, Step);
            Ensemble.SetRates(device.RatesAt(current, frame));
            path = new BrownianPath(seed, "oracle", count, Step);
            width = 2 * path.Row;
            increments = new float[Block * width];
            motion = new float[(Block + 1) * width];
            force = new float[(Block + 1) * width];
            Phases = new double[count];
        }

        public OscillatorEnsemble<float, StochasticHeun> Ensemble { get; }

        public double[] Phases { get; }

        public double[] Powers => [.. Phases.Select((_, i) => PowerOf(i))];

        public void Start(double amplitude)
        {
            motion.AsSpan(0, path.Row).Fill((float)amplitude);
            Array.Clear(Phases);
        }

        public void Run(double seconds, double drive = 0) => Run(seconds, drive, () => { });

        public double MeanPower(double seconds)
        {
            double sum = 0;
            int looks = 0;
            Run(seconds, 0, () =>
            {
                sum += Phases.Select((_, i) => PowerOf(i)).Average();
                looks++;
            });
            return sum / looks;
        }

        private double PowerOf(int i) => ((double)motion[i] * motion[i]) + ((double)motion[path.Row + i] * motion[path.Row + i]);

        private void Run(double seconds, double drive, Action look)
        {
            for (int row = 0; row <= Block; row++)
            {
                force.AsSpan(row * width, path.Row).Fill((float)drive);
            }

            int left = (int)Math.Round(seconds / Step);
            while (left > 0)
            {
                int now = Math.Min(Block, left);
                path.Next(increments.AsSpan(0, now * width));
                Ensemble.Advance(
                    increments.AsSpan(0, now * width), force.AsSpan(0, (now + 1) * width), motion.AsSpan(0, (now + 1) * width));
                motion.AsSpan(now * width, width).CopyTo(motion);
                for (int i = 0; i < Phases.Length; i++)
                {
                    double wrapped = Math.Atan2(motion[path.Row + i], motion[i]);
                    Phases[i] += Math.IEEERemainder(wrapped - Phases[i], Math.Tau);
                }

                left -= now;
                look();
            }
        }
    }
}
