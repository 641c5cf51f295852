using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Models.Kernels;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The neuron of a continuous-time recurrent network: dx/dt = −x/τ + I, y = tanh x (Plouet 2025, section II).</summary>
/// <remarks>The equation is linear in x, so that every method and any number of steps is x' = k·x + m·I with two numbers.</remarks>
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
    public ContinuousTimeNeuron(Duration pixelTime, Duration relaxationTime, Integrator integrator = Integrator.Euler, int substeps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(substeps, 1);
        if (!(pixelTime.Seconds > 0) || !(relaxationTime.Seconds > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(pixelTime), $"A pixel time of {pixelTime} and a relaxation time of {relaxationTime} have to be positive.");
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
    public (Vector<T> State, Vector<T> Output) Advance(Vector<T> state, Vector<T> output, Vector<T> drive)
    {
        Vector<T> next = LaneMath.MultiplyAdd(drive, new Vector<T>(step), state * keep);
        return (next, typeof(T) == typeof(float) ? QuickTanh(next) : Tanh(next));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) Retreat(
        Vector<T> state, Vector<T> drive, Vector<T> after, Vector<T> afterOutput, Vector<T> byState, Vector<T> byOutput)
    {
        Vector<T> byNext = LaneMath.MultiplyAdd(byOutput, Vector<T>.One - (afterOutput * afterOutput), byState);
        return (byNext * keep, Vector<T>.Zero, byNext * step);
    }

    // tanh x = 1 − 2/(1 + e^{2x}), exact to rounding where it matters here: outputs of the order of one.
    private static Vector<T> Tanh(Vector<T> x)
    {
        Vector<T> bounded = Vector.Min(Vector.Max(x, LaneMath.All<T>(-20)), LaneMath.All<T>(20));
        return Vector<T>.One - (LaneMath.All<T>(2) / (Vector<T>.One + LaneMath.Exp(bounded + bounded)));
    }

    // Lambert's continued fraction at a quarter of x, tanh a ≈ a(1 + a²/9·… )/(…), and the doubling tanh 2a = 2pq/(p² + q²) of a
    // quotient p/q twice: within 3e-7 of tanh for every x, with a single division.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> QuickTanh(Vector<T> x)
    {
        const double bound = 9; // tanh 9 rounds to 1
        Vector<T> a = Vector.MinNative(LaneMath.All<T>(bound), Vector.MaxNative(LaneMath.All<T>(-bound), x)) * LaneMath.All<T>(0.25);
        Vector<T> square = a * a;
        Vector<T> p = LaneMath.MultiplyAdd(square, LaneMath.All<T>(1.0 / 135135), LaneMath.All<T>(378.0 / 135135));
        p = a * LaneMath.MultiplyAdd(square, LaneMath.MultiplyAdd(square, p, LaneMath.All<T>(17325.0 / 135135)), Vector<T>.One);
        Vector<T> q = LaneMath.MultiplyAdd(square, LaneMath.All<T>(28.0 / 135135), LaneMath.All<T>(3150.0 / 135135));
        q = LaneMath.MultiplyAdd(square, LaneMath.MultiplyAdd(square, q, LaneMath.All<T>(62370.0 / 135135)), Vector<T>.One);
        Vector<T> p2 = (p + p) * q;
        Vector<T> q2 = LaneMath.MultiplyAdd(p, p, q * q);
        return (p2 + p2) * q2 / LaneMath.MultiplyAdd(p2, p2, q2 * q2);
    }
}
