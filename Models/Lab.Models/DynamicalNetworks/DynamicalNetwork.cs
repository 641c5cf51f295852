using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lab.Models.Kernels;

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
    private readonly TNeuron[] cells;
    private readonly T amplification;
    private readonly int steps;
    private readonly int firstRead;
    private readonly SynapseRows incoming;
    private readonly SynapseRows outgoing;
    private readonly int[] biases;

    // Weights times S in the order of the rows; for the biases, the drive without any input.
    private readonly T[] incomingWeights;
    private readonly T[] outgoingWeights;
    private readonly T[] restDrives;

    // [step][source or neuron][vector of the block]
    private readonly AlignedVectors<T> outputs;
    private readonly AlignedVectors<T> states;
    private readonly AlignedVectors<T> drives;
    private readonly AlignedVectors<T> byOutput;
    private readonly AlignedVectors<T> byState;
    private readonly AlignedVectors<T> byDrive;
    private readonly AlignedVectors<T> logits;

    // [synapse in the order of outgoing], [neuron], [parameter of the read-out]
    private readonly AlignedVectors<T> byWeight;
    private readonly AlignedVectors<T> byBias;
    private readonly AlignedVectors<T> byReadout;

    /// <summary>Takes memory for sequences.</summary>
    /// <param name="shape">Layers, masks and read-out.</param>
    /// <param name="neurons">The neurons, shape [neuron]; or one for all of them.</param>
    /// <param name="amplification">S, in 1/ns.</param>
    /// <param name="steps">Inputs of a sequence; at least 1.</param>
    /// <param name="readout">When the outputs are read.</param>
    /// <exception cref="ArgumentException">The number of neurons is not that of the shape.</exception>
    public DynamicalNetwork(NetworkShape shape, ReadOnlySpan<TNeuron> neurons, double amplification, int steps, ReadoutTime readout = ReadoutTime.LastStep)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (neurons.Length != 1 && neurons.Length != shape.Neurons)
        {
            throw new ArgumentException($"{neurons.Length} neurons for a network of {shape.Neurons}; give one for all or one for each.", nameof(neurons));
        }

        (this.shape, this.steps) = (shape, steps);
        firstRead = readout == ReadoutTime.LastStep ? steps - 1 : 0;
        cells = new TNeuron[shape.Neurons];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = neurons[neurons.Length == 1 ? 0 : i];
        }

        this.amplification = T.CreateChecked(amplification);
        incoming = new SynapseRows(shape.Synapses, synapse => synapse.Target, synapse => synapse.Source, shape.Neurons, VectorsPerBlock);
        outgoing = new SynapseRows(shape.Synapses, synapse => synapse.Source, synapse => synapse.Target, Sources, VectorsPerBlock);
        biases = [.. Enumerable.Range(0, shape.Neurons).Select(shape.BiasOf)];
        incomingWeights = new T[shape.Synapses.Count];
        outgoingWeights = new T[shape.Synapses.Count];
        restDrives = new T[shape.Neurons];
        outputs = new AlignedVectors<T>((steps + 1) * Sources * VectorsPerBlock);
        states = new AlignedVectors<T>((steps + 1) * shape.Neurons * VectorsPerBlock);
        drives = new AlignedVectors<T>(steps * shape.Neurons * VectorsPerBlock);
        byOutput = new AlignedVectors<T>(Sources * VectorsPerBlock);
        byState = new AlignedVectors<T>(shape.Neurons * VectorsPerBlock);
        byDrive = new AlignedVectors<T>(shape.Neurons * VectorsPerBlock);
        logits = new AlignedVectors<T>((steps - firstRead) * shape.Outputs * VectorsPerBlock);
        byWeight = new AlignedVectors<T>(shape.Synapses.Count);
        byBias = new AlignedVectors<T>(shape.Neurons);
        byReadout = new AlignedVectors<T>(shape.ParameterCount - shape.ReadoutWeights);
    }

    /// <summary>How many samples go through at once.</summary>
    public static int Lanes => Vector<T>.Count * VectorsPerBlock;

    /// <summary>Layers, masks and read-out.</summary>
    public NetworkShape Shape => shape;

    private int Sources => shape.Inputs + shape.Neurons;

    /// <summary>Outputs of a sample: those of the read-out, times the steps at which it is read.</summary>
    public int ResultCount => (steps - firstRead) * shape.Outputs;

    /// <summary>Sends sequences through.</summary>
    /// <param name="parameters">All weights and biases, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · step · input]; at most <see cref="Lanes"/> samples, the other lanes get
    /// zeros.</param>
    /// <param name="results">Receives what is read out, shape [sample · output] or [sample · step · output].</param>
    public void Forward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> inputs, Span<T> results)
    {
        Run(parameters, inputs);
        for (int step = firstRead; step < steps; step++)
        {
            ReadOut(parameters, step);
        }

        Span<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(logits.Span);
        int samples = inputs.Length / (steps * shape.Inputs);
        for (int sample = 0; sample < samples; sample++)
        {
            for (int result = 0; result < ResultCount; result++)
            {
                results[(sample * ResultCount) + result] = lanes[(result * Lanes) + sample];
            }
        }
    }

    /// <summary>Sends sequences through the neurons, without a read-out.</summary>
    /// <param name="parameters">The weights and biases, shape [parameter]; those of the read-out are not needed.</param>
    /// <param name="inputs">The inputs, shape [sample · step · input].</param>
    public void Run(ReadOnlySpan<T> parameters, ReadOnlySpan<T> inputs)
    {
        Begin(parameters, inputs);
        for (int step = 0; step < steps; step++)
        {
            Advance(step);
        }
    }

    /// <summary>Takes outputs that were measured in the place of the network's own. A way back then follows the measured trajectory: drives
    /// and the derivatives by the weights come from it. The states, which no bench shows, are those of the neurons' model under these
    /// drives: found from the outputs instead, they carry noise that the way back multiplies, and train worse.</summary>
    /// <param name="parameters">The weights and biases, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · step · input].</param>
    /// <param name="measured">Outputs of all neurons after every step, shape [sample · step · neuron].</param>
    public void Follow(ReadOnlySpan<T> parameters, ReadOnlySpan<T> inputs, ReadOnlySpan<T> measured)
    {
        Begin(parameters, inputs);
        Span<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(outputs.Span);
        int samples = inputs.Length / (steps * shape.Inputs);
        for (int step = 0; step < steps; step++)
        {
            Advance(step);
            Span<T> after = lanes[((((step + 1) * Sources) + shape.Inputs) * Lanes)..];
            for (int neuron = 0; neuron < shape.Neurons; neuron++)
            {
                for (int sample = 0; sample < samples; sample++)
                {
                    after[(neuron * Lanes) + sample] = measured[(((sample * steps) + step) * shape.Neurons) + neuron];
                }
            }
        }
    }

    /// <summary>Outputs of all neurons after every step of the last way forward.</summary>
    /// <param name="results">Receives them, shape [sample · step · neuron]; its length says how many samples.</param>
    public void CopyOutputs(Span<T> results)
    {
        ReadOnlySpan<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(outputs.Span);
        for (int sample = 0; sample < results.Length / (steps * shape.Neurons); sample++)
        {
            for (int step = 0; step < steps; step++)
            {
                for (int neuron = 0; neuron < shape.Neurons; neuron++)
                {
                    results[(((sample * steps) + step) * shape.Neurons) + neuron] = lanes[((((step + 1) * Sources) + shape.Inputs + neuron) * Lanes) + sample];
                }
            }
        }
    }

    /// <summary>Carries derivatives of a loss by what the last <see cref="Forward"/> read out back to all parameters.</summary>
    /// <param name="parameters">The parameters of the last way forward, shape [parameter].</param>
    /// <param name="byResults">Derivatives by what was read out, in the shape of the results.</param>
    /// <param name="gradient">The derivatives by the parameters are added to it, shape [parameter].</param>
    public void Backward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> byResults, Span<double> gradient)
    {
        ClearSums();
        LoadResults(byResults);
        for (int step = steps - 1; step >= 0; step--)
        {
            if (step >= firstRead)
            {
                RetreatReadOut(parameters, step);
            }

            RetreatNeurons(step);
            RetreatSynapses(step);
        }

        AddNeurons(gradient);
        for (int i = 0; i < byReadout.Span.Length; i++)
        {
            gradient[shape.ReadoutWeights + i] += double.CreateChecked(Vector.Sum(byReadout.Span[i]));
        }
    }

    /// <summary>Carries derivatives of a loss by the outputs of all neurons after every step of the last <see cref="Run"/> or
    /// <see cref="Follow"/> back to the parameters and the inputs.</summary>
    /// <param name="byOutputs">Derivatives by the outputs, shape [sample · step · neuron].</param>
    /// <param name="gradient">The derivatives by the parameters, without those of the read-out, are added to it, shape
    /// [parameter].</param>
    /// <param name="byInputs">Receives the derivatives by the inputs, shape [sample · step · input].</param>
    public void BackwardFromOutputs(ReadOnlySpan<T> byOutputs, Span<double> gradient, Span<T> byInputs)
    {
        ClearSums();
        int samples = byOutputs.Length / (steps * shape.Neurons);
        Span<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(byOutput.Span);
        for (int step = steps - 1; step >= 0; step--)
        {
            for (int neuron = 0; neuron < shape.Neurons; neuron++)
            {
                for (int sample = 0; sample < samples; sample++)
                {
                    lanes[((shape.Inputs + neuron) * Lanes) + sample] += byOutputs[(((sample * steps) + step) * shape.Neurons) + neuron];
                }
            }

            lanes[..(shape.Inputs * Lanes)].Clear();
            RetreatNeurons(step);
            RetreatSynapses(step);
            for (int input = 0; input < shape.Inputs; input++)
            {
                for (int sample = 0; sample < samples; sample++)
                {
                    byInputs[(((sample * steps) + step) * shape.Inputs) + input] = lanes[(input * Lanes) + sample];
                }
            }
        }

        AddNeurons(gradient);
    }

    private void Begin(ReadOnlySpan<T> parameters, ReadOnlySpan<T> inputs)
    {
        PackWeights(parameters);
        LoadInputs(inputs, inputs.Length / (steps * shape.Inputs));
        outputs.Span.Slice(shape.Inputs * VectorsPerBlock, shape.Neurons * VectorsPerBlock).Clear();
        for (int neuron = 0; neuron < cells.Length; neuron++)
        {
            states.Span.Slice(neuron * VectorsPerBlock, VectorsPerBlock).Fill(new Vector<T>(cells[neuron].InitialState));
        }
    }

    private void ClearSums()
    {
        foreach (AlignedVectors<T> sums in (ReadOnlySpan<AlignedVectors<T>>)[byWeight, byBias, byReadout, byOutput, byState])
        {
            sums.Span.Clear();
        }
    }

    private void AddNeurons(Span<double> gradient)
    {
        for (int i = 0; i < outgoing.Parameters.Length; i++)
        {
            gradient[outgoing.Parameters[i]] += double.CreateChecked(Vector.Sum(byWeight.Span[i]) * amplification);
        }

        for (int target = 0; target < shape.Neurons; target++)
        {
            gradient[biases[target]] += double.CreateChecked(Vector.Sum(byBias.Span[target]) * amplification);
        }
    }

    private void PackWeights(ReadOnlySpan<T> parameters)
    {
        for (int i = 0; i < incomingWeights.Length; i++)
        {
            incomingWeights[i] = parameters[incoming.Parameters[i]] * amplification;
            outgoingWeights[i] = parameters[outgoing.Parameters[i]] * amplification;
        }

        for (int target = 0; target < restDrives.Length; target++)
        {
            restDrives[target] = (parameters[biases[target]] * amplification) + cells[target].FixedDrive;
        }
    }

    private void LoadInputs(ReadOnlySpan<T> inputs, int samples)
    {
        Span<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(outputs.Span);
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
        Span<T> lanes = MemoryMarshal.Cast<Vector<T>, T>(logits.Span);
        lanes.Clear();
        for (int sample = 0; sample < byResults.Length / ResultCount; sample++)
        {
            for (int result = 0; result < ResultCount; result++)
            {
                lanes[(result * Lanes) + sample] = byResults[(sample * ResultCount) + result];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance(int step)
    {
        ref TNeuron cell = ref MemoryMarshal.GetArrayDataReference(cells);
        ref Vector<T> before = ref Unsafe.Add(ref outputs.First, step * Sources * VectorsPerBlock);
        ref Vector<T> output = ref Unsafe.Add(ref before, shape.Inputs * VectorsPerBlock);
        ref Vector<T> nextOutput = ref Unsafe.Add(ref output, Sources * VectorsPerBlock);
        ref Vector<T> state = ref Unsafe.Add(ref states.First, step * shape.Neurons * VectorsPerBlock);
        ref Vector<T> nextState = ref Unsafe.Add(ref state, shape.Neurons * VectorsPerBlock);
        ref Vector<T> drive = ref Unsafe.Add(ref drives.First, step * shape.Neurons * VectorsPerBlock);
        ref T weight = ref MemoryMarshal.GetArrayDataReference(incomingWeights);
        ref nint source = ref MemoryMarshal.GetArrayDataReference(incoming.ByteOffsets);
        ref int end = ref MemoryMarshal.GetArrayDataReference(incoming.Ends);
        int neurons = shape.Neurons;
        nint synapse = 0;
        for (int target = 0; target < neurons; target++)
        {
            Vector<T> sum0 = new(restDrives[target]);
            (Vector<T> sum1, Vector<T> sum2, Vector<T> sum3, Vector<T> sum4, Vector<T> sum5, Vector<T> sum6, Vector<T> sum7) = (sum0, sum0, sum0, sum0, sum0, sum0, sum0);
            for (nint last = Unsafe.Add(ref end, target); synapse < last; synapse++)
            {
                var scale = new Vector<T>(Unsafe.Add(ref weight, synapse));
                ref Vector<T> y = ref Unsafe.AddByteOffset(ref before, Unsafe.Add(ref source, synapse));
                sum0 = LaneMath.MultiplyAdd(scale, y, sum0);
                sum1 = LaneMath.MultiplyAdd(scale, Unsafe.Add(ref y, 1), sum1);
                sum2 = LaneMath.MultiplyAdd(scale, Unsafe.Add(ref y, 2), sum2);
                sum3 = LaneMath.MultiplyAdd(scale, Unsafe.Add(ref y, 3), sum3);
                sum4 = LaneMath.MultiplyAdd(scale, Unsafe.Add(ref y, 4), sum4);
                sum5 = LaneMath.MultiplyAdd(scale, Unsafe.Add(ref y, 5), sum5);
                sum6 = LaneMath.MultiplyAdd(scale, Unsafe.Add(ref y, 6), sum6);
                sum7 = LaneMath.MultiplyAdd(scale, Unsafe.Add(ref y, 7), sum7);
            }

            drive = sum0;
            Unsafe.Add(ref drive, 1) = sum1;
            Unsafe.Add(ref drive, 2) = sum2;
            Unsafe.Add(ref drive, 3) = sum3;
            Unsafe.Add(ref drive, 4) = sum4;
            Unsafe.Add(ref drive, 5) = sum5;
            Unsafe.Add(ref drive, 6) = sum6;
            Unsafe.Add(ref drive, 7) = sum7;
            TNeuron own = Unsafe.Add(ref cell, target);
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                (nextState, nextOutput) = own.Advance(state, output, drive);
                state = ref Unsafe.Add(ref state, 1);
                output = ref Unsafe.Add(ref output, 1);
                drive = ref Unsafe.Add(ref drive, 1);
                nextState = ref Unsafe.Add(ref nextState, 1);
                nextOutput = ref Unsafe.Add(ref nextOutput, 1);
            }
        }
    }

    private void ReadOut(ReadOnlySpan<T> parameters, int step)
    {
        ReadOnlySpan<Vector<T>> last = LastLayer(step);
        Span<Vector<T>> read = Logits(step);
        for (int output = 0; output < shape.Outputs; output++)
        {
            ReadOnlySpan<T> row = parameters.Slice(shape.ReadoutWeights + (output * shape.Width), shape.Width);
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                Vector<T> sum = new(parameters[shape.ReadoutBiases + output]);
                for (int k = 0; k < row.Length; k++)
                {
                    sum = LaneMath.MultiplyAdd(new Vector<T>(row[k]), last[(k * VectorsPerBlock) + v], sum);
                }

                read[(output * VectorsPerBlock) + v] = sum;
            }
        }
    }

    // Outputs of the last layer after a step, [neuron][vector].
    private Span<Vector<T>> LastLayer(int step) =>
        outputs.Span.Slice((((step + 1) * Sources) + shape.Inputs + shape.Neurons - shape.Width) * VectorsPerBlock, shape.Width * VectorsPerBlock);

    // What is read out after a step, or the derivatives by it, [output][vector].
    private Span<Vector<T>> Logits(int step) =>
        logits.Span.Slice((step - firstRead) * shape.Outputs * VectorsPerBlock, shape.Outputs * VectorsPerBlock);

    private void RetreatReadOut(ReadOnlySpan<T> parameters, int step)
    {
        ReadOnlySpan<Vector<T>> last = LastLayer(step);
        ReadOnlySpan<Vector<T>> errors = Logits(step);
        Span<Vector<T>> back = byOutput.Span[^(shape.Width * VectorsPerBlock)..];
        Span<Vector<T>> sums = byReadout.Span;
        for (int output = 0; output < shape.Outputs; output++)
        {
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                Vector<T> error = errors[(output * VectorsPerBlock) + v];
                sums[(shape.Outputs * shape.Width) + output] += error;
                for (int k = 0; k < shape.Width; k++)
                {
                    int weight = (output * shape.Width) + k;
                    sums[weight] += error * last[(k * VectorsPerBlock) + v];
                    back[(k * VectorsPerBlock) + v] += error * parameters[shape.ReadoutWeights + weight];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RetreatNeurons(int step)
    {
        ref TNeuron cell = ref MemoryMarshal.GetArrayDataReference(cells);
        int neurons = shape.Neurons;
        ref Vector<T> state = ref Unsafe.Add(ref states.First, step * neurons * VectorsPerBlock);
        ref Vector<T> nextState = ref Unsafe.Add(ref state, neurons * VectorsPerBlock);
        ref Vector<T> drive = ref Unsafe.Add(ref drives.First, step * neurons * VectorsPerBlock);
        ref Vector<T> nextOutput = ref Unsafe.Add(ref outputs.First, (((step + 1) * Sources) + shape.Inputs) * VectorsPerBlock);
        ref Vector<T> backOutput = ref Unsafe.Add(ref byOutput.First, shape.Inputs * VectorsPerBlock);
        ref Vector<T> backState = ref byState.First;
        ref Vector<T> backDrive = ref byDrive.First;
        ref Vector<T> backBias = ref byBias.First;
        for (int target = 0; target < neurons; target++)
        {
            TNeuron own = Unsafe.Add(ref cell, target);
            Vector<T> sum = backBias;
            for (int v = 0; v < VectorsPerBlock; v++)
            {
                (backState, backOutput, Vector<T> part) = own.Retreat(state, drive, nextState, nextOutput, backState, backOutput);
                backDrive = part;
                sum += part;
                state = ref Unsafe.Add(ref state, 1);
                drive = ref Unsafe.Add(ref drive, 1);
                nextState = ref Unsafe.Add(ref nextState, 1);
                nextOutput = ref Unsafe.Add(ref nextOutput, 1);
                backState = ref Unsafe.Add(ref backState, 1);
                backOutput = ref Unsafe.Add(ref backOutput, 1);
                backDrive = ref Unsafe.Add(ref backDrive, 1);
            }

            backBias = sum;
            backBias = ref Unsafe.Add(ref backBias, 1);
        }
    }

    // A source passes on what its targets got, and multiplies it by its output for the weights: one load of a target's derivative
    // serves both. Half a block at a time, as four sums, four outputs and what else is needed fit sixteen registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RetreatSynapses(int step)
    {
        const int half = VectorsPerBlock / 2;
        ref Vector<T> output = ref Unsafe.Add(ref outputs.First, step * Sources * VectorsPerBlock);
        ref Vector<T> back = ref byOutput.First;
        ref T weight = ref MemoryMarshal.GetArrayDataReference(outgoingWeights);
        ref nint target = ref MemoryMarshal.GetArrayDataReference(outgoing.ByteOffsets);
        ref int end = ref MemoryMarshal.GetArrayDataReference(outgoing.Ends);
        ref Vector<T> gradient = ref byWeight.First;
        int sources = Sources;
        nint first = 0;
        for (int source = 0; source < sources; source++)
        {
            nint last = Unsafe.Add(ref end, source);
            ref Vector<T> drive = ref byDrive.First;
            for (int part = 0; part < 2; part++)
            {
                Vector<T> sum0 = back;
                Vector<T> sum1 = Unsafe.Add(ref back, 1);
                Vector<T> sum2 = Unsafe.Add(ref back, 2);
                Vector<T> sum3 = Unsafe.Add(ref back, 3);
                Vector<T> y0 = output;
                Vector<T> y1 = Unsafe.Add(ref output, 1);
                Vector<T> y2 = Unsafe.Add(ref output, 2);
                Vector<T> y3 = Unsafe.Add(ref output, 3);
                for (nint synapse = first; synapse < last; synapse++)
                {
                    var scale = new Vector<T>(Unsafe.Add(ref weight, synapse));
                    ref Vector<T> from = ref Unsafe.AddByteOffset(ref drive, Unsafe.Add(ref target, synapse));
                    ref Vector<T> sum = ref Unsafe.Add(ref gradient, synapse);
                    Vector<T> d0 = from;
                    Vector<T> d1 = Unsafe.Add(ref from, 1);
                    Vector<T> even = LaneMath.MultiplyAdd(d0, y0, sum);
                    Vector<T> odd = d1 * y1;
                    sum0 = LaneMath.MultiplyAdd(scale, d0, sum0);
                    sum1 = LaneMath.MultiplyAdd(scale, d1, sum1);
                    Vector<T> d2 = Unsafe.Add(ref from, 2);
                    Vector<T> d3 = Unsafe.Add(ref from, 3);
                    even = LaneMath.MultiplyAdd(d2, y2, even);
                    odd = LaneMath.MultiplyAdd(d3, y3, odd);
                    sum2 = LaneMath.MultiplyAdd(scale, d2, sum2);
                    sum3 = LaneMath.MultiplyAdd(scale, d3, sum3);
                    sum = even + odd;
                }

                back = sum0;
                Unsafe.Add(ref back, 1) = sum1;
                Unsafe.Add(ref back, 2) = sum2;
                Unsafe.Add(ref back, 3) = sum3;
                back = ref Unsafe.Add(ref back, half);
                output = ref Unsafe.Add(ref output, half);
                drive = ref Unsafe.Add(ref drive, half);
            }

            first = last;
        }
    }
}
