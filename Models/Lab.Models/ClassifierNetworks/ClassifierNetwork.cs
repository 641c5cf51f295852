using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>A network that tells classes of samples apart, with its parameters and the loss' derivatives by them.</summary>
/// <remarks>Outputs are unnormalised log-probabilities. Results do not depend on the number of threads. One thread at a time uses
/// a network.</remarks>
public abstract class ClassifierNetwork : INetwork
{
    private float[] outputs = [];
    private float[] outputGradient = [];
    private float[] answers = [];
    private byte[] labels = [];

    private protected ClassifierNetwork(int inputs, int classes, IReadOnlyList<ParameterGroup> groups)
    {
        Inputs = inputs;
        Classes = classes;
        Groups = groups;
        Parameters = new float[groups[^1].End];
        Gradient = new float[Parameters.Length];
    }

    /// <summary>The kind, the sizes and the devices of the network.</summary>
    public abstract ClassifierModel Model { get; }

    /// <summary>Numbers of a sample.</summary>
    public int Inputs { get; }

    /// <inheritdoc/>
    int INetwork.InputCount => Inputs;

    /// <inheritdoc/>
    int INetwork.TargetCount => Classes;

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>The groups of the parameters, one after the other.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>All parameters, shape [parameter].</summary>
    public float[] Parameters { get; }

    /// <summary>The derivatives by the parameters that <see cref="Differentiate"/> found, shape [parameter].</summary>
    public float[] Gradient { get; }

    /// <summary>Threads that it may use.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>The numbers of a group among the parameters.</summary>
    public Span<float> Of(ParameterGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Parameters.AsSpan(group.First, group.Count);
    }

    /// <summary>Tells samples apart.</summary>
    /// <param name="inputs">Shape [sample · input], each number from 0 to 1.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="outputs">Receives the outputs, shape [sample · class].</param>
    public abstract void Infer(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs);

    /// <summary>Weights of the first layer, as they stand, for pictures: shape [filter · coefficient], or [hidden neuron · input]
    /// of the first neurons.</summary>
    public abstract double[] FirstWeights();

    /// <summary>Finds the mean loss' derivatives by the parameters.</summary>
    /// <param name="inputs">Shape [sample · input], each number from 0 to 1.</param>
    /// <param name="labels">The class of each sample, shape [sample].</param>
    /// <returns>The sum of the samples' losses in nats, and how many answers were correct.</returns>
    public abstract (double Loss, int Correct) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels);

    /// <inheritdoc/>
    public ValueTask<BatchResult> DifferentiateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken)
    {
        ReadLabels(batch);
        (double loss, int correct) = Differentiate(batch.Inputs, labels.AsMemory(0, batch.Count));
        return ValueTask.FromResult(new BatchResult(loss, correct, batch.Count, Measured: 0));
    }

    /// <inheritdoc/>
    public ValueTask<BatchResult> EvaluateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken)
    {
        ReadLabels(batch);
        answers = answers.Length < batch.Count * Classes ? new float[batch.Count * Classes] : answers;
        Span<float> gradient = new float[batch.Count * Classes];
        Infer(batch.Inputs, batch.Count, answers);
        (double loss, int correct) = SoftmaxEntropy.Differentiate(
            answers.AsSpan(0, gradient.Length), labels.AsSpan(0, batch.Count), gradient, batch.Count);
        return ValueTask.FromResult(new BatchResult(loss, correct, batch.Count, Measured: 0));
    }

    /// <summary>The derivatives that <see cref="DifferentiateOutputs"/> found, shape [sample · class], and unused memory after
    /// them.</summary>
    private protected ReadOnlyMemory<float> OutputGradient => outputGradient;

    /// <summary>Tells samples apart and finds the mean loss' derivatives by the outputs.</summary>
    /// <param name="inputs">As in <see cref="Differentiate"/>.</param>
    /// <param name="labels">As there.</param>
    /// <returns>As there.</returns>
    private protected (double Loss, int Correct) DifferentiateOutputs(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        int count = labels.Length;
        if (outputs.Length < count * Classes)
        {
            outputs = new float[count * Classes];
            outputGradient = new float[outputs.Length];
        }

        Infer(inputs, count, outputs);
        return SoftmaxEntropy.Differentiate(outputs.AsSpan(0, count * Classes), labels.Span, outputGradient, count);
    }

    private void ReadLabels(TrainingBatch batch)
    {
        labels = labels.Length < batch.Count ? new byte[batch.Count] : labels;
        for (int i = 0; i < batch.Count; i++)
        {
            labels[i] = (byte)Answers.IndexOfLargest(batch.Targets.Span.Slice(i * Classes, Classes));
        }
    }
}
