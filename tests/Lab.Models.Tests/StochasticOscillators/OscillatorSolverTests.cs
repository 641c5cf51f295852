using Lab.Models.Kernels;
using Lab.Models.StochasticOscillators;
using Lab.Models.StochasticOscillators.Solvers;
using Lab.Quantities;
using Xunit.Abstractions;

namespace Lab.Models.Tests.StochasticOscillators;

/// <summary>Measures the orders that the solvers state, each on a Brownian path whose steps are halved.</summary>
public sealed class OscillatorSolverTests(ITestOutputHelper output)
{
    private const int Halvings = 3;

    // Orders are measured from finite steps: the next power of the step still counts.
    private const double OrderTolerance = 0.2;

    // Of the error of means, which is small against the scatter of the paths.
    private const double WeakOrderTolerance = 0.4;

    private static readonly Current Bias = Current.FromAmperes(5e-3);

    [Fact]
    public void EulerMaruyama_HalvedSteps_HasItsOrders() => HasItsOrders<EulerMaruyama>();

    [Fact]
    public void StochasticHeun_HalvedSteps_HasItsOrders() => HasItsOrders<StochasticHeun>();

    [Fact]
    public void FrozenPowerStep_HalvedSteps_HasItsOrders() => HasItsOrders<FrozenPowerStep>();

    [Fact]
    public void SplitStep_HalvedSteps_HasItsOrders() => HasItsOrders<SplitStep>(stepOfMeans: 4e-9);

    [Fact]
    public void AllSolvers_ShortSteps_FollowTheSamePath()
    {
        const double seconds = 40e-9;
        const double step = 12.5e-12;
        double[][] ends =
        [
            End<EulerMaruyama>(64, 1, step, seconds, 0), End<StochasticHeun>(64, 1, step, seconds, 0),
            End<FrozenPowerStep>(64, 1, step, seconds, 0), End<SplitStep>(64, 1, step, seconds, 0),
        ];

        // Errors of first order are 0.02 at 0.2 ns.
        Assert.All(ends, end => Assert.InRange(Distance(end, ends[1]), 0, 3e-3));
    }

    [Fact]
    public void SplitStep_NoDrive_IsTheClosedSolutionAtAnyStep()
    {
        AutoOscillator quiet = AutoOscillator.ThesisNeuron with { NoisePerSecond = 0 };
        OscillatorRates rates = quiet.RatesAt(Bias, Frequency.FromMegahertz(232));
        double[] one = Moved<SplitStep>(rates, 50e-9, 1);
        double[] many = Moved<SplitStep>(rates, 0.5e-9, 100);
        double[] fine = Moved<StochasticHeun>(rates, 1e-12, 50_000);

        Assert.Equal(one[0], many[0], 1e-12);
        Assert.Equal(one[1], many[1], 1e-12);
        Assert.Equal(one[0], fine[0], 1e-6);
        Assert.Equal(one[1], fine[1], 1e-6);
    }

