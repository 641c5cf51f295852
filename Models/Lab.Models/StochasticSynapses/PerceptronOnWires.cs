using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.StochasticSynapses;

/// <summary>A single layer of stochastic synapses whose samples are walls that pass wires elsewhere, with its model beside it:
/// sums are measured, and the rule (Ellis 2023, Eq. 14) takes their deviations ξ from the model's means. Inputs of 0 cost no
/// shot.</summary>
/// <remarks>Used by one caller at a time.</remarks>
public sealed class PerceptronOnWires : INetwork
{
    private readonly StochasticPerceptron model;
    private readonly ISynapseShots wires;

    /// <summary>Puts a model beside wires.</summary>
    /// <param name="model">The model; its parameters are those of this network.</param>
    /// <param name="wires">The wires.</param>
    /// <exception cref="ArgumentException">The model has a hidden layer, or no number of samples.</exception>
    public PerceptronOnWires(StochasticPerceptron model, ISynapseShots wires)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(wires);
        if (model.Samples is null || ((StochasticPerceptron.Options)model.Model).Hidden > 0)
        {
            throw new ArgumentException("On wires, a network has a single layer and a number of samples.", nameof(model));
        }

        (this.model, this.wires) = (model, wires);
    }

    /// <summary>The model beside the wires.</summary>
    public StochasticPerceptron Model => model;

    /// <summary>Shots that were read since the beginning, without those that were repeated.</summary>
    public long Shots { get; private set; }

    /// <inheritdoc/>
    public int InputCount => model.Inputs;

    /// <inheritdoc/>
    public int TargetCount => model.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups => model.Groups;

    /// <inheritdoc/>
    public float[] Parameters => model.Parameters;

    /// <inheritdoc/>
    public float[] Gradient => model.Gradient;

    /// <inheritdoc/>
    public void Project() => model.Project();

    /// <summary>Measures the sums of samples, without biases.</summary>
    /// <param name="inputs">Inputs, 0 or 1, shape [sample · input].</param>
    /// <param name="sums">Receives y = (1/K) Σₖ Σⱼ wᵢⱼ⁽ᵏ⁾, shape [sample · neuron].</param>
    /// <param name="count">Samples.</param>
    /// <param name="cancellationToken">Ends it between two synapses, or at once.</param>
    /// <exception cref="ArgumentException">An input is neither 0 nor 1: nothing is measured.</exception>
    public async ValueTask MeasureAsync(
        ReadOnlyMemory<float> inputs, Memory<float> sums, int count, CancellationToken cancellationToken)
    {
        foreach (float x in inputs.Span[..(count * InputCount)])
        {
            if (x is not (0 or 1))
            {
                throw new ArgumentException($"An input is {x}; on wires it is 0 or 1.", nameof(inputs));
            }
        }

        int samples = model.Samples.GetValueOrDefault();
        for (int at = 0; at < count * TargetCount; at++)
        {
            (int sample, int neuron) = Math.DivRem(at, TargetCount);
            int passed = 0;
            for (int input = 0; input < InputCount; input++)
            {
                if (inputs.Span[(sample * InputCount) + input] == 0)
                {
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                int synapse = (input * TargetCount) + neuron;
                var field = MagneticField.FromTesla(model.Fields[synapse] * 1e-3);
                passed += await wires.CountPassedAsync(synapse, field, samples, cancellationToken).ConfigureAwait(false);
                Shots += samples;
            }

            sums.Span[at] = (float)passed / samples;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The pass mixes measured and modelled numbers: ξ is that of the measured
    /// sums.</exception>
    public async ValueTask<BatchResult> DifferentiateAsync(
        TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken)
    {
        switch (pass)
        {
            case ForwardPass.Model:
                return await model.DifferentiateAsync(batch, pass, cancellationToken).ConfigureAwait(false);
            case ForwardPass.Measured:
                float[] sums = new float[batch.Count * TargetCount];
                await MeasureAsync(batch.Inputs, sums, batch.Count, cancellationToken).ConfigureAwait(false);
                (double loss, int correct) = model.DifferentiateMeasured(batch.Inputs, sums, LabelsOf(batch));
                return new BatchResult(loss, correct, batch.Count, batch.Count);
            default:
                throw new NotSupportedException(
                    "The rule of stochastic synapses takes the deviation of the very sums that make the error; train in the "
                        + "loop or off the chip.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Outputs are kept where they are measured.</remarks>
    public async ValueTask<BatchResult> EvaluateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken)
    {
        if (pass == ForwardPass.Model)
        {
            return await model.EvaluateAsync(batch, pass, cancellationToken).ConfigureAwait(false);
        }

        float[] outputs = new float[batch.Count * TargetCount];
        await MeasureAsync(batch.Inputs, outputs, batch.Count, cancellationToken).ConfigureAwait(false);
        AddBiases(outputs);
        float[] errors = new float[outputs.Length];
        (double loss, int correct) = SoftmaxEntropy.Differentiate(outputs, LabelsOf(batch), errors, batch.Count);
        return new BatchResult(loss, correct, batch.Count, batch.Count) { Outputs = outputs };
    }

    /// <summary>Adds the biases of the neurons to sums.</summary>
    /// <param name="sums">The sums, shape [sample · neuron]; changed in place.</param>
    public void AddBiases(Span<float> sums)
    {
        ReadOnlySpan<float> biases = model.Of(model.Groups[^1]);
        for (int at = 0; at < sums.Length; at++)
        {
            sums[at] += biases[at % biases.Length];
        }
    }

    private byte[] LabelsOf(TrainingBatch batch)
    {
        byte[] labels = new byte[batch.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)Answers.IndexOfLargest(batch.Targets.Span.Slice(i * TargetCount, TargetCount));
        }

        return labels;
    }
}
