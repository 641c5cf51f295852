using System.Numerics;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The arithmetic of a <see cref="DynamicalNetwork{T, TNeuron}"/> and its memory, for as many samples at once as there
/// are lanes in four vectors.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
internal abstract class NetworkKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Vectors of a row. Four of two targets are eight sums at once, which hides the latency of a
    /// multiply-add.</summary>
    protected const int Vectors = 4;

    /// <summary>Takes memory.</summary>
    /// <param name="shape">Layers, masks and read-out.</param>
    /// <param name="steps">Steps of a sequence.</param>
    /// <param name="firstRead">First step that is read out.</param>
    /// <param name="lanes">Samples at once.</param>
    protected NetworkKernel(NetworkShape shape, int steps, int firstRead, int lanes)
    {
        (Shape, FirstRead, Lanes) = (shape, firstRead, lanes);
        AllOutputs = new AlignedMemory<T>((steps + 1) * RowsOfStep * lanes);
        AllResults = new AlignedMemory<T>((steps - firstRead) * shape.Outputs * lanes);
        BySources = new AlignedMemory<T>(RowsOfStep * lanes);
    }

    /// <summary>Samples at once.</summary>
    public int Lanes { get; }

    /// <summary>Derivatives of the loss by the inputs of a step and by the outputs of the neurons before it,
    /// shape [source · lane].</summary>
    public AlignedMemory<T> BySources { get; }

    /// <summary>Layers, masks and read-out.</summary>
    protected NetworkShape Shape { get; }

    /// <summary>First step that is read out.</summary>
    protected int FirstRead { get; }

    /// <summary>The values that the synapses see before each step, the inputs and the outputs of the neurons,
    /// shape [step · source · lane].</summary>
    protected AlignedMemory<T> AllOutputs { get; }

    /// <summary>The values that were read out, or the derivatives by them, shape [step · output · lane].</summary>
    protected AlignedMemory<T> AllResults { get; }

    /// <summary>Sources of a step, the inputs and the neurons.</summary>
    protected int RowsOfStep => Shape.Inputs + Shape.Neurons;

    /// <summary>Samples that go through at once with the widest vectors of the processor.</summary>
    public static int WidestLanes => Vectors * (Vector512.IsHardwareAccelerated ? Lanes512<T>.Count : Lanes256<T>.Count);

    /// <summary>A kernel with the widest vectors of the processor.</summary>
    public static NetworkKernel<T> For<TNeuron>(NetworkShape shape, TNeuron[] cells, T amplification, int steps, int firstRead)
        where TNeuron : struct, INeuron<T> => Vector512.IsHardwareAccelerated
        ? new VectorNetworkKernel<T, TNeuron, Lanes512<T>>(shape, cells, amplification, steps, firstRead)
        : new VectorNetworkKernel<T, TNeuron, Lanes256<T>>(shape, cells, amplification, steps, firstRead);

    /// <summary>The inputs of a step, shape [input · lane].</summary>
    public Span<T> Inputs(int step) => AllOutputs.Span.Slice(step * RowsOfStep * Lanes, Shape.Inputs * Lanes);

    /// <summary>The outputs of all neurons after a step, shape [neuron · lane]; after step −1 they are zero.</summary>
    public Span<T> Outputs(int step) =>
        AllOutputs.Span.Slice((((step + 1) * RowsOfStep) + Shape.Inputs) * Lanes, Shape.Neurons * Lanes);

    /// <summary>The values that were read out after a step, or the derivatives by them, shape [output · lane].</summary>
    public Span<T> Results(int step) => AllResults.Span.Slice((step - FirstRead) * Shape.Outputs * Lanes, Shape.Outputs * Lanes);

    /// <summary>Takes parameters, and sets states and outputs back to those before a sequence.</summary>
    /// <param name="parameters">Shape [parameter].</param>
    public abstract void Begin(ReadOnlySpan<T> parameters);

    /// <summary>One step of all neurons, from <see cref="Inputs"/> and the outputs of the step before to those of this
    /// step.</summary>
    public abstract void Advance(int step);

    /// <summary>Reads the last layer out after a step, into <see cref="Results"/>.</summary>
    public abstract void ReadOut(ReadOnlySpan<T> parameters, int step);

    /// <summary>Sets all derivatives to zero.</summary>
    public abstract void ClearDerivatives();

    /// <summary>Carries the derivatives in <see cref="Results"/> to the read-out's parameters,
    /// and to the outputs after the step.</summary>
    public abstract void BackwardReadOut(ReadOnlySpan<T> parameters, int step);

    /// <summary>Carries the derivatives in <see cref="BySources"/> from the outputs after a step to the weights, the inputs of
    /// the step and the outputs before it.</summary>
    public abstract void Backward(int step);

    /// <summary>Adds the derivatives by the weights and biases of the neurons.</summary>
    /// <param name="gradient">Shape [parameter].</param>
    public abstract void AddNeurons(Span<double> gradient);

    /// <summary>Adds the derivatives by the parameters of the read-out.</summary>
    /// <param name="gradient">Shape [parameter].</param>
    public abstract void AddReadOut(Span<double> gradient);
}
