namespace Lab.Models.HardwareInTheLoop;

/// <summary>The ideal of a chain of resonators: output = Σ_i parameter_i · input_i (Leroux thesis, Eq. 5.6), in volts where the
/// inputs are powers in watts and the parameters weights in volts per watt.</summary>
/// <param name="inputCount">How many inputs, and weights.</param>
public sealed class WeightedSum(int inputCount) : IDifferentiableLayer
{
    /// <inheritdoc/>
    public int InputCount => inputCount;

    /// <inheritdoc/>
    public int OutputCount => 1;

    /// <inheritdoc/>
    public int ParameterCount => inputCount;

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        for (int sample = 0; sample < outputs.Length; sample++)
        {
            double sum = 0;
            for (int i = 0; i < inputCount; i++)
            {
                sum += parameters[i] * inputs[(sample * inputCount) + i];
            }

            outputs[sample] = sum;
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
        for (int sample = 0; sample < outputGradient.Length; sample++)
        {
            for (int i = 0; i < inputCount; i++)
            {
                parameterGradient[i] += outputGradient[sample] * inputs[(sample * inputCount) + i];
                inputGradient[(sample * inputCount) + i] = outputGradient[sample] * parameters[i];
            }
        }
    }
}
