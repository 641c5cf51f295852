using Lab.Models.Kernels;
using Lab.Models.StochasticOscillators;
using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.VortexOscillators;

public sealed class VortexNodesTests
{
    // Single precision: rounding of the coefficients, of an exponential and of two quotients.
    private const double Tolerance = 3e-6;

    private static readonly VortexOscillator Plain = new();
    private static readonly VortexDisk Disk = Plain.Disk;

    public static TheoryData<VortexOscillator> Oscillators =>
    [
        Plain,
        Plain with { Coefficients = VortexOscillatorTests.TableOf(Disk, 2, [0, 0.4, 0.9, 1.2, 1.5]) },
        Plain with { Coefficients = Bent },
    ];

    // n and β that change with the current.
    private static VortexTable Bent => new(
    [
        (0, new VortexCoefficients(-5e7, -4e7, 2)),
        (6e10, new VortexCoefficients(-1e7, -4.5e7, 2.2)),
        (8e10, new VortexCoefficients(1e7, -6e7, 2.6)),
        (11e10, new VortexCoefficients(3e7, -9e7, 3)),
    ]);

    [Theory]
    [MemberData(nameof(Oscillators))]
    public void Restart_AnyWidthOfVectors_IsTheClosedForm(VortexOscillator oscillator)
    {
        foreach (double nanoseconds in (double[])[1, 100, 5000])
        {
            var nodes = new VortexNodes(oscillator, Duration.FromNanoseconds(nanoseconds));
            float[] currents =
            [
                .. Enumerable.Range(0, 67).Select(i => (float)(i * nodes.LargestRatio / 67)), 1, 0.9999f, 1.0001f,
            ];
            double[] expected =
            [
                .. currents.Select(current => oscillator.Coefficients.At(oscillator.Coefficients.FirstCritical * current)
                    .Advance(0.3, nanoseconds * 1e-9)),
            ];
            float[] scalar = [.. currents];
            float[] narrow = [.. currents];
            float[] wide = [.. currents];
            nodes.Restart<ScalarLane<float>>(scalar, 0.3f);
            nodes.Restart<Lanes256<float>>(narrow, 0.3f);
            nodes.Restart<Lanes512<float>>(wide, 0.3f);
            for (int i = 0; i < currents.Length; i++)
            {
                // Below the threshold long nodes end at nothing.
                double tolerance = Math.Max(Tolerance * Math.Max(1, nanoseconds / 100), 1e-6);
                Assert.Equal(expected[i], scalar[i], tolerance);
                Assert.Equal(expected[i], narrow[i], tolerance);
                Assert.Equal(narrow[i], wide[i], 1e-6f);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Oscillators))]
    public void Follow_NodeAfterNode_BeginsWhereTheLastHasEnded(VortexOscillator oscillator)
    {
        const int columns = 32;
        const int count = 50;
        var nodes = new VortexNodes(oscillator, Duration.FromNanoseconds(100));
        float[] currents = [.. Enumerable.Range(0, count * columns).Select(i => 0.9f + (0.4f * (i * 37 % 101) / 101))];
        float[] expected = new float[currents.Length];
        for (int column = 0; column < columns; column++)
        {
            double amplitude = 0.3;
            for (int node = 0; node < count; node++)
            {
                int at = (node * columns) + column;
                amplitude = oscillator.Coefficients.At(oscillator.Coefficients.FirstCritical * currents[at])
                    .Advance(amplitude, 100e-9);
                expected[at] = (float)amplitude;
            }
        }

        float[] amplitudes = [.. Enumerable.Repeat(0.3f, columns)];
        nodes.Follow(currents, amplitudes);
        Assert.All(expected.Zip(currents), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        Assert.Equal(currents[^columns..], amplitudes);
    }

    [Fact]
    public void Follow_WithHeat_ScattersAsOneOscillatorDoes()
    {
        const int columns = 1024;
        var nodes = new VortexNodes(Plain, Duration.FromNanoseconds(100));
        Temperature room = Temperature.FromKelvin(300);
        VortexHeat Heat() => new(room, new GaussianStreams(1, "heat", 0, columns));
        double Deviation(double current, NodeStart start, out double mean)
        {
            float[] currents = [.. Enumerable.Repeat((float)current, 8 * columns)];
            float[] amplitudes = [.. Enumerable.Repeat(0.3f, columns)];
            nodes.Follow(currents, amplitudes, Heat(), start);
            double[] last = [.. currents[^(4 * columns)..].Select(value => (double)value)];
            double centre = mean = last.Average();
            return Math.Sqrt(last.Average(value => (value - centre) * (value - centre)));
        }

        // √(D_s/(nα)) = 0.036 at 1.2 times the threshold, where the orbit is at √(0.2/0.83).
        double memory = Deviation(1.2, NodeStart.Memory, out double mean);
        Assert.Equal(0.0357, memory, 0.002);
        Assert.Equal(Math.Sqrt(0.2 / 0.83), mean, 0.01);

        // A node of 5 damping times forgets little of a small beginning: from heat it scatters widely.
        double heat = Deviation(1.2, NodeStart.Heat, out _);
        Assert.InRange(heat, 2 * memory, 6 * memory);

        // At no current it stays the thermal one, of Rayleigh's distribution: deviation over mean is √(4/π − 1).
        double rest = Deviation(0, NodeStart.Heat, out double resting);
        Assert.Equal(Math.Sqrt((4 / Math.PI) - 1), rest / resting, 0.02);
        Assert.Equal(Disk.ThermalAmplitude(room), Math.Sqrt((rest * rest) + (resting * resting)), 8e-4);
    }

    [Fact]
    public void Restart_AllocatesNothing()
    {
        var nodes = new VortexNodes(Plain, Duration.FromNanoseconds(100));
        float[] currents = [.. Enumerable.Repeat(1.1f, 1000)];
        nodes.Restart(currents, 0.03f);
        long before = GC.GetAllocatedBytesForCurrentThread();
        nodes.Restart(currents, 0.03f);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
