using Lab.Models.Training;

namespace Lab.Models.HardwareInTheLoop;

/// <summary>Layers one after the other, physical ones and software ones, as a network that is trained.</summary>
/// <remarks>Used by one caller at a time. The memory between layers is taken once for the largest batch.</remarks>
public sealed class LayeredNetwork : INetwork
{
    private readonly IReadOnlyList<IPhysicalLayer> layers;
    private readonly ILoss loss;
    private readonly int[] offsets;
    private readonly float[][] measured;
    private readonly float[][] predicted;
    private readonly float[][] errors;

    /// <summary>Puts layers together.</summary>
    /// <param name="layers">The layers from input to output; outputs and inputs of neighbours fit.</param>
    /// <param name="initial">The first parameters of all layers, shape [parameter]; moved to what the layers can set.</param>
    /// <param name="loss">The loss that is minimised.</param>
    /// <exception cref="ArgumentException">Neighbours do not fit, or the number of parameters is wrong.</exception>
    public LayeredNetwork(IReadOnlyList<IPhysicalLayer> layers, ReadOnlySpan<float> initial, ILoss loss)
    {
        ArgumentNullException.ThrowIfNull(layers);
        offsets = new int[layers.Count + 1];
        List<ParameterGroup> groups = [];
        for (int i = 0; i < layers.Count; i++)
        {
            if (i > 0 && layers[i].Model.InputCount != layers[i - 1].Model.OutputCount)
            {
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].Model.InputCount} inputs, but the one before it gives "
                        + $"{layers[i - 1].Model.OutputCount} outputs.",
                    nameof(layers));
            }

            offsets[i + 1] = offsets[i] + layers[i].Model.ParameterCount;
            int first = offsets[i];
            groups.AddRange(layers[i].Groups.Select(group => group with { First = first + group.First }));
            if ((layers[i].Groups.Count > 0 ? groups[^1].End : first) != offsets[i + 1])
            {
                throw new ArgumentException(
                    $"The model of layer {i} has {offsets[i + 1] - first} parameters, its groups have others.", nameof(layers));
            }
        }

        if (initial.Length != offsets[^1])
        {
            throw new ArgumentException(
                $"The layers have {offsets[^1]} parameters; {initial.Length} were given.", nameof(initial));
        }

        (this.layers, this.loss, Groups) = (layers, loss, groups);
        Parameters = initial.ToArray();
        Gradient = new float[Parameters.Length];
        measured = [.. Enumerable.Repeat<float[]>([], layers.Count)];
        predicted = [.. Enumerable.Repeat<float[]>([], layers.Count)];
        errors = [.. Enumerable.Repeat<float[]>([], layers.Count)];
        Project();
    }

    /// <inheritdoc/>
    public int InputCount => layers[0].Model.InputCount;

    /// <inheritdoc/>
    public int TargetCount => layers[^1].Model.OutputCount;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <inheritdoc/>
    public float[] Parameters { get; }

    /// <inheritdoc/>
    public float[] Gradient { get; }

    /// <summary>The parameters of a layer.</summary>
    /// <param name="layer">Its index.</param>
    public Memory<float> Of(int layer) => Parameters.AsMemory(offsets[layer]..offsets[layer + 1]);

    /// <inheritdoc/>
    public async ValueTask<BatchResult> DifferentiateAsync(
        TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken)
    {
        BatchResult result = await EvaluateAsync(batch, pass, cancellationToken).ConfigureAwait(false);
        if (pass == ForwardPass.MeasuredOutputs)
        {
            Predict(batch);
        }

        GoBack(batch, pass == ForwardPass.Measured ? measured : predicted);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<BatchResult> EvaluateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken)
    {
        if (pass == ForwardPass.Model)
        {
            Predict(batch);
            return Compare(batch, predicted[^1], measuredSamples: 0);
        }

        ReadOnlyMemory<float> inputs = batch.Inputs;
        for (int i = 0; i < layers.Count; i++)
        {
            Memory<float> outputs = Take(measured, i, batch.Count);
            await MeasureAsync(i, inputs, outputs, batch.Count, cancellationToken).ConfigureAwait(false);
            inputs = outputs;
        }

        return Compare(batch, measured[^1], batch.Count);
    }

    /// <inheritdoc/>
    public void Project()
    {
        for (int i = 0; i < layers.Count; i++)
        {
            layers[i].Project(Of(i).Span);
        }
    }

    private async ValueTask MeasureAsync(
        int layer, ReadOnlyMemory<float> inputs, Memory<float> outputs, int count, CancellationToken cancellationToken)
    {
        IPhysicalLayer physical = layers[layer];
        (int width, int read) = (physical.Model.InputCount, physical.Model.OutputCount);
        for (int first = 0; first < count; first += Math.Min(physical.LargestBatch, count - first))
        {
            int part = Math.Min(physical.LargestBatch, count - first);
            await physical.MeasureAsync(
                Of(layer), inputs.Slice(first * width, part * width), outputs.Slice(first * read, part * read), cancellationToken)
                    .ConfigureAwait(false);
        }
    }

    private void Predict(TrainingBatch batch)
    {
        ReadOnlyMemory<float> inputs = batch.Inputs;
        for (int i = 0; i < layers.Count; i++)
        {
            Memory<float> outputs = Take(predicted, i, batch.Count);
            layers[i].Model.Forward(Of(i), inputs, outputs);
            inputs = outputs;
        }
    }

    /// <summary>The losses of outputs; their derivatives are left for the backward pass.</summary>
    private BatchResult Compare(TrainingBatch batch, float[] memory, int measuredSamples)
    {
        int width = TargetCount;
        Span<float> error = Take(errors, layers.Count - 1, batch.Count).Span;
        ReadOnlySpan<float> targets = batch.Targets.Span;
        float[] outputs = memory[..(batch.Count * width)];
        (double sum, int correct) = (0, 0);
        for (int at = 0; at < outputs.Length; at += width)
        {
            ReadOnlySpan<float> output = outputs.AsSpan(at, width);
            sum += loss.Evaluate(output, targets.Slice(at, width), error.Slice(at, width), batch.Count);
            correct += Answers.AreCorrect(output, targets.Slice(at, width)) ? 1 : 0;
        }

        return new BatchResult(sum, correct, batch.Count, measuredSamples) { Outputs = outputs };
    }

    /// <summary>The backward pass, at the given numbers between the layers.</summary>
    private void GoBack(TrainingBatch batch, float[][] activations)
    {
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            IDifferentiableLayer model = layers[i].Model;
            ReadOnlyMemory<float> inputs = i > 0 ? activations[i - 1].AsMemory(0, batch.Count * model.InputCount) : batch.Inputs;
            model.Backward(
                Of(i),
                inputs,
                activations[i].AsMemory(0, batch.Count * model.OutputCount),
                errors[i].AsMemory(0, batch.Count * model.OutputCount),
                Gradient.AsMemory(offsets[i]..offsets[i + 1]),
                i > 0 ? Take(errors, i - 1, batch.Count) : Memory<float>.Empty);
        }
    }

    private Memory<float> Take(float[][] memory, int layer, int samples)
    {
        int needed = samples * layers[layer].Model.OutputCount;
        if (memory[layer].Length < needed)
        {
            memory[layer] = new float[needed];
        }

        return memory[layer].AsMemory(0, needed);
    }
}
