using System.Numerics;
using Lab.Models.StochasticOscillators;
using Lab.Models.StochasticOscillators.Solvers;
using Lab.Quantities;

namespace Lab.Models.Reservoirs;

/// <summary>
/// One oscillator as a reservoir whose input is its current, or the frequency or amplitude of its drive, which is at its own
/// frequency without input; a loop brings its voltage back after a delay: dc/dt = … + k·e^(iφ)·c(t − τ) (L. Appeltant et al.,
/// Nat. Commun. 2, 468, 2011, doi:10.1038/ncomms1476).
/// </summary>
/// <remarks>Without the loop hardly anything is left of a node after the next: an oscillator alone has no memory. The phase of
/// the loop decides; a hundredth of a turn of it is 0.04 ns of cable. Immutable and safe to share between threads.</remarks>
public sealed record LoopReservoir
{
    private const double StepSeconds = 1e-9;

    /// <summary>The oscillator.</summary>
    public AutoOscillator Device { get; init; } = AutoOscillator.ThesisNeuron;

    /// <summary>Its current without input.</summary>
    public Current Current { get; init; } = Current.FromAmperes(5e-3);

    /// <summary>What the input changes.</summary>
    public LoopEncoding Encoding { get; init; } = LoopEncoding.Current;

    /// <summary>By which part of it an input of one changes that: 0.24 of the current changes ζ = 2.5 by 0.6.</summary>
    public double InputScale { get; init; } = 0.24;

    /// <summary>Half of the band in which the drive locks it; 0 for none.</summary>
    public Frequency LockingHalfBand { get; init; } = Frequency.FromMegahertz(3.5);

    /// <summary>How long a node lasts; a multiple of 1 ns.</summary>
    public Duration NodeTime { get; init; } = Duration.FromSeconds(20e-9);

    /// <summary>The strength k of the loop, 1/s; 0 for none.</summary>
    public double LoopPerSecond { get; init; } = 1.8e7;

    /// <summary>Its phase φ, rad.</summary>
    public double LoopPhase { get; init; } = 0.45 * Math.PI;

    /// <summary>Its delay τ; a multiple of 1 ns, longer than a node.</summary>
    public Duration LoopDelay { get; init; } = Duration.FromSeconds(51 * 20e-9);

    /// <summary>What is read at the end of a node.</summary>
    public LoopReading Reading { get; init; } = LoopReading.Phase;

    /// <summary>Repeats over which the states are averaged. Positive.</summary>
    public int Shots { get; init; } = 1;

    /// <summary>Measures the states of an input.</summary>
    /// <param name="input">The input, within −1 and 1, shape [step].</param>
    /// <param name="mask">The mask.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>The states, shape [step · state]: one for each node, or two where both quadratures are read.</returns>
    public double[] Measure(
        ReadOnlyMemory<double> input, Mask mask, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Shots);
        int stepsOfNode = StepsOf(NodeTime);
        int delay = StepsOf(LoopDelay);
        if (delay < stepsOfNode)
        {
            throw new InvalidOperationException($"A loop of {LoopDelay} is shorter than a node of {NodeTime}.");
        }

        Frequency frame = Device.FrequencyAt(Current);
        double drive = Device.DriveForHalfBand(Current, LockingHalfBand);
        var loop = Complex.FromPolarCoordinates(LoopPerSecond, LoopPhase);
        var ensemble = new OscillatorEnsemble<float, StochasticHeun>(Shots, StepSeconds);
        var path = new BrownianPath(seed, "oscillator", Shots, StepSeconds);
        int row = ensemble.Row;
        int width = 2 * row;
        float[] increments = new float[stepsOfNode * width];
        float[] motion = new float[(stepsOfNode + 1) * width];
        float[] force = new float[motion.Length];
        motion.AsSpan(0, row).Fill((float)Math.Sqrt(Device.StationaryPower(Current)));

