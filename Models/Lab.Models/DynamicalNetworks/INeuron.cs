using System.Numerics;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>A neuron with a state x and an output y, advanced by one time step; many samples at once, one in each lane of a
/// vector.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
public interface INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The state at the beginning of a sequence; the output is then 0.</summary>
    T InitialState { get; }

    /// <summary>The constant that is added to the drive of the neuron, beside its weights and its bias.</summary>
    T FixedDrive { get; }

    /// <summary>One step.</summary>
    /// <param name="state">The state before the step.</param>
    /// <param name="output">The output before the step.</param>
    /// <param name="drive">The drive during the step.</param>
    /// <returns>State and output after the step, and what <see cref="Backward"/> needs of it: two vectors of the neuron's choice,
    /// as its slopes.</returns>
    (TVector State, TVector Output, (TVector First, TVector Second) Trace) Advance<TVector>(
        TVector state, TVector output, TVector drive)
        where TVector : unmanaged, ILanes<TVector, T>;

    /// <summary>The backward pass through one step: from derivatives of a loss by what came out to those by what went
    /// in.</summary>
    /// <param name="trace">The trace that <see cref="Advance"/> left.</param>
    /// <param name="byState">Derivative by the state after the step.</param>
    /// <param name="byOutput">Derivative by the output after the step.</param>
    (TVector ByState, TVector ByOutput, TVector ByDrive) Backward<TVector>(
        (TVector First, TVector Second) trace, TVector byState, TVector byOutput)
        where TVector : unmanaged, ILanes<TVector, T>;
}
