using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Models.Kernels;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The neuron of a continuous-time recurrent network: dx/dt = −x/τ + I, y = tanh x (Plouet 2025, section II).</summary>
/// <remarks>The equation is linear in x, so that every method and any number of steps is x' = k·x + m·I with two
/// numbers.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
public readonly struct ContinuousTimeNeuron<T> : INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T step;
    private readonly T keep;

    /// <summary>Creates the neuron.</summary>
    /// <param name="pixelTime">Time of one input; positive.</param>
    /// <param name="relaxationTime">τ; positive.</param>
    /// <param name="integrator">The method.</param>
    /// <param name="substeps">Steps of it in the time of one input; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time or the number of steps is not positive.</exception>
    public ContinuousTimeNeuron(
        Duration pixelTime, Duration relaxationTime, Integrator integrator = Integrator.Euler, int substeps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(substeps, 1);
        if (!(pixelTime.Seconds > 0) || !(relaxationTime.Seconds > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(pixelTime), $"A pixel time of {pixelTime} and a relaxation time of {relaxationTime} have to be positive.");
        }

        double z = -pixelTime.Seconds / relaxationTime.Seconds / substeps;
        double kept = Math.Pow(
            integrator switch
            {
                Integrator.Euler => 1 + z,
                Integrator.RungeKutta4 => 1 + (z * (1 + (z / 2 * (1 + (z / 3 * (1 + (z / 4))))))),
                _ => Math.Exp(z),
            },
            substeps);
        keep = T.CreateChecked(kept);
        step = T.CreateChecked((1 - kept) * relaxationTime.Seconds / 1e-9);
    }

    /// <inheritdoc/>
    public T InitialState => T.Zero;

    /// <inheritdoc/>
    public T FixedDrive => T.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TVector State, TVector Output, (TVector First, TVector Second) Trace) Advance<TVector>(
        TVector state, TVector output, TVector drive)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector next = TVector.MultiplyAdd(drive, TVector.All(step), state * TVector.All(keep));
        TVector nextOutput = typeof(T) == typeof(float) ? QuickTanh(next) : Tanh(next);
        return (next, nextOutput, (TVector.MultiplyAdd(-nextOutput, nextOutput, TVector.All(T.One)), default));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TVector ByState, TVector ByOutput, TVector ByDrive) Backward<TVector>(
        (TVector First, TVector Second) trace, TVector byState, TVector byOutput)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector byNext = TVector.MultiplyAdd(byOutput, trace.First, byState);
        return (byNext * TVector.All(keep), default, byNext * TVector.All(step));
    }

    // tanh x = 1 − 2/(1 + e^{2x}), exact to rounding where it matters here: outputs of the order of one.
    private static TVector Tanh<TVector>(TVector x)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector one = TVector.All(T.One);
        TVector bounded = TVector.Min(All<TVector>(20), TVector.Max(All<TVector>(-20), x));
        return one - (All<TVector>(2) / (one + TVector.Exp(bounded + bounded)));
    }

    // Lambert's continued fraction at a quarter of x, tanh a ≈ a(1 + a²/9·… )/(…), and the doubling tanh 2a = 2pq/(p² + q²) of a
    // quotient p/q twice: within 3e-7 of tanh for every x, with a single division.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector QuickTanh<TVector>(TVector x)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        const double bound = 9; // tanh 9 rounds to 1
        TVector one = TVector.All(T.One);
        TVector a = TVector.Min(All<TVector>(bound), TVector.Max(All<TVector>(-bound), x)) * All<TVector>(0.25);
        TVector square = a * a;
        TVector p = TVector.MultiplyAdd(square, All<TVector>(1.0 / 135135), All<TVector>(378.0 / 135135));
        p = a * TVector.MultiplyAdd(square, TVector.MultiplyAdd(square, p, All<TVector>(17325.0 / 135135)), one);
        TVector q = TVector.MultiplyAdd(square, All<TVector>(28.0 / 135135), All<TVector>(3150.0 / 135135));
        q = TVector.MultiplyAdd(square, TVector.MultiplyAdd(square, q, All<TVector>(62370.0 / 135135)), one);
        TVector p2 = (p + p) * q;
        TVector q2 = TVector.MultiplyAdd(p, p, q * q);
        return (p2 + p2) * q2 / TVector.MultiplyAdd(p2, p2, q2 * q2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector All<TVector>(double value)
        where TVector : unmanaged, ILanes<TVector, T> => LaneMath.All<TVector, T>(value);
}
