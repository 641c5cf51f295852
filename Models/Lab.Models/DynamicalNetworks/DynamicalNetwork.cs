using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.DynamicalNetworks;

/// <summary>
/// Sequences through layers of dynamical neurons, and the way back through time for all derivatives (the adjoint of the discrete steps,
/// so that these are exact for them). Plouet's drive: I = S·(W_ext·y of the layer before + W_int·y of its own + b) + fixed drive, with
/// the outputs before the step.
/// </summary>
/// <remarks>Samples are the lanes of vectors; a network works on as many at once as <see cref="Lanes"/> says. Memory is taken once and
/// for one number of steps. Used by one thread at a time; several networks of one shape may work on parts of a batch, and give the same
/// sums whatever the number of threads.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
/// <typeparam name="TNeuron">The neuron.</typeparam>
public sealed class DynamicalNetwork<T, TNeuron>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TNeuron : struct, INeuron<T>
{
    // Eight sums at once hide the latency of a multiply-add, and fit the registers of AVX2.
    private const int VectorsPerBlock = 8;

    private readonly NetworkShape shape;
    private readonly TNeuron neuron;
    private readonly T amplification;
    private readonly int steps;
    private readonly int[] incoming;
    private readonly int[] incomingSource;
    private readonly int[] incomingParameter;
    private readonly int[] outgoing;
    private readonly int[] outgoingTarget;
    private readonly int[] outgoingParameter;
    private readonly int[] biases;

    // [step][source or neuron][vector of the block]
    private readonly Vector<T>[] outputs;
    private readonly Vector<T>[] states;
    private readonly Vector<T>[] drives;
    private readonly Vector<T>[] logits;
    private readonly Vector<T>[] byOutput;
    private readonly Vector<T>[] byState;
    private readonly Vector<T>[] byDrive;
    private readonly Vector<T>[] byParameter;

