using Lab.Models.Randomness;
using Lab.Models.StochasticOscillators;
using Lab.Models.StochasticOscillators.Solvers;
using Lab.Quantities;

namespace Lab.Models.Reservoirs;

/// <summary>
/// One oscillator as a reservoir whose input is the frequency of its drive (Leroux thesis, ch. IV): each node lasts for some 100
/// ns at a frequency of its own, and leaves a phase, a frequency and an amplitude.
/// </summary>
/// <remarks>The phase of the drive goes on from node to node. The motion is computed in the frame of the oscillator, and read as
/// an ideal receiver does, with the noise of its bandwidth. Immutable and safe to share between threads.</remarks>
public sealed record DrivenReservoir
{
    /// <summary>Oscillators that are computed beside each other: their rows stay in the caches.</summary>
    private const int Group = 64;

    /// <summary>At 2 ns the method moves the middle of the range by 0.03 MHz, a tenth of the dip there.</summary>
    private const double StepSeconds = 1e-9;

    private static readonly int FeatureCount = Enum.GetValues<NodeFeature>().Length;

    /// <summary>The oscillator.</summary>
    public AutoOscillator Device { get; init; } = AutoOscillator.ThesisNeuron;

    /// <summary>Its current.</summary>
    public Current Current { get; init; } = Current.FromAmperes(5e-3);

    /// <summary>Half of the band in which the drive locks it.</summary>
    public Frequency LockingHalfBand { get; init; } = Frequency.FromMegahertz(3.5);

    /// <summary>How long a node lasts; a multiple of 1 ns, at least 10 ns.</summary>
    public Duration NodeTime { get; init; } = Duration.FromSeconds(150e-9);

    /// <summary>Repeats of the record over which the features are averaged. Positive. With one of them the printed linewidth
    /// does not give the thesis' rates; with 16 it does.</summary>
    public int Shots { get; init; } = 16;

    /// <summary>Noise of the receiver over the amplitude of the oscillator, rms in 500 MHz; 0.2 mV at 2.5 mV.</summary>
    public double ReceiverNoise { get; init; } = 0.08;

    /// <summary>How a node is read.</summary>
    public NodeReading Reading { get; init; } = new(PhaseFrom: 2.0 / 3, FrequencyFrom: 0, AmplitudeFrom: 1.0 / 3);

    /// <summary>Measures the states of a sequence at centre frequencies.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="centres">The centre frequencies.</param>
    /// <param name="seed">Seed of the noise; each repeat at each centre has noise of its own.</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>The states, shape [centre][feature][step · node]: phases in rad from that in the middle of the range on,
    /// frequencies in units of the oscillator's own, amplitudes as √p.</returns>
    public double[][][] Measure(
        WaveSequence sequence, Mask mask, IReadOnlyList<Frequency> centres, ulong seed, int threads = 1,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(centres);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Shots);
        int stepsOfNode = (int)Math.Round(NodeTime.Seconds / StepSeconds);
        if (Math.Abs((stepsOfNode * StepSeconds) - NodeTime.Seconds) > 1e-3 * StepSeconds || stepsOfNode < 10)
        {
            throw new InvalidOperationException(
                $"A node of {NodeTime} is no multiple of {Duration.FromSeconds(StepSeconds)} from 10 ns on.");
        }

        int nodes = mask.Weights.Count;
        double[][][] states = [.. centres.Select(_ => Enumerable.Range(0, FeatureCount)
            .Select(_ => new double[sequence.Hertz.Count * nodes]).ToArray())];

        // Whole centres in a group, so that the mean over shots is summed by one thread.
        int centresOfGroup = Math.Max(1, Group / Shots);
        int groups = (centres.Count + centresOfGroup - 1) / centresOfGroup;
        Parallel.For(
            0, groups, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            group =>
            {
                int first = group * centresOfGroup;
                int count = Math.Min(centresOfGroup, centres.Count - first);
                double[] hertz = [.. Enumerable.Range(0, count * Shots).Select(lane => centres[first + (lane / Shots)].Hertz)];
                MeasureGroup(
                    sequence, mask, hertz, stepsOfNode, seed, (ulong)(first * Shots),
                    states.AsSpan(first, count).ToArray(), cancellationToken);
            });
        return states;
    }

    private void MeasureGroup(
        WaveSequence sequence, Mask mask, double[] centres, int stepsOfNode, ulong seed, ulong first, double[][][] states,
        CancellationToken cancellationToken)
    {
        Frequency frame = Device.FrequencyAt(Current);
        double drivePerSecond = Device.DriveForHalfBand(Current, LockingHalfBand);
        double root = Math.Sqrt(Device.StationaryPower(Current));
        var ensemble = new OscillatorEnsemble<float, StochasticHeun>(centres.Length, StepSeconds);
        ensemble.SetRates(Device.RatesAt(Current, frame));
        var path = new BrownianPath(seed, "oscillator", centres.Length, StepSeconds, first);
        var drive = new ToneDrive<float>(centres.Length, StepSeconds);
        var reader = new NodeReader(Reading, Math.Atan(Device.Nonlinearity(Current)), ensemble.Row, StepSeconds);

        // White in the band of the steps: half of their rate on either side of the frame.
        var receiver = new GaussianStreams(seed, "receiver", first, ensemble.Row);
        float receiverNoise = (float)(ReceiverNoise * root / Math.Sqrt(StepSeconds * 500e6));
        int width = 2 * ensemble.Row;
        float[] increments = new float[stepsOfNode * width];
        float[] motion = new float[(stepsOfNode + 1) * width];
        float[] noise = new float[stepsOfNode * width];
        float[] tones = new float[motion.Length];
        float[] features = new float[FeatureCount * ensemble.Row];
        motion.AsSpan(0, ensemble.Row).Fill((float)root);
        int nodes = mask.Weights.Count;
        for (int node = 0; node < sequence.Hertz.Count * nodes; node++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double offset = sequence.Hertz[node / nodes] * mask.Weights[node % nodes];
            for (int lane = 0; lane < centres.Length; lane++)
            {
                drive.Set(lane, drivePerSecond, centres[lane] + offset - frame.Hertz);
            }

            drive.Next(tones);
            path.Next<float>(increments);
            ensemble.Advance(increments, tones, motion);
            receiver.Fill(noise, receiverNoise);
            reader.Read(motion, noise, tones, features);
            for (int lane = 0; lane < centres.Length; lane++)
            {
                double[][] at = states[lane / Shots];
                double tone = centres[lane] + offset;
                double slope = features[ensemble.Row + lane] / Math.Tau;
                at[(int)NodeFeature.Phase][node] += features[lane] / (double)Shots;
                at[(int)NodeFeature.Frequency][node] += (tone + slope) / frame.Hertz / Shots;
                at[(int)NodeFeature.Amplitude][node] += features[(2 * ensemble.Row) + lane] / (double)Shots;
            }

            motion.AsSpan(stepsOfNode * width, width).CopyTo(motion);
        }
    }
}
