namespace Lab.Models.HardwareInTheLoop;

/// <summary>A dense linear read-out of the last numbers of a sequence: output = Σ_k weight·input + bias over the last ones. The
/// parameters are the weights, shape [output · number], then the biases.</summary>
/// <param name="inputCount">Numbers of a whole sequence.</param>
/// <param name="width">How many of them, at the end, are read.</param>
/// <param name="outputCount">Outputs.</param>
public sealed class LastStepReadout(int inputCount, int width, int outputCount) : IDifferentiableLayer
{
    /// <inheritdoc/>
    public int InputCount => inputCount;

    /// <inheritdoc/>
    public int OutputCount => outputCount;

    /// <inheritdoc/>
    public int ParameterCount => (width + 1) * outputCount;

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        for (int sample = 0; sample < inputs.Length / inputCount; sample++)
        {
            ReadOnlySpan<double> last = inputs.Slice(((sample + 1) * inputCount) - width, width);
            for (int output = 0; output < outputCount; output++)
            {
                double sum = parameters[(width * outputCount) + output];
                for (int k = 0; k < width; k++)
                {
                    sum += parameters[(output * width) + k] * last[k];
                }

                outputs[(sample * outputCount) + output] = sum;
            }
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
        inputGradient.Clear();
        for (int sample = 0; sample < inputs.Length / inputCount; sample++)
        {
            int first = ((sample + 1) * inputCount) - width;
            for (int output = 0; output < outputCount; output++)
            {
                double error = outputGradient[(sample * outputCount) + output];
                parameterGradient[(width * outputCount) + output] += error;
                for (int k = 0; k < width; k++)
                {
                    parameterGradient[(output * width) + k] += error * inputs[first + k];
                    inputGradient[first + k] += error * parameters[(output * width) + k];
                }
            }
        }
    }
}
