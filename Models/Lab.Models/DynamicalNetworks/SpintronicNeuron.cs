using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Models.Kernels;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>
/// Plouet's neuron, the normalised power of an auto-oscillator with a high-pass (<see cref="OscillatorParameters"/>), stepped
/// by Euler's method, by Runge and Kutta's, or by the solution of its equation, in one or more steps in the time of an input.
/// </summary>
/// <remarks>x is kept within 0 and 1, where it has a meaning: a step of Euler's method that is too large leaves it. Where it is
/// held, the drive moves nothing, so that no derivative passes.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
public readonly struct SpintronicNeuron<T> : INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rates times the time of a step.
    private readonly LogisticRates<T> rates;
    private readonly T gain;

    // What the high-pass leaves of an output in a step, and in all of them.
    private readonly T keep;
    private readonly T keepAll;
    private readonly Integrator integrator;
    private readonly int substeps;

    /// <summary>Creates the neuron.</summary>
    /// <param name="oscillator">The oscillator.</param>
    /// <param name="pixelTime">Time of one input; positive.</param>
    /// <param name="integrator">The method.</param>
    /// <param name="substeps">Steps of it in the time of one input; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time, a rate, a gain or the number of steps is not positive, or Q not
    /// above −1.</exception>
    public SpintronicNeuron(
        OscillatorParameters oscillator, Duration pixelTime, Integrator integrator = Integrator.Euler, int substeps = 1)
    {
        ArgumentNullException.ThrowIfNull(oscillator);
        ArgumentOutOfRangeException.ThrowIfLessThan(substeps, 1);
        double relaxationRate = oscillator.RelaxationPerNanosecond;
        if (!(pixelTime.Seconds > 0) || !(relaxationRate > 0 && double.IsFinite(relaxationRate)) || !(oscillator.Gain > 0)
            || !(oscillator.Nonlinearity > -1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(oscillator),
                $"An oscillator with a relaxation of {relaxationRate} per ns, a gain of {oscillator.Gain} and a nonlinearity of "
                    + $"{oscillator.Nonlinearity} in steps of {pixelTime} cannot be; the first three have to be positive, the "
                    + "nonlinearity above -1.");
        }

        double nanoseconds = pixelTime.Seconds / 1e-9 / substeps;
        rates = new LogisticRates<T>(
            T.CreateChecked(relaxationRate * nanoseconds),
            T.CreateChecked(relaxationRate * oscillator.Nonlinearity * nanoseconds));
        gain = T.CreateChecked(oscillator.Gain * nanoseconds);
        double kept = 1 - (Math.Tau * oscillator.CutOff.Hertz * 1e-9 * nanoseconds);
        keep = T.CreateChecked(kept);
        keepAll = T.CreateChecked(Math.Pow(kept, substeps));
        FixedDrive = T.CreateChecked(oscillator.FixedDrive);
        double push = oscillator.Gain * oscillator.FixedDrive;
        InitialState = T.CreateChecked(
            Math.Clamp((push - relaxationRate) / (push + (relaxationRate * oscillator.Nonlinearity)), 0.01, 0.99));
        (this.integrator, this.substeps) = (integrator, substeps);
    }

    /// <summary>Where the fixed drive keeps it, 1/2 for a neuron as designed; at least 0.01,
    /// as heat keeps an oscillator above zero.</summary>
    public T InitialState { get; }

    /// <inheritdoc/>
    public T FixedDrive { get; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TVector State, TVector Output, (TVector First, TVector Second) Trace) Advance<TVector>(
        TVector state, TVector output, TVector drive)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector push = drive * TVector.All(gain);
        return integrator switch
        {
            Integrator.Euler when substeps == 1 => AdvanceOnce<EulerStep, TVector>(state, output, push),
            Integrator.Euler => AdvanceBy<EulerStep, TVector>(state, output, push),
            Integrator.RungeKutta4 => AdvanceBy<RungeKuttaStep, TVector>(state, output, push),
            _ => AdvanceBy<ExactStep, TVector>(state, output, push),
        };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TVector ByState, TVector ByOutput, TVector ByDrive) Backward<TVector>(
        (TVector First, TVector Second) trace, TVector byState, TVector byOutput)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        if (substeps > 1)
        {
            return integrator switch
            {
                Integrator.Euler => BackwardInSteps<EulerStep, TVector>(trace.First, trace.Second, byState, byOutput),
                Integrator.RungeKutta4 => BackwardInSteps<RungeKuttaStep, TVector>(trace.First, trace.Second, byState, byOutput),
                _ => BackwardInSteps<ExactStep, TVector>(trace.First, trace.Second, byState, byOutput),
            };
        }

        TVector byNext = byState + byOutput;
        return (TVector.MultiplyAdd(byNext, trace.First, -byOutput), byOutput * TVector.All(keep), byNext * trace.Second);
    }

    // The trace of a single step has the slopes of the next state.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (TVector State, TVector Output, (TVector First, TVector Second) Trace) AdvanceOnce<TStep, TVector>(
        TVector state, TVector output, TVector push)
        where TStep : ILogisticStep
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TStep.Move(rates, state, push, out TVector next, out TVector byState, out TVector byPush);
        return (next, TVector.MultiplyAdd(output, TVector.All(keep), next - state), (byState, byPush * TVector.All(gain)));
    }

    // That of several steps has what the slopes are found again from.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (TVector State, TVector Output, (TVector First, TVector Second) Trace) AdvanceBy<TStep, TVector>(
        TVector state, TVector output, TVector push)
        where TStep : ILogisticStep
        where TVector : unmanaged, ILanes<TVector, T>
    {
        if (substeps == 1)
        {
            return AdvanceOnce<TStep, TVector>(state, output, push);
        }

        TVector first = state;
        for (int i = 0; i < substeps; i++)
        {
            TStep.Move(rates, state, push, out TVector next, out _, out _);
            output = TVector.MultiplyAdd(output, TVector.All(keep), next - state);
            state = next;
        }

        return (state, output, (first, push));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (TVector ByState, TVector ByOutput, TVector ByDrive) BackwardInSteps<TStep, TVector>(
        TVector state, TVector push, TVector byState, TVector byOutput)
        where TStep : ILogisticStep
        where TVector : unmanaged, ILanes<TVector, T>
    {
        // Slopes of state and output so far, by the first state and by the push.
        TVector stateByState = TVector.All(T.One);
        (TVector stateByPush, TVector outputByState, TVector outputByPush) = (default, default, default);
        for (int i = 0; i < substeps; i++)
        {
            TStep.Move(rates, state, push, out state, out TVector slope, out TVector pushSlope);
            TVector nextByState = slope * stateByState;
            TVector nextByPush = TVector.MultiplyAdd(slope, stateByPush, pushSlope);
            outputByState = TVector.MultiplyAdd(outputByState, TVector.All(keep), nextByState - stateByState);
            outputByPush = TVector.MultiplyAdd(outputByPush, TVector.All(keep), nextByPush - stateByPush);
            (stateByState, stateByPush) = (nextByState, nextByPush);
        }

        TVector byPush = TVector.MultiplyAdd(byState, stateByPush, byOutput * outputByPush);
        byState = TVector.MultiplyAdd(byState, stateByState, byOutput * outputByState);
        byOutput *= TVector.All(keepAll);
        return (byState, byOutput, byPush * TVector.All(gain));
    }
}