    [Fact]
    public void SplitStep_AtThreshold_DecaysAsTheInverseOfTime()
    {
        // dp/dt = −2Bp²: p = p(0)/(1 + 2B·p(0)·t).
        var rates = new OscillatorRates(0, 5e7, 0, 0, 0);
        double[] end = Moved<SplitStep>(rates, 10e-9, 1);

        Assert.Equal(0.25 / (1 + (2 * 5e7 * 0.25 * 10e-9)), end[0] * end[0], 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(47)]
    public void Advance_WidthsOfVectors_Agree(int count)
    {
        AgreesInAllWidths<StochasticHeun>(count);
        AgreesInAllWidths<SplitStep>(count);
        AgreesInAllWidths<FrozenPowerStep>(count);
        AgreesInAllWidths<EulerMaruyama>(count);
    }

    [Fact]
    public void Advance_ManySteps_AllocatesNothing()
    {
        var path = new BrownianPath(1, "allocation", 64, 1e-9);
        var ensemble = new OscillatorEnsemble<float, StochasticHeun>(64, 1e-9);
        float[] increments = new float[32 * 2 * path.Row];
        float[] motion = new float[33 * 2 * path.Row];
        path.Next<float>(increments);
        ensemble.Advance(increments, [], motion);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            path.Next<float>(increments);
            ensemble.Advance(increments, [], motion);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void SetRates_NoSaturation_IsRefused()
    {
        var ensemble = new OscillatorEnsemble<float, StochasticHeun>(4, 1e-9);

        Assert.Throws<ArgumentOutOfRangeException>(() => ensemble.SetRates(new OscillatorRates(1, 0, 0, 0, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ensemble.SetRates(0, new OscillatorRates(double.NaN, 1, 0, 0, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ensemble.SetRates(4, new OscillatorRates(1, 1, 0, 0, 0)));
    }

    [Fact]
    public void Advance_ShapesThatDoNotBelongTogether_IsRefused()
    {
        var ensemble = new OscillatorEnsemble<float, StochasticHeun>(16, 1e-9);

        Assert.Throws<ArgumentException>(() => ensemble.Advance(new float[64], [], new float[64]));
        Assert.Throws<ArgumentException>(() => ensemble.Advance([], new float[32], new float[64]));
    }

    // The error of means must stand out of the scatter of paths: the more exact a solver, the longer its steps.
    private void HasItsOrders<TSolver>(double stepOfMeans = 1e-9)
        where TSolver : struct, IOscillatorSolver
    {
        SolverOrder stated = TSolver.Order;
        double strong = MeasuredOrder(
            [.. Enumerable.Range(0, Halvings + 1).Select(halving => End<TSolver>(256, 1, 0.1e-9, 50e-9, halving))]);

        // With more noise, whose part of the error the weak order is about.
        double weak = MeasuredOrder(
            [.. Enumerable.Range(0, 3).Select(halving => Means<TSolver>(16, stepOfMeans, 16e-9, halving))]);
        double noiseFree = MeasuredOrder(
            [.. Enumerable.Range(0, Halvings + 1).Select(halving => End<TSolver>(1, 0, 0.4e-9, 50e-9, halving))]);
        output.WriteLine($"{typeof(TSolver).Name}: strong {strong:F2}, weak {weak:F2}, noise-free {noiseFree:F2}");

        Assert.InRange(strong, stated.Strong - OrderTolerance, stated.Strong + OrderTolerance);
        Assert.InRange(weak, stated.Weak - WeakOrderTolerance, stated.Weak + WeakOrderTolerance);
        Assert.InRange(noiseFree, stated.NoiseFree - OrderTolerance, stated.NoiseFree + OrderTolerance);
    }

    // From the differences of results at steps that are halved, which need no result without error.
    private static double MeasuredOrder(double[][] results)
    {
        double first = Distance(results[^3], results[^2]);
        return Math.Log2(first / Distance(results[^2], results[^1]));
    }

    private static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum() / a.Length);

    // The thesis' oscillator under a drive at 229 MHz, in the frame of the drive.
    private static OscillatorRates Rates(double noise)
    {
        OscillatorRates rates = AutoOscillator.ThesisNeuron.RatesAt(Bias, Frequency.FromMegahertz(229));
        return rates with { NoisePerSecond = rates.NoisePerSecond * noise };
    }

    private static double Drive =>
        AutoOscillator.ThesisNeuron.DriveForHalfBand(Bias, Frequency.FromMegahertz(3.5));

    // The amplitudes after a time, from the same start on the same path.
    private static double[] End<TSolver>(int count, double noise, double step, double seconds, int halvings, ulong first = 0)
        where TSolver : struct, IOscillatorSolver
    {
        const int most = 64;
        var path = new BrownianPath(5, "orders", count, step, first);
        for (int i = 0; i < halvings; i++)
        {
            path = path.Halved();
        }

        var ensemble = new OscillatorEnsemble<double, TSolver>(count, path.StepSeconds);
        ensemble.SetRates(Rates(noise));
        int width = 2 * path.Row;
        int steps = (int)Math.Round(seconds / path.StepSeconds);
        double[] motion = new double[(most + 1) * width];
        double[] increments = new double[most * width];
        double[] drive = new double[(most + 1) * width];
        for (int row = 0; row <= most; row++)
        {
            drive.AsSpan(row * width, path.Row).Fill(Drive);
        }

        motion.AsSpan(0, path.Row).Fill(0.5);
        while (steps > 0)
        {
            int now = Math.Min(most, steps);
            path.Next(increments.AsSpan(0, now * width));
            ensemble.Advance(
                increments.AsSpan(0, now * width), drive.AsSpan(0, (now + 1) * width), motion.AsSpan(0, (now + 1) * width));
            motion.AsSpan(now * width, width).CopyTo(motion);
            steps -= now;
        }

        return [.. motion[..count], .. motion[path.Row..(path.Row + count)]];
    }

    // Mean amplitude and mean power over 2¹⁶ paths.
    private static double[] Means<TSolver>(double noise, double step, double seconds, int halvings)
        where TSolver : struct, IOscillatorSolver
    {
        const int batch = 1024;
        const int batches = 64;
        double[] sums = new double[3];
        for (int i = 0; i < batches; i++)
        {
            double[] end = End<TSolver>(batch, noise, step, seconds, halvings, (ulong)(i * batch));
            for (int k = 0; k < batch; k++)
            {
                sums[0] += end[k];
                sums[1] += end[batch + k];
                sums[2] += (end[k] * end[k]) + (end[batch + k] * end[batch + k]);
            }
        }

        return [.. sums.Select(sum => sum / (batch * batches))];
    }

    private static double[] Moved<TSolver>(OscillatorRates rates, double step, int steps)
        where TSolver : struct, IOscillatorSolver
    {
        var ensemble = new OscillatorEnsemble<double, TSolver>(1, step);
        ensemble.SetRates(rates);
        double[] motion = new double[(steps + 1) * 2 * ensemble.Row];
        motion[0] = 0.5;
        ensemble.Advance([], [], motion);
        int last = steps * 2 * ensemble.Row;
        return [motion[last], motion[last + ensemble.Row]];
    }

    private static void AgreesInAllWidths<TSolver>(int count)
        where TSolver : struct, IOscillatorSolver
    {
        const int steps = 50;
        var ensemble = new OscillatorEnsemble<float, TSolver>(count, 0.5e-9);
        for (int i = 0; i < count; i++)
        {
            ensemble.SetRates(i, Rates(1) with { DetuningPerSecond = 1e6 * i });
        }

        int width = 2 * ensemble.Row;
        float[] increments = new float[steps * width];
        new BrownianPath(3, "widths", count, 0.5e-9).Next<float>(increments);
        float[][] motions = [.. Enumerable.Range(0, 3).Select(_ => new float[(steps + 1) * width])];
        Array.ForEach(motions, motion => motion.AsSpan(0, width).Fill(0.4f));
        ensemble.Advance<ScalarLane<float>>(steps, increments, [], motions[0]);
        ensemble.Advance<Lanes256<float>>(steps, increments, [], motions[1]);
        ensemble.Advance<Lanes512<float>>(steps, increments, [], motions[2]);
        for (int i = 0; i < motions[0].Length; i++)
        {
            Assert.Equal(motions[0][i], motions[1][i], 2e-5f);
            Assert.Equal(motions[0][i], motions[2][i], 2e-5f);
        }
    }
}
