using System.Numerics;
using Lab.Models.Kernels;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>
/// A neuron known from a bench alone: for some drives, the state that it settles at and the rate at which it gets there,
/// dx/dt = r(I)·(s(I) − x), with a high-pass as <see cref="SpintronicNeuron{T}"/> is. Straight lines between the drives of the
/// table; beyond them, its first and last values.
/// </summary>
/// <remarks>While the drive stays the solution is an exponential, which each step follows exactly.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
public readonly struct TabulatedNeuron<T> : INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A curve of straight lines is a sum of hinges: v(I) = v₀ + Σ bend·max(0, I − I_k), which lanes compute without looking up.
    private readonly T[] drives;
    private readonly T[] stateBends;
    private readonly T[] rateBends;
    private readonly T firstState;
    private readonly T firstRate;
    private readonly T keep;

    /// <summary>Creates the neuron.</summary>
    /// <param name="drives">The drives that were measured, ascending, in 1/ns; at least two.</param>
    /// <param name="states">The states that it settles at, shape [drive].</param>
    /// <param name="ratesPerNanosecond">The rates of settling, 1/ns, positive, shape [drive].</param>
    /// <param name="restDrive">Drive without any input, within the table; the neuron starts where it settles at.</param>
    /// <param name="pixelTime">Time of one input; positive.</param>
    /// <param name="cutOff">Frequency of the high-pass.</param>
    /// <exception cref="ArgumentException">The table is none, or a rate or the time is not positive.</exception>
    public TabulatedNeuron(
        ReadOnlySpan<double> drives, ReadOnlySpan<double> states, ReadOnlySpan<double> ratesPerNanosecond, double restDrive,
        Duration pixelTime, Frequency cutOff)
    {
        if (drives.Length < 2 || states.Length != drives.Length || ratesPerNanosecond.Length != drives.Length)
        {
            throw new ArgumentException(
                $"A table of {drives.Length} drives, {states.Length} states and {ratesPerNanosecond.Length} rates; it needs as "
                    + "many of each, and at least two.",
                nameof(drives));
        }

        for (int i = 0; i < drives.Length; i++)
        {
            if (!double.IsFinite(drives[i]) || !double.IsFinite(states[i]) || !(ratesPerNanosecond[i] > 0)
                || (i > 0 && !(drives[i] > drives[i - 1])))
            {
                throw new ArgumentException(
                    $"Row {i + 1} of the table (drive {drives[i]}, state {states[i]}, rate {ratesPerNanosecond[i]}): drives "
                        + "have to ascend, rates to be positive, all to be finite.",
                    nameof(drives));
            }
        }

        if (!(pixelTime.Seconds > 0) || !(restDrive >= drives[0] && restDrive <= drives[^1]))
        {
            throw new ArgumentException(
                $"The pixel time of {pixelTime} has to be positive, and the drive at rest of {restDrive} within {drives[0]} and "
                    + $"{drives[^1]}.",
                nameof(restDrive));
        }

        double nanoseconds = pixelTime.Seconds / 1e-9;
        double[] stateBend = Bends(drives, states, 1);
        double[] rateBend = Bends(drives, ratesPerNanosecond, nanoseconds);
        this.drives = [.. drives.ToArray().Select(T.CreateChecked)];
        stateBends = [.. stateBend.Select(T.CreateChecked)];
        rateBends = [.. rateBend.Select(T.CreateChecked)];
        firstState = T.CreateChecked(states[0]);
        firstRate = T.CreateChecked(ratesPerNanosecond[0] * nanoseconds);
        keep = T.CreateChecked(1 - (Math.Tau * cutOff.Hertz * 1e-9 * nanoseconds));
        FixedDrive = T.CreateChecked(restDrive);
        double rest = states[0];
        for (int i = 0; i < drives.Length; i++)
        {
            rest += stateBend[i] * Math.Max(0, restDrive - drives[i]);
        }

        InitialState = T.CreateChecked(rest);
    }

    /// <summary>Where the drive at rest keeps it.</summary>
    public T InitialState { get; }

    /// <inheritdoc/>
    public T FixedDrive { get; }

    /// <inheritdoc/>
    public (TVector State, TVector Output, (TVector First, TVector Second) Trace) Advance<TVector>(
        TVector state, TVector output, TVector drive)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        (TVector settled, TVector rate, TVector settledSlope, TVector rateSlope) = LookUp(drive);
        TVector left = TVector.Exp(-rate);
        TVector next = TVector.MultiplyAdd(state - settled, left, settled);
        TVector byDrive = (settledSlope * (TVector.All(T.One) - left)) - ((state - settled) * left * rateSlope);
        return (next, TVector.MultiplyAdd(output, TVector.All(keep), next - state), (left, byDrive));
    }

    /// <inheritdoc/>
    public (TVector ByState, TVector ByOutput, TVector ByDrive) Backward<TVector>(
        (TVector First, TVector Second) trace, TVector byState, TVector byOutput)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector byNext = byState + byOutput;
        return (TVector.MultiplyAdd(byNext, trace.First, -byOutput), byOutput * TVector.All(keep), byNext * trace.Second);
    }

    // Change of slope at each drive; the last one ends the last line.
    private static double[] Bends(ReadOnlySpan<double> drives, ReadOnlySpan<double> values, double factor)
    {
        double[] bends = new double[drives.Length];
        double slope = 0;
        for (int i = 0; i < drives.Length; i++)
        {
            double next = i + 1 < drives.Length ? factor * (values[i + 1] - values[i]) / (drives[i + 1] - drives[i]) : 0;
            bends[i] = next - slope;
            slope = next;
        }

        return bends;
    }

    private (TVector State, TVector Rate, TVector StateSlope, TVector RateSlope) LookUp<TVector>(TVector drive)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        TVector zero = default;
        TVector settled = TVector.All(firstState);
        TVector rate = TVector.All(firstRate);
        (TVector settledSlope, TVector rateSlope) = (zero, zero);
        for (int i = 0; i < drives.Length; i++)
        {
            TVector from = TVector.All(drives[i]);
            TVector beyond = drive - from;
            TVector hinge = TVector.Max(zero, beyond);
            TVector stateBend = TVector.All(stateBends[i]);
            TVector rateBend = TVector.All(rateBends[i]);
            settled = TVector.MultiplyAdd(hinge, stateBend, settled);
            rate = TVector.MultiplyAdd(hinge, rateBend, rate);
            settledSlope += TVector.IfPositive(beyond, stateBend);
            rateSlope += TVector.IfPositive(beyond, rateBend);
        }

        return (settled, rate, settledSlope, rateSlope);
    }
}
