using System.Numerics;

namespace Lab.Models.Reservoirs;

/// <summary>Reads the nodes of a reservoir from a record of its voltage: the complex amplitude against the drive in windows of
/// each node, and from it phase, frequency and amplitude.</summary>
/// <remarks>The windows are those of Hann, two hops long, so that neither a constant nor the mirror image of the voltage at twice
/// the frequency comes in: less than 0.3 % of it. At 232 MHz they pass ±60 MHz. Immutable and safe to share between
/// threads.</remarks>
public sealed class NodeTraces
{
    /// <summary>Periods of the drive from one window to the next.</summary>
    private const double PeriodsOfHop = 1.4;

    private const int TablePlaces = 1024;

    private static readonly double[] Rise =
        [.. Enumerable.Range(0, TablePlaces + 1).Select(i => Math.Pow(Math.Sin(Math.PI / 2 * i / TablePlaces), 2))];

    private readonly double[] startSeconds;
    private readonly double[] startRadians;
    private readonly double[] hertz;
    private readonly double nodeSeconds;
    private readonly double hopSeconds;

    /// <summary>Takes the drive of the nodes.</summary>
    /// <param name="startSeconds">Times at which the nodes begin, s, shape [node].</param>
    /// <param name="startRadians">Phases of the drive at these times, rad, shape [node].</param>
    /// <param name="hertz">Its frequencies, shape [node].</param>
    /// <param name="nodeSeconds">How long a node lasts, s; at least three periods of the drive.</param>
    /// <param name="lowestHertz">The lowest frequency that the drive may have, Hz, which makes the windows: records of other
    /// nodes have the same ones then. <see langword="null"/> for the lowest of these nodes.</param>
    /// <exception cref="ArgumentException">The shapes differ, a node is too short, or a frequency is below the
    /// lowest.</exception>
    public NodeTraces(
        double[] startSeconds, double[] startRadians, double[] hertz, double nodeSeconds, double? lowestHertz = null)
    {
        ArgumentNullException.ThrowIfNull(startSeconds);
        ArgumentNullException.ThrowIfNull(startRadians);
        ArgumentNullException.ThrowIfNull(hertz);
        if (startSeconds.Length != hertz.Length || startRadians.Length != hertz.Length || hertz.Length == 0)
        {
            throw new ArgumentException(
                $"{startSeconds.Length} times and {startRadians.Length} phases do not belong to {hertz.Length} frequencies.",
                nameof(hertz));
        }

        double lowest = lowestHertz ?? hertz.Min();
        if (hertz.Min() < lowest * (1 - 1e-9))
        {
            throw new ArgumentException($"{hertz.Min():g4} Hz is below the lowest, {lowest:g4} Hz.", nameof(hertz));
        }

        int hops = HopsOf(nodeSeconds, lowest);
        if (hops < 2)
        {
            throw new ArgumentException(
                $"A node of {nodeSeconds:g3} s has less than three periods of {lowest:g4} Hz.", nameof(nodeSeconds));
        }

        (this.startSeconds, this.startRadians, this.hertz, this.nodeSeconds) = (startSeconds, startRadians, hertz, nodeSeconds);
        Windows = hops - 1;
        hopSeconds = nodeSeconds / hops;
    }

    /// <summary>Windows of a node; their middles lie a hop apart, the first a hop after the start.</summary>
    public int Windows { get; }

    /// <summary>The latest time in a node from which on its windows still tell a phase, a frequency and an amplitude: two of them
    /// are left.</summary>
    /// <param name="nodeSeconds">How long a node lasts, s.</param>
    /// <param name="lowestHertz">The lowest frequency of the drive, Hz.</param>
    /// <returns>The time in s; negative where a node has less than two windows.</returns>
    public static double LatestSettle(double nodeSeconds, double lowestHertz)
    {
        int hops = HopsOf(nodeSeconds, lowestHertz);
        return hops < 3 ? -1 : nodeSeconds / hops * (hops - 2);
    }

    /// <summary>The shortest node that has two windows.</summary>
    /// <param name="lowestHertz">The lowest frequency of the drive, Hz. Positive.</param>
    /// <returns>Its time, s.</returns>
    public static double ShortestNode(double lowestHertz) => 3.01 * PeriodsOfHop / lowestHertz;