    /// <summary>Takes memory for sequences.</summary>
    /// <param name="shape">Layers, masks and read-out.</param>
    /// <param name="neuron">The neuron of all layers.</param>
    /// <param name="amplification">S, in 1/ns.</param>
    /// <param name="steps">Inputs of a sequence; at least 1.</param>
    public DynamicalNetwork(NetworkShape shape, TNeuron neuron, double amplification, int steps)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (this.shape, this.neuron, this.steps) = (shape, neuron, steps);
        this.amplification = T.CreateChecked(amplification);
        (incoming, incomingSource, incomingParameter) = Rows(shape, synapse => synapse.Target, synapse => synapse.Source, shape.Neurons);
        (outgoing, outgoingTarget, outgoingParameter) = Rows(shape, synapse => synapse.Source, synapse => synapse.Target, shape.Inputs + shape.Neurons);
        biases = [.. Enumerable.Range(0, shape.Neurons).Select(shape.BiasOf)];
        outputs = new Vector<T>[(steps + 1) * Sources * VectorsPerBlock];
        states = new Vector<T>[(steps + 1) * shape.Neurons * VectorsPerBlock];
        drives = new Vector<T>[steps * shape.Neurons * VectorsPerBlock];
        logits = new Vector<T>[shape.Outputs * VectorsPerBlock];
        byOutput = new Vector<T>[Sources * VectorsPerBlock];
        byState = new Vector<T>[shape.Neurons * VectorsPerBlock];
        byDrive = new Vector<T>[shape.Neurons * VectorsPerBlock];
        byParameter = new Vector<T>[shape.ParameterCount];
    }

    /// <summary>How many samples go through at once.</summary>
    public static int Lanes => Vector<T>.Count * VectorsPerBlock;

    /// <summary>Layers, masks and read-out.</summary>
    public NetworkShape Shape => shape;

    private int Sources => shape.Inputs + shape.Neurons;

    /// <summary>Sends sequences through.</summary>
    /// <param name="parameters">All weights and biases, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · step · input]; at most <see cref="Lanes"/> samples, the other lanes get
    /// zeros.</param>
    /// <param name="results">Receives the read-out after the last step, shape [sample · output].</param>
    public void Forward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> inputs, Span<T> results)
    {
        int samples = inputs.Length / (steps * shape.Inputs);
        LoadInputs(inputs, samples);
        outputs.AsSpan(shape.Inputs * VectorsPerBlock, shape.Neurons * VectorsPerBlock).Clear();
        states.AsSpan(0, shape.Neurons * VectorsPerBlock).Fill(new Vector<T>(neuron.InitialState));
        for (int step = 0; step < steps; step++)
        {
            Advance(parameters, step);
        }

        ReadOut(parameters);
        ReadOnlySpan<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(logits);
        for (int sample = 0; sample < samples; sample++)
        {
            for (int output = 0; output < shape.Outputs; output++)
            {
                results[(sample * shape.Outputs) + output] = lanes[(output * Lanes) + sample];
            }
        }
    }

    /// <summary>Carries derivatives of a loss by the read-out of the last <see cref="Forward"/> back to all parameters.</summary>
    /// <param name="parameters">The parameters of the last way forward, shape [parameter].</param>
    /// <param name="byResults">Derivatives by the read-out, shape [sample · output].</param>
    /// <param name="gradient">The derivatives by the parameters are added to it, shape [parameter].</param>
    public void Backward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> byResults, Span<double> gradient)
    {
        Array.Clear(byParameter);
        Array.Clear(byOutput);
        Array.Clear(byState);
        LoadResults(byResults);
        RetreatReadOut(parameters);
        for (int step = steps - 1; step >= 0; step--)
        {
            Retreat(parameters, step);
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] += double.CreateChecked(Vector.Sum(byParameter[i]));
        }
    }

    private static (int[] Starts, int[] Others, int[] Parameters) Rows(
        NetworkShape shape, Func<NetworkShape.Synapse, int> row, Func<NetworkShape.Synapse, int> other, int rows)
    {
        NetworkShape.Synapse[] sorted = [.. shape.Synapses.OrderBy(row).ThenBy(other)];
        int[] starts = new int[rows + 1];
        foreach (NetworkShape.Synapse synapse in sorted)
        {
            starts[row(synapse) + 1]++;
        }

        for (int i = 0; i < rows; i++)
        {
            starts[i + 1] += starts[i];
        }

        return (starts, [.. sorted.Select(other)], [.. sorted.Select(synapse => synapse.Parameter)]);
    }

    private void LoadInputs(ReadOnlySpan<T> inputs, int samples)
    {
        Span<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(outputs.AsSpan());
        for (int step = 0; step < steps; step++)
        {
            for (int input = 0; input < shape.Inputs; input++)
            {
                Span<T> row = lanes.Slice(((step * Sources) + input) * Lanes, Lanes);
                row.Clear();
                for (int sample = 0; sample < samples; sample++)
                {
                    row[sample] = inputs[(((sample * steps) + step) * shape.Inputs) + input];
                }
            }
        }
    }

    private void LoadResults(ReadOnlySpan<T> byResults)
    {
        Span<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(logits.AsSpan());
        lanes.Clear();
        for (int sample = 0; sample < byResults.Length / shape.Outputs; sample++)
        {
            for (int output = 0; output < shape.Outputs; output++)
            {
                lanes[(output * Lanes) + sample] = byResults[(sample * shape.Outputs) + output];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance(ReadOnlySpan<T> parameters, int step)
    {
        ref Vector<T> before = ref MemoryMarshal.GetArrayDataReference(outputs);
        before = ref Unsafe.Add(ref before, step * Sources * VectorsPerBlock);
        ref Vector<T> after = ref Unsafe.Add(ref before, Sources * VectorsPerBlock);
        ref T weights = ref MemoryMarshal.GetReference(parameters);
        var scale = new Vector<T>(amplification);
        var fixedDrive = new Vector<T>(neuron.FixedDrive);
        int firstState = step * shape.Neurons * VectorsPerBlock;
        for (int target = 0; target < shape.Neurons; target++)
        {
            Vector<T> sum0 = new(Unsafe.Add(ref weights, biases[target]));
            (Vector<T> sum1, Vector<T> sum2, Vector<T> sum3, Vector<T> sum4, Vector<T> sum5, Vector<T> sum6, Vector<T> sum7) = (sum0, sum0, sum0, sum0, sum0, sum0, sum0);
            for (int i = incoming[target]; i < incoming[target + 1]; i++)
            {
                var weight = new Vector<T>(Unsafe.Add(ref weights, incomingParameter[i]));
                ref Vector<T> source = ref Unsafe.Add(ref before, incomingSource[i] * VectorsPerBlock);
                sum0 = MultiplyAdd(weight, source, sum0);
                sum1 = MultiplyAdd(weight, Unsafe.Add(ref source, 1), sum1);
                sum2 = MultiplyAdd(weight, Unsafe.Add(ref source, 2), sum2);
                sum3 = MultiplyAdd(weight, Unsafe.Add(ref source, 3), sum3);
                sum4 = MultiplyAdd(weight, Unsafe.Add(ref source, 4), sum4);
                sum5 = MultiplyAdd(weight, Unsafe.Add(ref source, 5), sum5);
                sum6 = MultiplyAdd(weight, Unsafe.Add(ref source, 6), sum6);
                sum7 = MultiplyAdd(weight, Unsafe.Add(ref source, 7), sum7);
            }

            int at = firstState + (target * VectorsPerBlock);
            ref Vector<T> drive = ref drives[at];
            drive = MultiplyAdd(sum0, scale, fixedDrive);
            Unsafe.Add(ref drive, 1) = MultiplyAdd(sum1, scale, fixedDrive);
            Unsafe.Add(ref drive, 2) = MultiplyAdd(sum2, scale, fixedDrive);
            Unsafe.Add(ref drive, 3) = MultiplyAdd(sum3, scale, fixedDrive);
            Unsafe.Add(ref drive, 4) = MultiplyAdd(sum4, scale, fixedDrive);
            Unsafe.Add(ref drive, 5) = MultiplyAdd(sum5, scale, fixedDrive);
            Unsafe.Add(ref drive, 6) = MultiplyAdd(sum6, scale, fixedDrive);
            Unsafe.Add(ref drive, 7) = MultiplyAdd(sum7, scale, fixedDrive);
            int output = (shape.Inputs + target) * VectorsPerBlock;
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                (states[at + (shape.Neurons * VectorsPerBlock) + v], Unsafe.Add(ref after, output + v)) =
                    neuron.Advance(states[at + v], Unsafe.Add(ref before, output + v), Unsafe.Add(ref drive, v));
            }
        }
    }

    private void ReadOut(ReadOnlySpan<T> parameters)
    {
        int last = ((steps * Sources) + shape.Inputs + shape.Neurons - shape.Width) * VectorsPerBlock;
        for (int output = 0; output < shape.Outputs; output++)
        {
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                Vector<T> sum = new(parameters[shape.ReadoutBiases + output]);
                for (int k = 0; k < shape.Width; k++)
                {
                    sum = MultiplyAdd(new Vector<T>(parameters[shape.ReadoutWeights + (output * shape.Width) + k]), outputs[last + (k * VectorsPerBlock) + v], sum);
                }

                logits[(output * VectorsPerBlock) + v] = sum;
            }
        }
    }

    private void RetreatReadOut(ReadOnlySpan<T> parameters)
    {
        int lastNeuron = shape.Inputs + shape.Neurons - shape.Width;
        int last = ((steps * Sources) + lastNeuron) * VectorsPerBlock;
        for (int output = 0; output < shape.Outputs; output++)
        {
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                Vector<T> error = logits[(output * VectorsPerBlock) + v];
                byParameter[shape.ReadoutBiases + output] += error;
                for (int k = 0; k < shape.Width; k++)
                {
                    int weight = shape.ReadoutWeights + (output * shape.Width) + k;
                    byParameter[weight] += error * outputs[last + (k * VectorsPerBlock) + v];
                    byOutput[((lastNeuron + k) * VectorsPerBlock) + v] += error * parameters[weight];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Retreat(ReadOnlySpan<T> parameters, int step)
    {
        int firstState = step * shape.Neurons * VectorsPerBlock;
        int firstOutput = step * Sources * VectorsPerBlock;
        var scale = new Vector<T>(amplification);
        for (int target = 0; target < shape.Neurons; target++)
        {
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                int local = (target * VectorsPerBlock) + v;
                int output = ((shape.Inputs + target) * VectorsPerBlock) + v;
                int at = firstState + local;
                (byState[local], byOutput[output], Vector<T> drive) = neuron.Retreat(
                    states[at],
                    drives[at],
                    states[at + (shape.Neurons * VectorsPerBlock)],
                    outputs[firstOutput + (Sources * VectorsPerBlock) + output],
                    byState[local],
                    byOutput[output]);
                byDrive[local] = drive * scale;
            }
        }

        // All drives of the step first: a source passes on what its targets got.
        ref Vector<T> drivesBack = ref MemoryMarshal.GetArrayDataReference(byDrive);
        ref Vector<T> before = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(outputs), firstOutput);
        ref Vector<T> gradients = ref MemoryMarshal.GetArrayDataReference(byParameter);
        ref T weights = ref MemoryMarshal.GetReference(parameters);
        for (int source = 0; source < Sources; source++)
        {
            ref Vector<T> back = ref byOutput[source * VectorsPerBlock];
            Vector<T> sum0 = Unsafe.Add(ref back, 0);
            Vector<T> sum1 = Unsafe.Add(ref back, 1);
            Vector<T> sum2 = Unsafe.Add(ref back, 2);
            Vector<T> sum3 = Unsafe.Add(ref back, 3);
            Vector<T> sum4 = Unsafe.Add(ref back, 4);
            Vector<T> sum5 = Unsafe.Add(ref back, 5);
            Vector<T> sum6 = Unsafe.Add(ref back, 6);
            Vector<T> sum7 = Unsafe.Add(ref back, 7);
            for (int i = outgoing[source]; i < outgoing[source + 1]; i++)
            {
                var weight = new Vector<T>(Unsafe.Add(ref weights, outgoingParameter[i]));
                ref Vector<T> drive = ref Unsafe.Add(ref drivesBack, outgoingTarget[i] * VectorsPerBlock);
                sum0 = MultiplyAdd(weight, Unsafe.Add(ref drive, 0), sum0);
                sum1 = MultiplyAdd(weight, Unsafe.Add(ref drive, 1), sum1);
                sum2 = MultiplyAdd(weight, Unsafe.Add(ref drive, 2), sum2);
                sum3 = MultiplyAdd(weight, Unsafe.Add(ref drive, 3), sum3);
                sum4 = MultiplyAdd(weight, Unsafe.Add(ref drive, 4), sum4);
                sum5 = MultiplyAdd(weight, Unsafe.Add(ref drive, 5), sum5);
                sum6 = MultiplyAdd(weight, Unsafe.Add(ref drive, 6), sum6);
                sum7 = MultiplyAdd(weight, Unsafe.Add(ref drive, 7), sum7);
            }

            Unsafe.Add(ref back, 0) = sum0;
            Unsafe.Add(ref back, 1) = sum1;
            Unsafe.Add(ref back, 2) = sum2;
            Unsafe.Add(ref back, 3) = sum3;
            Unsafe.Add(ref back, 4) = sum4;
            Unsafe.Add(ref back, 5) = sum5;
            Unsafe.Add(ref back, 6) = sum6;
            Unsafe.Add(ref back, 7) = sum7;

            ref Vector<T> output = ref Unsafe.Add(ref before, source * VectorsPerBlock);
            Vector<T> y0 = Unsafe.Add(ref output, 0);
            Vector<T> y1 = Unsafe.Add(ref output, 1);
            Vector<T> y2 = Unsafe.Add(ref output, 2);
            Vector<T> y3 = Unsafe.Add(ref output, 3);
            Vector<T> y4 = Unsafe.Add(ref output, 4);
            Vector<T> y5 = Unsafe.Add(ref output, 5);
            Vector<T> y6 = Unsafe.Add(ref output, 6);
            Vector<T> y7 = Unsafe.Add(ref output, 7);
            for (int i = outgoing[source]; i < outgoing[source + 1]; i++)
            {
                ref Vector<T> drive = ref Unsafe.Add(ref drivesBack, outgoingTarget[i] * VectorsPerBlock);
                ref Vector<T> gradient = ref Unsafe.Add(ref gradients, outgoingParameter[i]);
                Vector<T> even = MultiplyAdd(drive, y0, gradient);
                Vector<T> odd = Unsafe.Add(ref drive, 1) * y1;
                even = MultiplyAdd(Unsafe.Add(ref drive, 2), y2, even);
                odd = MultiplyAdd(Unsafe.Add(ref drive, 3), y3, odd);
                even = MultiplyAdd(Unsafe.Add(ref drive, 4), y4, even);
                odd = MultiplyAdd(Unsafe.Add(ref drive, 5), y5, odd);
                even = MultiplyAdd(Unsafe.Add(ref drive, 6), y6, even);
                odd = MultiplyAdd(Unsafe.Add(ref drive, 7), y7, odd);
                gradient = even + odd;
            }
        }

        for (int target = 0; target < shape.Neurons; target++)
        {
            Vector<T> sum = Vector<T>.Zero;
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                sum += byDrive[(target * VectorsPerBlock) + v];
            }

            byParameter[biases[target]] += sum;
        }

        byOutput.AsSpan(0, shape.Inputs * VectorsPerBlock).Clear(); // nobody asks for derivatives by the inputs
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd(Vector<T> a, Vector<T> b, Vector<T> c) => typeof(T) == typeof(float)
        ? Vector.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
}
