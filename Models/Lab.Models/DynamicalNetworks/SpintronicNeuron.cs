using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Models.Kernels;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>
/// Plouet's neuron, the normalised power of an auto-oscillator behind a high-pass (<see cref="OscillatorParameters"/>), stepped by
/// Euler's method, by Runge and Kutta's, or by the solution of its equation, in one or more steps in the time of an input.
/// </summary>
/// <remarks>
/// <para>x is kept within 0 and 1, where it has a meaning: a step of Euler's method that is too large leaves it. Where it is held, the
/// drive moves nothing, so that no derivative passes.</para>
/// <para>The exact step: while the drive stays, dx/dt = x(A − Bx) with A = gI − a and B = gI + aQ, so that after the time h
/// x' = x/(e^u + x·B·h·φ(u)) with u = −Ah and φ(u) = (e^u − 1)/u.</para>
/// </remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
public readonly struct SpintronicNeuron<T> : INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 1/(k + 1)! from the highest k that counts down to 0.
    private static readonly T[] Series = [.. Enumerable.Range(0, typeof(T) == typeof(float) ? 8 : 14).Reverse()
        .Select(k => T.CreateChecked(1 / MathNet.Numerics.SpecialFunctions.Factorial(k + 1)))];

    // Rates times the time of a step.
    private readonly T relaxation;
    private readonly T nonlinearity;
    private readonly T gain;
    private readonly T keep;
    private readonly Integrator integrator;
    private readonly int substeps;

    /// <summary>Creates the neuron.</summary>
    /// <param name="oscillator">The oscillator.</param>
    /// <param name="pixelTime">Time of one input; positive.</param>
    /// <param name="integrator">The method.</param>
    /// <param name="substeps">Steps of it in the time of one input; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time, a rate, a gain or the number of steps is not positive, or Q not above
    /// −1.</exception>
    public SpintronicNeuron(OscillatorParameters oscillator, Duration pixelTime, Integrator integrator = Integrator.Euler, int substeps = 1)
    {
        ArgumentNullException.ThrowIfNull(oscillator);
        ArgumentOutOfRangeException.ThrowIfLessThan(substeps, 1);
        double relaxationRate = oscillator.RelaxationPerNanosecond;
        if (!(pixelTime.Seconds > 0) || !(relaxationRate > 0 && double.IsFinite(relaxationRate)) || !(oscillator.Gain > 0) || !(oscillator.Nonlinearity > -1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(oscillator), $"An oscillator with a relaxation of {relaxationRate} per ns, a gain of {oscillator.Gain} and a nonlinearity of {oscillator.Nonlinearity} in steps of {pixelTime} cannot be; the first three have to be positive, the nonlinearity above -1.");
        }

        double nanoseconds = pixelTime.Seconds / 1e-9 / substeps;
        relaxation = T.CreateChecked(relaxationRate * nanoseconds);
        nonlinearity = T.CreateChecked(relaxationRate * oscillator.Nonlinearity * nanoseconds);
        gain = T.CreateChecked(oscillator.Gain * nanoseconds);
        keep = T.CreateChecked(1 - (Math.Tau * oscillator.CutOff.Hertz * 1e-9 * nanoseconds));
        FixedDrive = T.CreateChecked(oscillator.FixedDrive);
        double push = oscillator.Gain * oscillator.FixedDrive;
        InitialState = T.CreateChecked(Math.Clamp((push - relaxationRate) / (push + (relaxationRate * oscillator.Nonlinearity)), 0.01, 0.99));
        (this.integrator, this.substeps) = (integrator, substeps);
    }

    /// <summary>Where the fixed drive keeps it, 1/2 for a neuron as designed; at least 0.01, as heat keeps an oscillator above zero.</summary>
    public T InitialState { get; }

    /// <inheritdoc/>
    public T FixedDrive { get; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector<T> State, Vector<T> Output) Advance(Vector<T> state, Vector<T> output, Vector<T> drive)
    {
        Vector<T> push = drive * gain;
        if (integrator == Integrator.Euler && substeps == 1)
        {
            Vector<T> next = MoveByEuler(state, push);
            return (next, LaneMath.MultiplyAdd(output, new Vector<T>(keep), next - state));
        }

        return AdvanceInSteps(state, output, push);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) Retreat(
        Vector<T> state, Vector<T> drive, Vector<T> after, Vector<T> afterOutput, Vector<T> byState, Vector<T> byOutput)
    {
        Vector<T> push = drive * gain;
        if (integrator == Integrator.Euler && substeps == 1)
        {
            (Vector<T> byBefore, Vector<T> byPush) = RetreatFromEuler(state, push, MaskHeld(after, byState + byOutput));
            return (byBefore - byOutput, byOutput * keep, byPush * gain);
        }

        return RetreatInSteps(state, push, byState, byOutput);
    }

    // Where the state is held at a bound, nothing passes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MaskHeld(Vector<T> after, Vector<T> byNext) => Vector.ConditionalSelect(
        Vector.BitwiseAnd(Vector.GreaterThan(after, Vector<T>.Zero), Vector.LessThan(after, Vector<T>.One)), byNext, Vector<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (Vector<T> State, Vector<T> Output) AdvanceInSteps(Vector<T> state, Vector<T> output, Vector<T> push)
    {
        for (int i = 0; i < substeps; i++)
        {
            Vector<T> next = Move(state, push);
            output = LaneMath.MultiplyAdd(output, new Vector<T>(keep), next - state);
            state = next;
        }

        return (state, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) RetreatInSteps(Vector<T> state, Vector<T> push, Vector<T> byState, Vector<T> byOutput)
    {
        // The states within the time of the input are found again; there are few of them.
        Span<Vector<T>> within = stackalloc Vector<T>[substeps + 1];
        within[0] = state;
        for (int i = 0; i < substeps; i++)
        {
            within[i + 1] = Move(within[i], push);
        }

        Vector<T> byPush = Vector<T>.Zero;
        for (int i = substeps - 1; i >= 0; i--)
        {
            Vector<T> byNext = MaskHeld(within[i + 1], byState + byOutput);
            (Vector<T> byBefore, Vector<T> part) = integrator switch
            {
                Integrator.Euler => RetreatFromEuler(within[i], push, byNext),
                Integrator.RungeKutta4 => RetreatFromRungeKutta(within[i], push, byNext),
                _ => RetreatFromSolution(within[i], push, byNext),
            };
            byState = byBefore - byOutput;
            byOutput *= keep;
            byPush += part;
        }

        return (byState, byOutput, byPush * gain);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> Move(Vector<T> state, Vector<T> push) => integrator switch
    {
        Integrator.Euler => MoveByEuler(state, push),
        Integrator.RungeKutta4 => MoveByRungeKutta(state, push),
        _ => MoveBySolution(state, push),
    };

    // (dx/dt)·h/x
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> Rate(Vector<T> state, Vector<T> push) =>
        LaneMath.MultiplyAdd(-state, push + new Vector<T>(nonlinearity), push - new Vector<T>(relaxation));

    // Derivative of (dx/dt)·h by x; by the push it is x(1 − x).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> Slope(Vector<T> state, Vector<T> push) =>
        LaneMath.MultiplyAdd(-(state + state), push + new Vector<T>(nonlinearity), push - new Vector<T>(relaxation));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> MoveByEuler(Vector<T> state, Vector<T> push) => LaneMath.Clamp01(LaneMath.MultiplyAdd(state, Rate(state, push), state));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector<T> ByState, Vector<T> ByPush) RetreatFromEuler(Vector<T> state, Vector<T> push, Vector<T> byNext) =>
        (LaneMath.MultiplyAdd(byNext, Slope(state, push), byNext), byNext * state * (Vector<T>.One - state));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> MoveByRungeKutta(Vector<T> state, Vector<T> push)
    {
        Vector<T> half = LaneMath.All<T>(0.5);
        Vector<T> first = state * Rate(state, push);
        Vector<T> at = LaneMath.MultiplyAdd(half, first, state);
        Vector<T> second = at * Rate(at, push);
        at = LaneMath.MultiplyAdd(half, second, state);
        Vector<T> third = at * Rate(at, push);
        at = state + third;
        Vector<T> fourth = at * Rate(at, push);
        Vector<T> middle = second + third;
        return LaneMath.Clamp01(LaneMath.MultiplyAdd(LaneMath.All<T>(1.0 / 6), first + middle + middle + fourth, state));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector<T> ByState, Vector<T> ByPush) RetreatFromRungeKutta(Vector<T> state, Vector<T> push, Vector<T> byNext)
    {
        Vector<T> half = LaneMath.All<T>(0.5);
        Vector<T> at2 = LaneMath.MultiplyAdd(half, state * Rate(state, push), state);
        Vector<T> at3 = LaneMath.MultiplyAdd(half, at2 * Rate(at2, push), state);
        Vector<T> at4 = LaneMath.MultiplyAdd(at3, Rate(at3, push), state);
        Vector<T> sixth = byNext * LaneMath.All<T>(1.0 / 6);
        Vector<T> by4 = sixth * Slope(at4, push);
        Vector<T> by3Move = sixth + sixth + by4;
        Vector<T> by3 = by3Move * Slope(at3, push);
        Vector<T> by2Move = LaneMath.MultiplyAdd(half, by3, sixth + sixth);
        Vector<T> by2 = by2Move * Slope(at2, push);
        Vector<T> by1Move = LaneMath.MultiplyAdd(half, by2, sixth);
        Vector<T> by1 = by1Move * Slope(state, push);
        Vector<T> byPush = (by1Move * state * (Vector<T>.One - state))
            + (by2Move * at2 * (Vector<T>.One - at2))
            + (by3Move * at3 * (Vector<T>.One - at3))
            + (sixth * at4 * (Vector<T>.One - at4));
        return (byNext + by1 + by2 + by3 + by4, byPush);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> MoveBySolution(Vector<T> state, Vector<T> push)
    {
        (Vector<T> exponential, Vector<T> phi, _) = Exponential(new Vector<T>(relaxation) - push);
        return LaneMath.Clamp01(state / LaneMath.MultiplyAdd(state * (push + new Vector<T>(nonlinearity)), phi, exponential));
    }

    // With G = e^u + x·B·h·φ: ∂x'/∂x = e^u/G², ∂x'/∂(gIh) = x/G²·(e^u − x(φ − B·h·φ')).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector<T> ByState, Vector<T> ByPush) RetreatFromSolution(Vector<T> state, Vector<T> push, Vector<T> byNext)
    {
        (Vector<T> exponential, Vector<T> phi, Vector<T> phiSlope) = Exponential(new Vector<T>(relaxation) - push);
        Vector<T> bend = push + new Vector<T>(nonlinearity);
        Vector<T> denominator = LaneMath.MultiplyAdd(state * bend, phi, exponential);
        Vector<T> scaled = byNext / (denominator * denominator);
        return (scaled * exponential, scaled * state * (exponential - (state * (phi - (bend * phiSlope)))));
    }

    // e^u, φ(u) = (e^u − 1)/u and φ'(u); below u = 1/2 by the series φ = Σ u^k/(k + 1)!, where the quotients lose digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<T> Exponential, Vector<T> Phi, Vector<T> PhiSlope) Exponential(Vector<T> u)
    {
        const double largest = 60; // x' is then below e^−60 of x
        u = Vector.Min(u, LaneMath.All<T>(largest));
        Vector<T> exponential = LaneMath.Exp(u);
        Vector<T> phi = (exponential - Vector<T>.One) / u;
        Vector<T> slope = (exponential - phi) / u;
        (Vector<T> phiSeries, Vector<T> slopeSeries) = (Vector<T>.Zero, Vector<T>.Zero);
        foreach (T coefficient in Series)
        {
            slopeSeries = LaneMath.MultiplyAdd(slopeSeries, u, phiSeries);
            phiSeries = LaneMath.MultiplyAdd(phiSeries, u, new Vector<T>(coefficient));
        }

        Vector<T> isSmall = Vector.LessThan(Vector.Abs(u), LaneMath.All<T>(0.5));
        return (exponential, Vector.ConditionalSelect(isSmall, phiSeries, phi), Vector.ConditionalSelect(isSmall, slopeSeries, slope));
    }
}