    /// <summary>The complex amplitudes against the drive.</summary>
    /// <param name="samples">The record, shape [time].</param>
    /// <param name="recordSeconds">Time of its first sample, s, on the clock of the nodes.</param>
    /// <param name="samplesPerSecond">Its rate; more than twice the drive.</param>
    /// <returns>The amplitudes in the unit of the samples, shape [node · window].</returns>
    /// <exception cref="ArgumentException">The record does not cover all nodes.</exception>
    public Complex[] Demodulate(ReadOnlySpan<double> samples, double recordSeconds, double samplesPerSecond)
    {
        double end = recordSeconds + (samples.Length / samplesPerSecond);
        if (recordSeconds > startSeconds[0] + (1 / samplesPerSecond)
            || end < startSeconds[^1] + nodeSeconds - (1 / samplesPerSecond))
        {
            throw new ArgumentException(
                $"A record from {recordSeconds:g6} to {end:g6} s does not cover nodes from {startSeconds[0]:g6} to "
                    + $"{startSeconds[^1] + nodeSeconds:g6} s.",
                nameof(samples));
        }

        var amplitudes = new Complex[hertz.Length * Windows];
        double[] sums = new double[3 * (Windows + 2)];
        for (int node = 0; node < hertz.Length; node++)
        {
            Array.Clear(sums);
            int first = Math.Max(0, (int)Math.Ceiling((startSeconds[node] - recordSeconds) * samplesPerSecond));
            int last = Math.Min(
                samples.Length, (int)Math.Ceiling((startSeconds[node] + nodeSeconds - recordSeconds) * samplesPerSecond));
            double offset = recordSeconds + (first / samplesPerSecond) - startSeconds[node];
            Add(samples[first..last], offset / hopSeconds, 1 / (samplesPerSecond * hopSeconds),
                -(startRadians[node] + (Math.Tau * hertz[node] * offset)), -Math.Tau * hertz[node] / samplesPerSecond, sums);
            for (int window = 0; window < Windows; window++)
            {
                // The first of the sums is of what rises before any window, and so on.
                ReadOnlySpan<double> sum = sums.AsSpan(3 * (window + 1), 3);
                amplitudes[(node * Windows) + window] = new Complex(2 * sum[0] / sum[2], 2 * sum[1] / sum[2]);
            }
        }

        return amplitudes;
    }

    /// <summary>Phase, frequency and amplitude of each node.</summary>
    /// <param name="amplitudes">The amplitudes, shape [node · window].</param>
    /// <param name="reading">The parts of a node that count.</param>
    /// <param name="middleRadians">The phase in the middle of the range: phases count from it, within half a turn where the node
    /// begins, and go on from there without jumps.</param>
    /// <returns>The features, shape [feature][node]: phases in rad, frequencies in Hz, amplitudes in the unit of the
    /// samples.</returns>
    public double[][] Read(ReadOnlySpan<Complex> amplitudes, NodeReading reading, double middleRadians)
    {
        ArgumentNullException.ThrowIfNull(reading);
        double[][] features = [.. Enum.GetValues<NodeFeature>().Select(_ => new double[hertz.Length])];
        int phaseFrom = From(reading.PhaseFrom);
        int slopeFrom = From(reading.FrequencyFrom);
        int amplitudeFrom = From(reading.AmplitudeFrom);
        double points = Windows - slopeFrom;
        double middle = slopeFrom + ((points - 1) / 2);
        double slopeScale = 12 / (points * ((points * points) - 1)) / hopSeconds / Math.Tau;
        var turn = Complex.FromPolarCoordinates(1, -middleRadians);
        for (int node = 0; node < hertz.Length; node++)
        {
            (double phase, double phases, double slope, double sizes) = (0, 0, 0, 0);
            for (int window = 0; window < Windows; window++)
            {
                Complex amplitude = amplitudes[(node * Windows) + window];
                phase += Math.IEEERemainder((amplitude * turn).Phase - phase, Math.Tau);
                phases += window >= phaseFrom ? phase : 0;
                slope += window >= slopeFrom ? phase * (window - middle) : 0;
                sizes += window >= amplitudeFrom ? amplitude.Magnitude : 0;
            }

            features[(int)NodeFeature.Phase][node] = phases / (Windows - phaseFrom);
            features[(int)NodeFeature.Frequency][node] = hertz[node] + (points > 1 ? slope * slopeScale : 0);
            features[(int)NodeFeature.Amplitude][node] = sizes / (Windows - amplitudeFrom);
        }

        return features;
    }

    private static int HopsOf(double nodeSeconds, double lowestHertz) => (int)(nodeSeconds * lowestHertz / PeriodsOfHop);

    // The first window whose middle lies in the part of the node.
    private int From(double part) =>
        Math.Clamp((int)Math.Ceiling((part * nodeSeconds / hopSeconds) - 1), 0, Math.Max(0, Windows - 2));

    // Each sample falls in the window before it and rises in the next.
    private static void Add(
        ReadOnlySpan<double> samples, double place, double perSample, double phase, double turnOfSample, double[] sums)
    {
        (double sine, double cosine) = Math.SinCos(phase);
        (double turnSine, double turnCosine) = Math.SinCos(turnOfSample);
        foreach (double sample in samples)
        {
            int below = Math.Min((int)place, (sums.Length / 3) - 2);
            double rising = Rise[(int)((place - below) * TablePlaces)];
            double falling = 1 - rising;
            (double real, double imaginary) = (sample * cosine, sample * sine);
            int at = 3 * below;
            sums[at] += falling * real;
            sums[at + 1] += falling * imaginary;
            sums[at + 2] += falling;
            sums[at + 3] += rising * real;
            sums[at + 4] += rising * imaginary;
            sums[at + 5] += rising;
            place += perSample;
            (cosine, sine) = ((cosine * turnCosine) - (sine * turnSine), (cosine * turnSine) + (sine * turnCosine));
        }
    }
}
