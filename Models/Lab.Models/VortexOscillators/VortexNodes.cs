using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>Amplitudes of a vortex oscillator at the end of nodes: pieces of time of the same length, each with a current of its
/// own. In single precision, many oscillators or images beside each other in the lanes of a vector.</summary>
/// <remarks>Currents are in units of J_c1. They have to lie where the model holds: what lies outside gives numbers without a
/// meaning. Immutable and safe to share between threads.</remarks>
public sealed class VortexNodes
{
    // Strang's splitting: a kick of the heat after so much of a damping time at most.
    private const double DampingTimesPerKick = 0.5;

    private readonly NodeCoefficients whole;
    private readonly NodeCoefficients part;
    private readonly NodeCoefficients half;
    private readonly double nodeSeconds;

    /// <summary>Makes nodes of an oscillator.</summary>
    /// <param name="oscillator">The oscillator.</param>
    /// <param name="nodeTime">The time of a node. Positive.</param>
    public VortexNodes(VortexOscillator oscillator, Duration nodeTime)
    {
        ArgumentNullException.ThrowIfNull(oscillator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nodeTime.Seconds);
        (Oscillator, nodeSeconds) = (oscillator, nodeTime.Seconds);
        Kicks = Math.Max(1, (int)Math.Ceiling(nodeSeconds * oscillator.Disk.DampingPerSecond / DampingTimesPerKick));
        whole = new NodeCoefficients(oscillator.Coefficients, nodeSeconds);
        part = new NodeCoefficients(oscillator.Coefficients, nodeSeconds / Kicks);
        half = new NodeCoefficients(oscillator.Coefficients, nodeSeconds / Kicks / 2);
    }

    /// <summary>The oscillator.</summary>
    public VortexOscillator Oscillator { get; }

    /// <summary>Pushes of the heat in a node.</summary>
    public int Kicks { get; }

    /// <summary>The largest current in units of J_c1 at which the model holds.</summary>
    public double LargestRatio => Oscillator.Coefficients.Largest / Oscillator.Coefficients.FirstCritical;

    /// <summary>The smallest current in units of J_c1 at which the model holds.</summary>
    public double SmallestRatio => Oscillator.Coefficients.Smallest / Oscillator.Coefficients.FirstCritical;

