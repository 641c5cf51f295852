using Lab.Models.Kernels;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>A perceptron in a computer, to compare with: outputs are weighted sums of inputs, without biases; its weights begin
/// at zero.</summary>
/// <param name="inputs">How many inputs.</param>
/// <param name="classes">How many outputs.</param>
public sealed class SoftwarePerceptron(int inputs, int classes)
    : ClassifierNetwork(
        inputs, classes, [new("weight", string.Empty, [inputs, classes], 0, "Weight of each input for each output.")])
{

    /// <inheritdoc/>
    public override ClassifierModel Model => new Options(Inputs, Classes);

    /// <inheritdoc/>
    public override void Infer(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs) =>
        MatrixProduct.Multiply(inputs, Parameters, outputs, count, Classes, Inputs, threads: Threads);

    /// <inheritdoc/>
    public override double[] FirstWeights() => [.. from output in Enumerable.Range(0, Classes)
        from input in Enumerable.Range(0, Inputs) select (double)Parameters[(input * Classes) + output]];

    /// <inheritdoc/>
    public override (double Loss, int Correct) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        (double Loss, int Correct) result = DifferentiateOutputs(inputs, labels);
        MatrixProduct.Multiply(
            inputs, OutputGradient, Gradient, Inputs, Classes, labels.Length, transposeA: true, threads: Threads);
        return result;
    }

    /// <summary>The description of a perceptron in a computer.</summary>
    /// <param name="Inputs">How many inputs.</param>
    /// <param name="Classes">How many outputs.</param>
    public sealed record Options(int Inputs, int Classes) : ClassifierModel
    {
        /// <inheritdoc/>
        public override long Size => (long)Classes * Inputs;

        /// <inheritdoc/>
        public override string? FindFault() =>
            Fault("inputs", Inputs, Inputs > 0, "positive") ?? Fault("classes", Classes, Classes is > 0 and <= 256, "1 to 256");

        /// <inheritdoc/>
        public override ClassifierNetwork Make(ulong seed) => new SoftwarePerceptron(Inputs, Classes);
    }
}
