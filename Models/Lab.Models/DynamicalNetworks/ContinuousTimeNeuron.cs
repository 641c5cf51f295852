using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The neuron of a continuous-time recurrent network: dx/dt = −x/τ + I, y = tanh x; one step of Euler's method in the time of a
/// pixel (Plouet, section II).</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
public readonly struct ContinuousTimeNeuron<T> : INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T step;
    private readonly T keep;

    /// <summary>Creates the neuron.</summary>
    /// <param name="pixelTime">Time of one input.</param>
    /// <param name="relaxationTime">τ.</param>
    public ContinuousTimeNeuron(Duration pixelTime, Duration relaxationTime)
    {
        step = T.CreateChecked(pixelTime.Seconds / 1e-9);
        keep = T.CreateChecked(1 - (pixelTime.Seconds / relaxationTime.Seconds));
    }

    /// <inheritdoc/>
    public T InitialState => T.Zero;

    /// <inheritdoc/>
    public T FixedDrive => T.Zero;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector<T> State, Vector<T> Output) Advance(Vector<T> state, Vector<T> output, Vector<T> drive)
    {
        Vector<T> next = (state * keep) + (drive * step);
        return (next, Tanh(next));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) Retreat(
        Vector<T> state, Vector<T> drive, Vector<T> after, Vector<T> afterOutput, Vector<T> byState, Vector<T> byOutput)
    {
        Vector<T> byNext = byState + (byOutput * (Vector<T>.One - (afterOutput * afterOutput)));
        return (byNext * keep, Vector<T>.Zero, byNext * step);
    }

    // tanh x = 1 − 2/(1 + e^{2x}), exact to rounding where it matters here: outputs of the order of one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Tanh(Vector<T> x)
    {
        Vector<T> bounded = Vector.Min(Vector.Max(x, new Vector<T>(T.CreateChecked(-15))), new Vector<T>(T.CreateChecked(15)));
        Vector<T> exponential = typeof(T) == typeof(float)
            ? Vector.Exp((bounded * T.CreateChecked(2)).As<T, float>()).As<float, T>()
            : Vector.Exp((bounded * T.CreateChecked(2)).As<T, double>()).As<double, T>();
        return Vector<T>.One - (new Vector<T>(T.CreateChecked(2)) / (Vector<T>.One + exponential));
    }
}