        // The motion of the delay and of a node, in turn; nothing before the start.
        int memory = delay + stepsOfNode + 1;
        float[] past = new float[memory * width];
        int statesOfNode = Reading == LoopReading.Quadratures ? 2 : 1;
        int nodes = mask.Weights.Count;
        double[] states = new double[input.Length * nodes * statesOfNode];
        double turns = 0;
        ensemble.SetRates(Device.RatesAt(Current, frame));
        for (int node = 0; node < input.Length * nodes; node++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double change = InputScale * input.Span[node / nodes] * mask.Weights[node % nodes];
            if (Encoding == LoopEncoding.Current)
            {
                ensemble.SetRates(Device.RatesAt(Current * (1 + change), frame));
            }

            double driven = Encoding == LoopEncoding.Amplitude ? drive * (1 + change) : drive;
            double turnsOfStep = Encoding == LoopEncoding.Frequency ? change * LockingHalfBand.Hertz * StepSeconds : 0;
            long now = (long)node * stepsOfNode;
            motion.AsSpan(0, width).CopyTo(past.AsSpan((int)(now % memory) * width));
            for (int step = 0; step <= stepsOfNode; step++)
            {
                long then = now + step - delay;
                Feed(
                    force.AsSpan(step * width, width), then < 0 ? [] : past.AsSpan((int)(then % memory) * width, width),
                    Complex.FromPolarCoordinates(driven, Math.Tau * (turns + (step * turnsOfStep))), loop);
            }

            turns = Math.IEEERemainder(turns + (stepsOfNode * turnsOfStep), 1);

            path.Next<float>(increments);
            ensemble.Advance(increments, force, motion);
            for (int step = 1; step <= stepsOfNode; step++)
            {
                motion.AsSpan(step * width, width).CopyTo(past.AsSpan((int)((now + step) % memory) * width));
            }

            ReadOnlySpan<float> end = motion.AsSpan(stepsOfNode * width, width);
            Read(end, Math.Tau * turns, states.AsSpan(node * statesOfNode, statesOfNode));
            end.CopyTo(motion);
        }

        return states;
    }

    private static int StepsOf(Duration time)
    {
        int steps = (int)Math.Round(time.Seconds / StepSeconds);
        return steps > 0 && Math.Abs((steps * StepSeconds) - time.Seconds) < 1e-3 * StepSeconds
            ? steps
            : throw new InvalidOperationException($"{time} is no multiple of {Duration.FromSeconds(StepSeconds)}.");
    }

    private static void Feed(Span<float> force, ReadOnlySpan<float> past, Complex drive, Complex loop)
    {
        int row = force.Length / 2;
        force[..row].Fill((float)drive.Real);
        force[row..].Fill((float)drive.Imaginary);
        (float real, float imaginary) = ((float)loop.Real, (float)loop.Imaginary);
        for (int i = 0; i < past.Length / 2; i++)
        {
            force[i] += (real * past[i]) - (imaginary * past[row + i]);
            force[row + i] += (real * past[row + i]) + (imaginary * past[i]);
        }
    }

    private void Read(ReadOnlySpan<float> end, double drivePhase, Span<double> states)
    {
        int row = end.Length / 2;
        double cut = LockingHalfBand.Hertz > 0 ? Math.Atan(Device.Nonlinearity(Current)) : 0;
        var turn = Complex.FromPolarCoordinates(1, -cut - drivePhase);
        for (int shot = 0; shot < Shots; shot++)
        {
            Complex amplitude = new Complex(end[shot], end[row + shot]) * turn;
            switch (Reading)
            {
                case LoopReading.Phase:
                    states[0] += amplitude.Phase / Shots;
                    break;
                case LoopReading.Amplitude:
                    states[0] += amplitude.Magnitude / Shots;
                    break;
                default:
                    states[0] += amplitude.Real / Shots;
                    states[1] += amplitude.Imaginary / Shots;
                    break;
            }
        }
    }
}
