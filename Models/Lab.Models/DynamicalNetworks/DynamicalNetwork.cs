using System.Numerics;

namespace Lab.Models.DynamicalNetworks;

/// <summary>
/// Sequences through layers of dynamical neurons, and the backward pass through time for all derivatives (the adjoint of the
/// discrete steps, so that these are exact for them). Plouet's drive: I = S·(W_ext·y of the layer before + W_int·y of its own +
/// b) + fixed drive, with the outputs before the step.
/// </summary>
/// <remarks>Samples are the lanes of vectors; a network works on as many at once as <see cref="Lanes"/> says. Memory is taken
/// once and for one number of steps. Used by one thread at a time; several networks of one shape may work on parts of a batch,
/// and give the same sums whatever the number of threads.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
/// <typeparam name="TNeuron">The neuron.</typeparam>
public sealed class DynamicalNetwork<T, TNeuron>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TNeuron : struct, INeuron<T>
{
    private readonly NetworkShape shape;
    private readonly int steps;
    private readonly int firstRead;
    private readonly NetworkKernel<T> kernel;

    /// <summary>Takes memory for sequences.</summary>
    /// <param name="shape">Layers, masks and read-out.</param>
    /// <param name="neurons">The neurons, shape [neuron]; or one for all of them.</param>
    /// <param name="amplification">S, in 1/ns.</param>
    /// <param name="steps">Inputs of a sequence; at least 1.</param>
    /// <param name="readout">When the outputs are read.</param>
    /// <exception cref="ArgumentException">The number of neurons is not that of the shape.</exception>
    public DynamicalNetwork(
        NetworkShape shape, ReadOnlySpan<TNeuron> neurons, double amplification, int steps,
        ReadoutTime readout = ReadoutTime.LastStep)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (neurons.Length != 1 && neurons.Length != shape.Neurons)
        {
            throw new ArgumentException(
                $"{neurons.Length} neurons for a network of {shape.Neurons}; give one for all or one for each.", nameof(neurons));
        }

