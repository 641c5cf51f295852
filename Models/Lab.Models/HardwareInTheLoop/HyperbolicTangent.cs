namespace Lab.Models.HardwareInTheLoop;

/// <summary>The hyperbolic tangent of each input; it has no parameters.</summary>
/// <param name="count">How many inputs and outputs.</param>
public sealed class HyperbolicTangent(int count) : IDifferentiableLayer
{
    /// <inheritdoc/>
    public int InputCount => count;

    /// <inheritdoc/>
    public int OutputCount => count;

    /// <inheritdoc/>
    public int ParameterCount => 0;

    /// <inheritdoc/>
    public void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs)
    {
        ReadOnlySpan<float> from = inputs.Span;
        Span<float> to = outputs.Span;
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = MathF.Tanh(from[i]);
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
        ReadOnlySpan<float> values = outputs.Span;
        ReadOnlySpan<float> error = outputGradient.Span;
        Span<float> byInputs = inputGradient.Span;
        for (int i = 0; i < byInputs.Length; i++)
        {
            byInputs[i] = error[i] * (1 - (values[i] * values[i]));
        }
    }
}
