using Lab.Models.Kernels;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>A perceptron in a computer, to compare with: outputs are weighted sums of inputs, without biases; its weights begin at
/// zero.</summary>
/// <param name="inputs">How many inputs.</param>
/// <param name="classes">How many outputs.</param>
public sealed class SoftwarePerceptron(int inputs, int classes)
    : ClassifierNetwork(inputs, classes, [new("weight", string.Empty, [inputs, classes], 0, "Weight of each input for each output.")])
{
    private float[] outputs = [];
    private float[] outputGradient = [];

    /// <inheritdoc/>
    public override ClassifierModel Model => new Options(Inputs, Classes);

    /// <inheritdoc/>
    public override void Infer(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs) =>
        MatrixProduct.Multiply(inputs, Parameters, outputs, count, Classes, Inputs, threads: Threads);

    /// <inheritdoc/>
    public override double[] FirstWeights() => [.. from output in Enumerable.Range(0, Classes) from input in Enumerable.Range(0, Inputs) select (double)Parameters[(input * Classes) + output]];

    /// <inheritdoc/>
    public override (double Loss, int Right) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        int count = labels.Length;
        if (outputs.Length < count * Classes)
        {
            outputs = new float[count * Classes];
            outputGradient = new float[count * Classes];
        }

        Infer(inputs, count, outputs);
        (double Loss, int Right) result = SoftmaxEntropy.Differentiate(outputs.AsSpan(0, count * Classes), labels.Span, outputGradient, count);
        MatrixProduct.Multiply(inputs, outputGradient, Gradient, Inputs, Classes, count, transposeA: true, threads: Threads);
        return result;
    }

    /// <summary>What a perceptron in a computer is made of.</summary>
    /// <param name="Inputs">How many inputs.</param>
    /// <param name="Classes">How many outputs.</param>
    public sealed record Options(int Inputs, int Classes) : ClassifierModel
    {
        /// <inheritdoc/>
        public override long Size => (long)Classes * Inputs;

        /// <inheritdoc/>
        public override ClassifierNetwork Make(ulong seed) => new SoftwarePerceptron(Inputs, Classes);
    }
}
