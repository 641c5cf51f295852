namespace Lab.Models.HardwareInTheLoop;

/// <summary>Turns measured numbers into what a loss takes: output = gain · input / scale + bias, one gain and one bias an output.
/// The parameters are all gains, then all biases.</summary>
/// <param name="count">How many inputs and outputs.</param>
/// <param name="scale">A typical input, which makes the gains of the order of one; positive.</param>
public sealed class AffineReadout(int count, double scale) : IDifferentiableLayer
{
    /// <inheritdoc/>
    public int InputCount => count;

    /// <inheritdoc/>
    public int OutputCount => count;

    /// <inheritdoc/>
    public int ParameterCount => 2 * count;

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        for (int at = 0; at < inputs.Length; at++)
        {
            int i = at % count;
            outputs[at] = (parameters[i] * inputs[at] / scale) + parameters[count + i];
        }
    }

    /// <inheritdoc/>
    public void Backward(
        ReadOnlySpan<double> parameters,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<double> outputs,
        ReadOnlySpan<double> outputGradient,
        Span<double> parameterGradient,
        Span<double> inputGradient)
    {
        for (int at = 0; at < inputs.Length; at++)
        {
            int i = at % count;
            parameterGradient[i] += outputGradient[at] * inputs[at] / scale;
            parameterGradient[count + i] += outputGradient[at];
            inputGradient[at] = outputGradient[at] * parameters[i] / scale;
        }
    }
}
