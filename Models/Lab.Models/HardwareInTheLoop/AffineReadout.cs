namespace Lab.Models.HardwareInTheLoop;

/// <summary>Turns measured numbers into pure ones: output = gain · input / scale + bias, one gain and one bias an output. The
/// parameters are all gains, then all biases.</summary>
/// <param name="count">How many inputs and outputs.</param>
/// <param name="scale">A typical input, which makes the gains of the order of one; positive.</param>
public sealed class AffineReadout(int count, double scale) : IDifferentiableLayer
{
    private readonly float inverse = (float)(1 / scale);

    /// <inheritdoc/>
    public int InputCount => count;

    /// <inheritdoc/>
    public int OutputCount => count;

    /// <inheritdoc/>
    public int ParameterCount => 2 * count;

    /// <inheritdoc/>
    public void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs)
    {
        ReadOnlySpan<float> gains = parameters.Span[..count];
        ReadOnlySpan<float> biases = parameters.Span[count..];
        ReadOnlySpan<float> from = inputs.Span;
        Span<float> to = outputs.Span;
        for (int at = 0; at < from.Length; at++)
        {
            to[at] = (gains[at % count] * (from[at] * inverse)) + biases[at % count];
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
        ReadOnlySpan<float> gains = parameters.Span[..count];
        ReadOnlySpan<float> from = inputs.Span;
        ReadOnlySpan<float> error = outputGradient.Span;
        Span<float> byParameters = parameterGradient.Span;
        Span<float> byInputs = inputGradient.Span;
        byParameters.Clear();
        for (int at = 0; at < from.Length; at++)
        {
            int i = at % count;
            byParameters[i] += error[at] * (from[at] * inverse);
            byParameters[count + i] += error[at];
        }

        for (int at = 0; at < byInputs.Length; at++)
        {
            byInputs[at] = error[at] * gains[at % count] * inverse;
        }
    }
}
