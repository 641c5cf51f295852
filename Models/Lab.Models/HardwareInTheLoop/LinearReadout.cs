namespace Lab.Models.HardwareInTheLoop;

/// <summary>A dense linear read-out of the last numbers of a sequence, or of all of them: output = Σ_k weight·input + bias over
/// the last ones. The parameters are the weights, shape [output · number], then the biases.</summary>
/// <param name="inputCount">Numbers of a whole sequence.</param>
/// <param name="width">How many of them, at the end, are read.</param>
/// <param name="outputCount">Outputs.</param>
public sealed class LinearReadout(int inputCount, int width, int outputCount) : IDifferentiableLayer
{
    /// <inheritdoc/>
    public int InputCount => inputCount;

    /// <inheritdoc/>
    public int OutputCount => outputCount;

    /// <inheritdoc/>
    public int ParameterCount => (width + 1) * outputCount;

    /// <inheritdoc/>
    public void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs)
    {
        ReadOnlySpan<float> weights = parameters.Span;
        Span<float> to = outputs.Span;
        for (int at = 0; at < to.Length; at++)
        {
            (int sample, int output) = Math.DivRem(at, outputCount);
            ReadOnlySpan<float> last = inputs.Span.Slice(((sample + 1) * inputCount) - width, width);
            float sum = weights[(width * outputCount) + output];
            for (int k = 0; k < width; k++)
            {
                sum += weights[(output * width) + k] * last[k];
            }

            to[at] = sum;
        }
    }

    /// <inheritdoc/>
    public void Backward(
        ReadOnlyMemory<float> parameters,
        ReadOnlyMemory<float> inputs,
        ReadOnlyMemory<float> outputs,
        ReadOnlyMemory<float> outputGradient,
        Memory<float> parameterGradient,
        Memory<float> inputGradient)
    {
        ReadOnlySpan<float> weights = parameters.Span;
        ReadOnlySpan<float> errors = outputGradient.Span;
        Span<float> byParameters = parameterGradient.Span;
        Span<float> byInputs = inputGradient.Span;
        byParameters.Clear();
        byInputs.Clear();
        for (int at = 0; at < errors.Length; at++)
        {
            (int sample, int output) = Math.DivRem(at, outputCount);
            int first = ((sample + 1) * inputCount) - width;
            ReadOnlySpan<float> last = inputs.Span.Slice(first, width);
            byParameters[(width * outputCount) + output] += errors[at];
            for (int k = 0; k < width; k++)
            {
                byParameters[(output * width) + k] += errors[at] * last[k];
            }

            for (int k = 0; k < width && byInputs.Length > 0; k++)
            {
                byInputs[first + k] += errors[at] * weights[(output * width) + k];
            }
        }
    }
}