        (this.shape, this.steps) = (shape, steps);
        firstRead = readout == ReadoutTime.LastStep ? steps - 1 : 0;
        var cells = new TNeuron[shape.Neurons];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = neurons[neurons.Length == 1 ? 0 : i];
        }

        kernel = NetworkKernel<T>.For(shape, cells, T.CreateChecked(amplification), steps, firstRead);
    }

    /// <summary>How many samples go through at once.</summary>
    public static int Lanes => NetworkKernel<T>.WidestLanes;

    /// <summary>Layers, masks and read-out.</summary>
    public NetworkShape Shape => shape;

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
            kernel.ReadOut(parameters, step);
            FromLanes(kernel.Results(step), results, SamplesOf(inputs), step - firstRead, steps - firstRead);
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
            kernel.Advance(step);
        }
    }

    /// <summary>Takes outputs that were measured in the place of the network's own. A backward pass then follows the measured
    /// trajectory: drives and the derivatives by the weights come from it. The states, which no bench shows, are those of the
    /// neurons' model under these drives: found from the outputs instead, they carry noise that the backward pass multiplies,
    /// and train worse.</summary>
    /// <param name="parameters">The weights and biases, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · step · input].</param>
    /// <param name="measured">Outputs of all neurons after every step, shape [sample · step · neuron].</param>
    public void Follow(ReadOnlySpan<T> parameters, ReadOnlySpan<T> inputs, ReadOnlySpan<T> measured)
    {
        Begin(parameters, inputs);
        for (int step = 0; step < steps; step++)
        {
            kernel.Advance(step);
            ToLanes(measured, kernel.Outputs(step), SamplesOf(inputs), step, steps);
        }
    }

    /// <summary>Outputs of all neurons after every step of the last way forward.</summary>
    /// <param name="results">Receives them, shape [sample · step · neuron]; its length says how many samples.</param>
    public void CopyOutputs(Span<T> results)
    {
        for (int step = 0; step < steps; step++)
        {
            FromLanes(kernel.Outputs(step), results, results.Length / (steps * shape.Neurons), step, steps);
        }
    }

    /// <summary>Carries derivatives of a loss by what the last <see cref="Forward"/> read out back to all parameters.</summary>
    /// <param name="parameters">The parameters of the last way forward, shape [parameter].</param>
    /// <param name="byResults">Derivatives by what was read out, in the shape of the results.</param>
    /// <param name="gradient">The derivatives by the parameters are added to it, shape [parameter].</param>
    public void Backward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> byResults, Span<double> gradient)
    {
        kernel.ClearDerivatives();
        for (int step = steps - 1; step >= 0; step--)
        {
            if (step >= firstRead)
            {
                ToLanes(byResults, kernel.Results(step), byResults.Length / ResultCount, step - firstRead, steps - firstRead);
                kernel.BackwardReadOut(parameters, step);
            }

            kernel.Backward(step);
        }

        kernel.AddNeurons(gradient);
        kernel.AddReadOut(gradient);
    }

    /// <summary>Carries derivatives of a loss by the outputs of all neurons after every step of the last <see cref="Run"/> or
    /// <see cref="Follow"/> back to the parameters and the inputs.</summary>
    /// <param name="byOutputs">Derivatives by the outputs, shape [sample · step · neuron].</param>
    /// <param name="gradient">The derivatives by the parameters, without those of the read-out, are added to it, shape
    /// [parameter].</param>
    /// <param name="byInputs">Receives the derivatives by the inputs, shape [sample · step · input]; empty where they are not
    /// needed.</param>
    public void BackwardFromOutputs(ReadOnlySpan<T> byOutputs, Span<double> gradient, Span<T> byInputs)
    {
        kernel.ClearDerivatives();
        int samples = byOutputs.Length / (steps * shape.Neurons);
        Span<T> byOutput = kernel.BySources.Span[(shape.Inputs * Lanes)..];
        Span<T> byInput = kernel.BySources.Span[..(shape.Inputs * Lanes)];
        for (int step = steps - 1; step >= 0; step--)
        {
            for (int neuron = 0; neuron < shape.Neurons; neuron++)
            {
                for (int sample = 0; sample < samples; sample++)
                {
                    byOutput[(neuron * Lanes) + sample] += byOutputs[(((sample * steps) + step) * shape.Neurons) + neuron];
                }
            }

            byInput.Clear();
            kernel.Backward(step);
            if (!byInputs.IsEmpty)
            {
                FromLanes(byInput, byInputs, samples, step, steps);
            }
        }

        kernel.AddNeurons(gradient);
    }

    private int SamplesOf(ReadOnlySpan<T> inputs) => inputs.Length / (steps * shape.Inputs);

    private void Begin(ReadOnlySpan<T> parameters, ReadOnlySpan<T> inputs)
    {
        kernel.Begin(parameters);
        for (int step = 0; step < steps; step++)
        {
            ToLanes(inputs, kernel.Inputs(step), SamplesOf(inputs), step, steps);
        }
    }

    // One step of samples, shape [sample · step · row], as rows of lanes; those without a sample are zero.
    private static void ToLanes(ReadOnlySpan<T> samples, Span<T> rows, int count, int step, int steps)
    {
        rows.Clear();
        int width = rows.Length / Lanes;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<T> from = samples.Slice(((sample * steps) + step) * width, width);
            for (int row = 0; row < from.Length; row++)
            {
                rows[(row * Lanes) + sample] = from[row];
            }
        }
    }

    // The other way.
    private static void FromLanes(ReadOnlySpan<T> rows, Span<T> samples, int count, int step, int steps)
    {
        int width = rows.Length / Lanes;
        for (int sample = 0; sample < count; sample++)
        {
            Span<T> to = samples.Slice(((sample * steps) + step) * width, width);
            for (int row = 0; row < to.Length; row++)
            {
                to[row] = rows[(row * Lanes) + sample];
            }
        }
    }
}
