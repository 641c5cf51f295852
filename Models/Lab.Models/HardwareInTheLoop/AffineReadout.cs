namespace Lab.Models.HardwareInTheLoop;

/// <summary>Turns measured numbers into what a loss takes: output = gain · input / scale + bias, one gain and one bias an output. The
/// parameters are all gains, then all biases.</summary>
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
        for (int i = 0; i < count; i++)
        {
            outputs[i] = (parameters[i] * inputs[i] / scale) + parameters[count + i];
        }
    }

    /// <inheritdoc/>
    public void Backward(
        ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputGradient, Span<double> parameterGradient, Span<double> inputGradient)
    {
        for (int i = 0; i < count; i++)
        {
            parameterGradient[i] += outputGradient[i] * inputs[i] / scale;
            parameterGradient[count + i] += outputGradient[i];
            inputGradient[i] = outputGradient[i] * parameters[i] / scale;
        }
    }
}
