using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>
/// Plouet's neuron: the normalised power of an auto-oscillator, dx/dt = −γx + I·x·(1 − x) (Eq. 2), or in its general form
/// dx/dt = −2(γ(1 + Qx) − σI(1 − x))x (Eq. 1), behind a high-pass, dy/dt = −2πf·y + dx/dt; Euler's method with one or more steps in the
/// time of a pixel.
/// </summary>
/// <remarks>x is kept within 0 and 1, where it has a meaning: a step of Euler's method that is too large leaves it. Where it is held, the
/// drive moves nothing, so that no derivative passes.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
public readonly struct SpintronicNeuron<T> : INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T relaxation;
    private readonly T nonlinearity;
    private readonly T gain;
    private readonly T keep;
    private readonly T step;
    private readonly int substeps;

    /// <summary>Creates Plouet's neuron of Eq. 2.</summary>
    /// <param name="pixelTime">Time of one input.</param>
    /// <param name="relaxationTime">τ = 1/γ.</param>
    /// <param name="cutOff">Frequency of the high-pass.</param>
    /// <param name="substeps">Steps of Euler's method in the time of one input; at least 1.</param>
    public SpintronicNeuron(Duration pixelTime, Duration relaxationTime, Frequency cutOff, int substeps = 1)
        : this(pixelTime, 1e-9 / relaxationTime.Seconds, nonlinearity: 0, gain: 1, cutOff, substeps)
    {
    }

    /// <summary>Creates the general neuron, in which dx/dt = −a(1 + Qx)x + gI(1 − x)x.</summary>
    /// <param name="pixelTime">Time of one input.</param>
    /// <param name="relaxationPerNanosecond">a in 1/ns: γ of Eq. 2, 2γ of Eq. 1.</param>
    /// <param name="nonlinearity">Q of Eq. 1; 0 in Eq. 2.</param>
    /// <param name="gain">g: 1 in Eq. 2, 2σ in Eq. 1.</param>
    /// <param name="cutOff">Frequency of the high-pass.</param>
    /// <param name="substeps">Steps of Euler's method in the time of one input; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time, a rate or the number of steps is not positive.</exception>
    public SpintronicNeuron(Duration pixelTime, double relaxationPerNanosecond, double nonlinearity, double gain, Frequency cutOff, int substeps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(substeps, 1);
        if (!(pixelTime.Seconds > 0) || !(relaxationPerNanosecond > 0) || !double.IsFinite(relaxationPerNanosecond))
        {
            throw new ArgumentOutOfRangeException(nameof(pixelTime), $"A pixel time of {pixelTime} and a relaxation of {relaxationPerNanosecond} per ns have to be positive and finite.");
        }

        double nanoseconds = pixelTime.Seconds / 1e-9 / substeps;
        relaxation = T.CreateChecked(relaxationPerNanosecond);
        this.nonlinearity = T.CreateChecked(nonlinearity);
        this.gain = T.CreateChecked(gain);
        step = T.CreateChecked(nanoseconds);
        keep = T.CreateChecked(1 - (Math.Tau * cutOff.Hertz * 1e-9 * nanoseconds));
        this.substeps = substeps;
    }

    /// <summary>1/2, where the fixed drive keeps it.</summary>
    public T InitialState => T.CreateChecked(0.5);

    /// <summary>The drive that keeps the neuron at x = 1/2 without input: twice the relaxation in Eq. 2.</summary>
    public T FixedDrive => relaxation * (T.One + T.One + nonlinearity) / gain;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector<T> State, Vector<T> Output) Advance(Vector<T> state, Vector<T> output, Vector<T> drive)
    {
        for (int i = 0; i < substeps; i++)
        {
            Vector<T> next = Clamp(Move(state, drive));
            output = (output * keep) + (next - state);
            state = next;
        }

        return (state, output);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) Retreat(
        Vector<T> state, Vector<T> drive, Vector<T> after, Vector<T> afterOutput, Vector<T> byState, Vector<T> byOutput) =>
        substeps == 1 ? RetreatOne(state, drive, byState, byOutput) : RetreatAll(state, drive, byState, byOutput);

    private (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) RetreatAll(Vector<T> state, Vector<T> drive, Vector<T> byState, Vector<T> byOutput)
    {
        // The states within the pixel are found again; there are few of them.
        Span<Vector<T>> within = stackalloc Vector<T>[substeps];
        within[0] = state;
        for (int i = 1; i < substeps; i++)
        {
            within[i] = Clamp(Move(within[i - 1], drive));
        }

        Vector<T> byDrive = Vector<T>.Zero;
        for (int i = substeps - 1; i >= 0; i--)
        {
            (byState, byOutput, Vector<T> part) = RetreatOne(within[i], drive, byState, byOutput);
            byDrive += part;
        }

        return (byState, byOutput, byDrive);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Clamp(Vector<T> state) => Vector.Min(Vector.Max(state, Vector<T>.Zero), Vector<T>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> Move(Vector<T> state, Vector<T> drive) => state + (state * Rate(state, drive) * step);

    // (dx/dt)/x
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> Rate(Vector<T> state, Vector<T> drive) =>
        (drive * gain * (Vector<T>.One - state)) - ((Vector<T>.One + (state * nonlinearity)) * relaxation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) RetreatOne(Vector<T> state, Vector<T> drive, Vector<T> byState, Vector<T> byOutput)
    {
        Vector<T> byNext = byState + byOutput;
        Vector<T> next = Move(state, drive);
        Vector<T> isFree = Vector.BitwiseAnd(Vector.GreaterThanOrEqual(next, Vector<T>.Zero), Vector.LessThanOrEqual(next, Vector<T>.One));
        byNext = Vector.ConditionalSelect(isFree, byNext, Vector<T>.Zero);
        Vector<T> slope = Rate(state, drive) - (state * ((drive * gain) + new Vector<T>(relaxation * nonlinearity)));
        Vector<T> through = byNext * (Vector<T>.One + (slope * step));
        return (through - byOutput, byOutput * keep, byNext * state * (Vector<T>.One - state) * (gain * step));
    }
}
