using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

namespace Lab.Models.DynamicalNetworks;

/// <summary>The arithmetic of a network of dynamical neurons with one width of vectors.</summary>
internal sealed class VectorNetworkKernel<T, TNeuron, TVector> : NetworkKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TNeuron : struct, INeuron<T>
    where TVector : unmanaged, ILanes<TVector, T>
{
    private static readonly nint BytesOfRow = Vectors * Unsafe.SizeOf<TVector>();

    private readonly TNeuron[] cells;
    private readonly T amplification;
    private readonly int[] biases;
    private readonly SynapsePairs pairs;
    private readonly SynapseFan fan;

    // Where sources and targets lie within a step, in bytes.
    private readonly nint[] sourceOffsets;
    private readonly nint[] targetOffsets;

    // Weights times S in the order of the pairs and of the fans; the drives without any input.
    private readonly T[] pairWeights;
    private readonly T[] fanWeights;
    private readonly T[] restDrives;

    // [neuron][vector], of the step that is computed; of the drives one more row for an odd number of neurons.
    private readonly AlignedMemory<T> states;
    private readonly AlignedMemory<T> drives;
    private readonly AlignedMemory<T> byState;
    private readonly AlignedMemory<T> byDrive;

    // What the neurons need for the backward pass, [step][neuron][first or second][vector].
    private readonly AlignedMemory<T> traces;

    // One vector for each synapse in the order of the fans, for each neuron, and for each parameter of the read-out.
    private readonly AlignedMemory<T> byWeight;
    private readonly AlignedMemory<T> byBias;
    private readonly AlignedMemory<T> byReadout;

    public VectorNetworkKernel(NetworkShape shape, TNeuron[] cells, T amplification, int steps, int firstRead)
        : base(shape, steps, firstRead, Vectors * TVector.Count)
    {
        (this.cells, this.amplification) = (cells, amplification);
        biases = [.. Enumerable.Range(0, shape.Neurons).Select(shape.BiasOf)];
        pairs = new SynapsePairs(shape.Synapses, shape.Neurons);
        fan = new SynapseFan(shape.Synapses, RowsOfStep);
        sourceOffsets = [.. pairs.Sources.Select(source => source * BytesOfRow)];
        targetOffsets = [.. fan.Targets.Select(target => target * BytesOfRow)];
        pairWeights = new T[shape.Synapses.Count];
        fanWeights = new T[shape.Synapses.Count];
        int evenNeurons = 2 * pairs.Pairs.Length;
        restDrives = new T[evenNeurons];
        states = new AlignedMemory<T>(shape.Neurons * Lanes);
        drives = new AlignedMemory<T>(evenNeurons * Lanes);
        byState = new AlignedMemory<T>(shape.Neurons * Lanes);
        byDrive = new AlignedMemory<T>(shape.Neurons * Lanes);
        traces = new AlignedMemory<T>(steps * shape.Neurons * 2 * Lanes);
        byWeight = new AlignedMemory<T>(shape.Synapses.Count * TVector.Count);
        byBias = new AlignedMemory<T>(shape.Neurons * TVector.Count);
        byReadout = new AlignedMemory<T>((shape.ParameterCount - shape.ReadoutWeights) * TVector.Count);
    }

    public override void Begin(ReadOnlySpan<T> parameters)
    {
        for (int i = 0; i < pairWeights.Length; i++)
        {
            pairWeights[i] = parameters[pairs.Parameters[i]] * amplification;
            fanWeights[i] = parameters[fan.Parameters[i]] * amplification;
        }

        for (int neuron = 0; neuron < cells.Length; neuron++)
        {
            restDrives[neuron] = (parameters[biases[neuron]] * amplification) + cells[neuron].FixedDrive;
            states.Span.Slice(neuron * Lanes, Lanes).Fill(cells[neuron].InitialState);
        }

        Outputs(-1).Clear();
    }

    // Two targets at once: sources of both, of the first, of the second; then the neurons, whose memory is written while the next
    // targets are computed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Advance(int step)
    {
        ref TVector sources = ref StepOf(AllOutputs, step, RowsOfStep);
        ref TVector drive = ref drives.First<TVector>();
        ref T weight = ref MemoryMarshal.GetArrayDataReference(pairWeights);
        ref nint source = ref MemoryMarshal.GetArrayDataReference(sourceOffsets);
        foreach (SynapsePairs.Pair pair in pairs.Pairs)
        {
            var a0 = TVector.All(restDrives[pair.First]);
            var b0 = TVector.All(restDrives[pair.Second]);
            (TVector a1, TVector a2, TVector a3) = (a0, a0, a0);
            (TVector b1, TVector b2, TVector b3) = (b0, b0, b0);
            for (int i = pair.Common; i > 0; i--)
            {
                ref TVector y = ref Unsafe.AddByteOffset(ref sources, source);
                (TVector y0, TVector y1, TVector y2, TVector y3) = (
                    y, Unsafe.Add(ref y, 1), Unsafe.Add(ref y, 2), Unsafe.Add(ref y, 3));
                var a = TVector.All(weight);
                var b = TVector.All(Unsafe.Add(ref weight, 1));
                a0 = TVector.MultiplyAdd(a, y0, a0);
                b0 = TVector.MultiplyAdd(b, y0, b0);
                a1 = TVector.MultiplyAdd(a, y1, a1);
                b1 = TVector.MultiplyAdd(b, y1, b1);
                a2 = TVector.MultiplyAdd(a, y2, a2);
                b2 = TVector.MultiplyAdd(b, y2, b2);
                a3 = TVector.MultiplyAdd(a, y3, a3);
                b3 = TVector.MultiplyAdd(b, y3, b3);
                source = ref Unsafe.Add(ref source, 1);
                weight = ref Unsafe.Add(ref weight, 2);
            }

            for (int i = pair.OnlyFirst; i > 0; i--)
            {
                ref TVector y = ref Unsafe.AddByteOffset(ref sources, source);
                var a = TVector.All(weight);
                a0 = TVector.MultiplyAdd(a, y, a0);
                a1 = TVector.MultiplyAdd(a, Unsafe.Add(ref y, 1), a1);
                a2 = TVector.MultiplyAdd(a, Unsafe.Add(ref y, 2), a2);
                a3 = TVector.MultiplyAdd(a, Unsafe.Add(ref y, 3), a3);
                source = ref Unsafe.Add(ref source, 1);
                weight = ref Unsafe.Add(ref weight, 1);
            }

            for (int i = pair.OnlySecond; i > 0; i--)
            {
                ref TVector y = ref Unsafe.AddByteOffset(ref sources, source);
                var b = TVector.All(weight);
                b0 = TVector.MultiplyAdd(b, y, b0);
                b1 = TVector.MultiplyAdd(b, Unsafe.Add(ref y, 1), b1);
                b2 = TVector.MultiplyAdd(b, Unsafe.Add(ref y, 2), b2);
                b3 = TVector.MultiplyAdd(b, Unsafe.Add(ref y, 3), b3);
                source = ref Unsafe.Add(ref source, 1);
                weight = ref Unsafe.Add(ref weight, 1);
            }

            Store(ref Unsafe.Add(ref drive, pair.First * Vectors), a0, a1, a2, a3);
            Store(ref Unsafe.Add(ref drive, pair.Second * Vectors), b0, b1, b2, b3);
            AdvanceNeuron(step, pair.First);
            if (pair.Second < cells.Length)
            {
                AdvanceNeuron(step, pair.Second);
            }
        }
    }

    public override void ReadOut(ReadOnlySpan<T> parameters, int step)
    {
        Span<TVector> last = LastLayer(step);
        Span<TVector> read = AsVectors(Results(step));
        for (int output = 0; output < Shape.Outputs; output++)
        {
            ReadOnlySpan<T> row = parameters.Slice(Shape.ReadoutWeights + (output * Shape.Width), Shape.Width);
            for (int v = 0; v < Vectors; v++)
            {
                TVector sum = TVector.All(parameters[Shape.ReadoutBiases + output]);
                for (int k = 0; k < row.Length; k++)
                {
                    sum = TVector.MultiplyAdd(TVector.All(row[k]), last[(k * Vectors) + v], sum);
                }

                read[(output * Vectors) + v] = sum;
            }
        }
    }

    public override void ClearDerivatives()
    {
        foreach (AlignedMemory<T> sums in (ReadOnlySpan<AlignedMemory<T>>)[byWeight, byBias, byReadout, byState, BySources])
        {
            sums.Span.Clear();
        }
    }

    public override void BackwardReadOut(ReadOnlySpan<T> parameters, int step)
    {
        Span<TVector> last = LastLayer(step);
        Span<TVector> errors = AsVectors(Results(step));
        Span<TVector> back = AsVectors(BySources.Span[^(Shape.Width * Lanes)..]);
        Span<TVector> sums = AsVectors(byReadout.Span);
        for (int output = 0; output < Shape.Outputs; output++)
        {
            for (int v = 0; v < Vectors; v++)
            {
                TVector error = errors[(output * Vectors) + v];
                sums[(Shape.Outputs * Shape.Width) + output] += error;
                for (int k = 0; k < Shape.Width; k++)
                {
                    int weight = (output * Shape.Width) + k;
                    ref TVector sum = ref sums[weight];
                    ref TVector by = ref back[(k * Vectors) + v];
                    sum = TVector.MultiplyAdd(error, last[(k * Vectors) + v], sum);
                    by = TVector.MultiplyAdd(error, TVector.All(parameters[Shape.ReadoutWeights + weight]), by);
                }
            }
        }
    }

    public override void Backward(int step)
    {
        BackwardNeurons(step);
        BackwardSynapses(step);
    }

    public override void AddNeurons(Span<double> gradient)
    {
        AddSums(byWeight, fan.Parameters, amplification, gradient);
        AddSums(byBias, biases, amplification, gradient);
    }

    public override void AddReadOut(Span<double> gradient)
    {
        Span<TVector> sums = AsVectors(byReadout.Span);
        for (int i = 0; i < sums.Length; i++)
        {
            gradient[Shape.ReadoutWeights + i] += double.CreateChecked(TVector.Sum(sums[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSums(AlignedMemory<T> sums, ReadOnlySpan<int> parameters, T factor, Span<double> gradient)
    {
        ref TVector sum = ref sums.First<TVector>();
        for (int i = 0; i < parameters.Length; i++)
        {
            gradient[parameters[i]] += double.CreateTruncating(TVector.Sum(Unsafe.Add(ref sum, i)) * factor);
        }
    }

    private static Span<TVector> AsVectors(Span<T> numbers) => MemoryMarshal.Cast<T, TVector>(numbers);

    // Outputs of the last layer after a step, [neuron][vector].
    private Span<TVector> LastLayer(int step) => AsVectors(Outputs(step)[^(Shape.Width * Lanes)..]);

    private static ref TVector StepOf(AlignedMemory<T> memory, int step, int rows) =>
        ref Unsafe.AddByteOffset(ref memory.First<TVector>(), step * rows * BytesOfRow);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref TVector row, TVector v0, TVector v1, TVector v2, TVector v3)
    {
        row = v0;
        Unsafe.Add(ref row, 1) = v1;
        Unsafe.Add(ref row, 2) = v2;
        Unsafe.Add(ref row, 3) = v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AdvanceNeuron(int step, int neuron)
    {
        TNeuron cell = cells[neuron];
        ref TVector output = ref Unsafe.Add(ref StepOf(AllOutputs, step, RowsOfStep), (Shape.Inputs + neuron) * Vectors);
        ref TVector nextOutput = ref Unsafe.Add(ref output, RowsOfStep * Vectors);
        ref TVector state = ref Unsafe.Add(ref states.First<TVector>(), neuron * Vectors);
        ref TVector drive = ref Unsafe.Add(ref drives.First<TVector>(), neuron * Vectors);
        ref TVector trace = ref Unsafe.Add(ref StepOf(traces, step, 2 * Shape.Neurons), 2 * neuron * Vectors);
        for (int v = 0; v < Vectors; v++)
        {
            (state, nextOutput, (trace, Unsafe.Add(ref trace, Vectors))) = cell.Advance(state, output, drive);
            state = ref Unsafe.Add(ref state, 1);
            output = ref Unsafe.Add(ref output, 1);
            drive = ref Unsafe.Add(ref drive, 1);
            nextOutput = ref Unsafe.Add(ref nextOutput, 1);
            trace = ref Unsafe.Add(ref trace, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackwardNeurons(int step)
    {
        ref TNeuron cell = ref MemoryMarshal.GetArrayDataReference(cells);
        ref TVector trace = ref StepOf(traces, step, 2 * Shape.Neurons);
        ref TVector backState = ref byState.First<TVector>();
        ref TVector backOutput = ref Unsafe.Add(ref BySources.First<TVector>(), Shape.Inputs * Vectors);
        ref TVector backDrive = ref byDrive.First<TVector>();
        ref TVector backBias = ref byBias.First<TVector>();
        for (int neuron = cells.Length; neuron > 0; neuron--)
        {
            TVector sum = backBias;
            for (int v = 0; v < Vectors; v++)
            {
                (backState, backOutput, TVector part) = cell.Backward(
                    (trace, Unsafe.Add(ref trace, Vectors)), backState, backOutput);
                backDrive = part;
                sum += part;
                trace = ref Unsafe.Add(ref trace, 1);
                backState = ref Unsafe.Add(ref backState, 1);
                backOutput = ref Unsafe.Add(ref backOutput, 1);
                backDrive = ref Unsafe.Add(ref backDrive, 1);
            }

            trace = ref Unsafe.Add(ref trace, Vectors);
            backBias = sum;
            backBias = ref Unsafe.Add(ref backBias, 1);
            cell = ref Unsafe.Add(ref cell, 1);
        }
    }

    // A source passes on what its targets got, and multiplies it by its output for the weights: one load of a target's derivative
    // serves both.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackwardSynapses(int step)
    {
        ref TVector output = ref StepOf(AllOutputs, step, RowsOfStep);
        ref TVector back = ref BySources.First<TVector>();
        ref TVector drive = ref byDrive.First<TVector>();
        ref TVector gradient = ref byWeight.First<TVector>();
        ref T weight = ref MemoryMarshal.GetArrayDataReference(fanWeights);
        ref nint target = ref MemoryMarshal.GetArrayDataReference(targetOffsets);
        nint synapse = 0;
        foreach (nint end in fan.Ends)
        {
            (TVector sum0, TVector sum1, TVector sum2, TVector sum3) = (
                back, Unsafe.Add(ref back, 1), Unsafe.Add(ref back, 2), Unsafe.Add(ref back, 3));
            (TVector y0, TVector y1, TVector y2, TVector y3) = (
                output, Unsafe.Add(ref output, 1), Unsafe.Add(ref output, 2), Unsafe.Add(ref output, 3));
            for (; synapse < end; synapse++)
            {
                var scale = TVector.All(Unsafe.Add(ref weight, synapse));
                ref TVector from = ref Unsafe.AddByteOffset(ref drive, Unsafe.Add(ref target, synapse));
                ref TVector sum = ref Unsafe.Add(ref gradient, synapse);
                (TVector d0, TVector d1) = (from, Unsafe.Add(ref from, 1));
                TVector even = TVector.MultiplyAdd(d0, y0, sum);
                TVector odd = d1 * y1;
                sum0 = TVector.MultiplyAdd(scale, d0, sum0);
                sum1 = TVector.MultiplyAdd(scale, d1, sum1);
                (TVector d2, TVector d3) = (Unsafe.Add(ref from, 2), Unsafe.Add(ref from, 3));
                even = TVector.MultiplyAdd(d2, y2, even);
                odd = TVector.MultiplyAdd(d3, y3, odd);
                sum2 = TVector.MultiplyAdd(scale, d2, sum2);
                sum3 = TVector.MultiplyAdd(scale, d3, sum3);
                sum = even + odd;
            }

            Store(ref back, sum0, sum1, sum2, sum3);
            back = ref Unsafe.Add(ref back, Vectors);
            output = ref Unsafe.Add(ref output, Vectors);
        }
    }
}