    /// <summary>Nodes that all begin from the same amplitude.</summary>
    /// <param name="currents">The currents over J_c1; receives the amplitudes at the end.</param>
    /// <param name="amplitude">The amplitude at the beginning. Positive.</param>
    public void Restart(Span<float> currents, float amplitude)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Restart<Lanes512<float>>(currents, amplitude);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Restart<Lanes256<float>>(currents, amplitude);
        }
        else
        {
            Restart<ScalarLane<float>>(currents, amplitude);
        }
    }

    /// <summary>Nodes that begin from the amplitude at which the node before ended.</summary>
    /// <param name="currents">The currents over J_c1, shape [node · column]; receives the amplitudes at the end of each
    /// node.</param>
    /// <param name="amplitudes">The amplitude of each column at the beginning, shape [column]; receives that at the end.</param>
    public void Follow(Span<float> currents, Span<float> amplitudes)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Follow<Lanes512<float>>(currents, amplitudes);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Follow<Lanes256<float>>(currents, amplitudes);
        }
        else
        {
            Follow<ScalarLane<float>>(currents, amplitudes);
        }
    }

    /// <summary>The same with heat.</summary>
    /// <param name="currents">The currents over J_c1, shape [node · column]; receives the amplitudes at the end of each
    /// node.</param>
    /// <param name="amplitudes">The amplitude of each column at the beginning of every node where it begins anew, otherwise of
    /// the first, shape [column].</param>
    /// <param name="heat">The temperature, and the numbers it is drawn from.</param>
    /// <param name="start">Where a node begins.</param>
    internal void Follow(Span<float> currents, Span<float> amplitudes, VortexHeat heat, NodeStart start)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Follow<Lanes512<float>>(currents, amplitudes, heat, start);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Follow<Lanes256<float>>(currents, amplitudes, heat, start);
        }
        else
        {
            Follow<ScalarLane<float>>(currents, amplitudes, heat, start);
        }
    }

    /// <summary>The same with a width of vectors that is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Restart<TVector>(Span<float> currents, float amplitude)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        TVector square = TVector.All(amplitude * amplitude);
        ref float current = ref MemoryMarshal.GetReference(currents);
        int lanes = TVector.Count;
        int at = 0;
        for (; at <= currents.Length - lanes; at += lanes)
        {
            ref float place = ref Unsafe.Add(ref current, at);
            TVector.Store(TVector.Sqrt(whole.Advance(TVector.Load(ref place), square)), ref place);
        }

        if (at < currents.Length)
        {
            Span<float> rest = stackalloc float[lanes];
            currents[at..].CopyTo(rest);
            ref float place = ref MemoryMarshal.GetReference(rest);
            TVector.Store(TVector.Sqrt(whole.Advance(TVector.Load(ref place), square)), ref place);
            rest[..(currents.Length - at)].CopyTo(currents[at..]);
        }
    }

    /// <summary>The same with a width of vectors that is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Follow<TVector>(Span<float> currents, Span<float> amplitudes)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int columns = RequireWhole<TVector>(currents, amplitudes);
        for (int column = 0; column < columns; column += TVector.Count)
        {
            TVector amplitude = TVector.Load(ref amplitudes[column]);
            TVector square = amplitude * amplitude;
            ref float current = ref currents[column];
            for (int node = 0; node < currents.Length / columns; node++)
            {
                square = whole.Advance(TVector.Load(ref current), square);
                amplitude = TVector.Sqrt(square);
                TVector.Store(amplitude, ref current);
                current = ref Unsafe.Add(ref current, columns);
            }

            TVector.Store(amplitude, ref amplitudes[column]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Follow<TVector>(Span<float> currents, Span<float> amplitudes, VortexHeat heat, NodeStart start)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int columns = RequireWhole<TVector>(currents, amplitudes);
        float deviation = (float)Math.Sqrt(2 * Oscillator.Disk.DiffusionPerSecond(heat.Temperature) * nodeSeconds / Kicks);
        float thermal = (float)(Oscillator.Disk.ThermalAmplitude(heat.Temperature) / Math.Sqrt(2));
        Span<float> normal = new float[2 * Kicks * columns];
        Span<float> begun = new float[2 * columns];
        for (int node = 0; node < currents.Length / columns; node++)
        {
            Span<float> row = currents.Slice(node * columns, columns);
            heat.Streams.Fill(normal, deviation);
            if (start == NodeStart.Heat)
            {
                heat.Streams.Fill(begun, thermal);
            }

            for (int column = 0; column < columns; column += TVector.Count)
            {
                TVector first = TVector.Load(ref amplitudes[column]);
                TVector square = first * first;
                if (start == NodeStart.Heat)
                {
                    TVector x = TVector.Load(ref begun[column]);
                    TVector y = TVector.Load(ref begun[columns + column]);
                    square = (x * x) + (y * y);
                }

                TVector current = TVector.Load(ref row[column]);
                square = half.Advance(current, square);
                for (int kick = 0; kick < Kicks; kick++)
                {
                    TVector along = TVector.Sqrt(square) + TVector.Load(ref normal[(2 * kick * columns) + column]);
                    TVector across = TVector.Load(ref normal[(((2 * kick) + 1) * columns) + column]);
                    square = TVector.MultiplyAdd(along, along, across * across);
                    square = (kick < Kicks - 1 ? part : half).Advance(current, square);
                }

                TVector amplitude = TVector.Sqrt(square);
                TVector.Store(amplitude, ref row[column]);
                if (start == NodeStart.Memory)
                {
                    TVector.Store(amplitude, ref amplitudes[column]);
                }
            }
        }
    }

    private static int RequireWhole<TVector>(Span<float> currents, Span<float> amplitudes)
        where TVector : unmanaged, ILanes<TVector, float> =>
            amplitudes.Length > 0 && amplitudes.Length % TVector.Count == 0 && currents.Length % amplitudes.Length == 0
                ? amplitudes.Length
                : throw new ArgumentException(
                    $"{currents.Length} currents of {amplitudes.Length} columns: the columns have to be a multiple of "
                        + $"{TVector.Count}, and whole nodes of them are needed.");
}
