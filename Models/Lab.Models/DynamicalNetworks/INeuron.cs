using System.Numerics;

namespace Lab.Models.DynamicalNetworks;

/// <summary>A neuron with a state x and an output y, advanced by one time step; many samples at once, one in each lane of a
/// vector.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
public interface INeuron<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The state at the beginning of a sequence; the output is then 0.</summary>
    T InitialState { get; }

    /// <summary>What is added to the drive of the neuron, beside its weights and its bias.</summary>
    T FixedDrive { get; }

    /// <summary>One step.</summary>
    /// <param name="state">The state before the step.</param>
    /// <param name="output">The output before the step.</param>
    /// <param name="drive">The drive during the step.</param>
    (Vector<T> State, Vector<T> Output) Advance(Vector<T> state, Vector<T> output, Vector<T> drive);

    /// <summary>The way back through one step: from derivatives of a loss by what came out to those by what went in.</summary>
    /// <param name="state">The state before the step.</param>
    /// <param name="drive">The drive during the step.</param>
    /// <param name="after">The state after the step.</param>
    /// <param name="afterOutput">The output after the step.</param>
    /// <param name="byState">Derivative by the state after the step.</param>
    /// <param name="byOutput">Derivative by the output after the step.</param>
    (Vector<T> ByState, Vector<T> ByOutput, Vector<T> ByDrive) Retreat(
        Vector<T> state, Vector<T> drive, Vector<T> after, Vector<T> afterOutput, Vector<T> byState, Vector<T> byOutput);
}
