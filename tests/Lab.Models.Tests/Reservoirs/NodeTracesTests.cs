using System.Numerics;
using Lab.Models.Reservoirs;

namespace Lab.Models.Tests.Reservoirs;

public sealed class NodeTracesTests
{
    private const double Rate = 1.25e9;
    private const double NodeSeconds = 150e-9;

    private static readonly NodeReading Reading = new(2.0 / 3, 0, 1.0 / 3);

    [Theory]
    [InlineData(0.7, 0)]
    [InlineData(-1.2, 3e6)]
    public void Read_TonesAgainstASteppedDrive_GivesPhaseFrequencyAndAmplitude(double phase, double offHertz)
    {
        // Two nodes of other drives, 187.5 samples each; the voltage goes on at the drive plus an offset.
        double[] hertz = [231e6, 234e6];
        double[] starts = [0, NodeSeconds];
        double[] radians = [0.3, 0.3 + (Math.Tau * 231e6 * NodeSeconds)];
        var nodes = new NodeTraces(starts, radians, hertz, NodeSeconds);
        double[] samples = [.. Enumerable.Range(0, 375).Select(i =>
        {
            double t = i / Rate;
            int node = t < NodeSeconds ? 0 : 1;
            double drive = radians[node] + (Math.Tau * hertz[node] * (t - starts[node]));
            return 2.5e-3 * Math.Cos(drive + phase + (Math.Tau * offHertz * (t - starts[node])));
        })];

        double[][] read = nodes.Read(nodes.Demodulate(samples, 0, Rate), Reading, middleRadians: 0.1);

        for (int node = 0; node < 2; node++)
        {
            // The phase in the middle of what counts: 123 ns or so of the node.
            double expected = phase - 0.1 + (Math.Tau * offHertz * 123e-9);
            Assert.Equal(expected, read[(int)NodeFeature.Phase][node], 0.01 + (Math.Tau * offHertz * 4e-9));
            Assert.Equal(hertz[node] + offHertz, read[(int)NodeFeature.Frequency][node], 20e3);
            Assert.Equal(2.5e-3, read[(int)NodeFeature.Amplitude][node], 0.01e-3 + (2.5e-3 * Math.Pow(offHertz / 100e6, 2)));
        }
    }

    [Fact]
    public void Demodulate_ConstantAndMirrorImage_LeaveLittle()
    {
        var nodes = new NodeTraces([0], [0], [232e6], NodeSeconds);
        double[] samples = [.. Enumerable.Range(0, 188).Select(i => 1e-3 + (1e-3 * Math.Cos(Math.Tau * 232e6 * i / Rate)))];

        Assert.All(nodes.Demodulate(samples, 0, Rate), each => Assert.Equal(0, (each - new Complex(1e-3, 0)).Magnitude, 2e-5));
    }

    /// <summary>What the drive of a piece of nodes happens to be makes no difference to the windows of a run.</summary>
    [Fact]
    public void Windows_LowestFrequencyOfTheRun_AreThoseOfAllPieces()
    {
        const double seconds = 150e-9;
        Assert.NotEqual(
            new NodeTraces([0], [0], [222e6], seconds).Windows, new NodeTraces([0], [0], [242e6], seconds).Windows);
        Assert.Equal(
            new NodeTraces([0], [0], [222e6], seconds, 222e6).Windows, new NodeTraces([0], [0], [242e6], seconds, 222e6).Windows);
        Assert.Throws<ArgumentException>(() => new NodeTraces([0], [0], [222e6], seconds, 232e6));
    }

    [Fact]
    public void Demodulate_RecordThatIsTooShort_IsRefused()
    {
        var nodes = new NodeTraces([0, NodeSeconds], [0, 0], [232e6, 232e6], NodeSeconds);

        var error = Assert.Throws<ArgumentException>(() => nodes.Demodulate(new double[200], 0, Rate));
        Assert.Contains("does not cover nodes from 0 to 3e-07 s", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new NodeTraces([0], [0], [232e6], 10e-9));
    }
}
