namespace Lab.Models.HardwareInTheLoop;

/// <summary>The ideal of chains of resonators: output_j = Σ_i weight_ji · input_i (Leroux thesis, Eq. 5.6), in volts where the
/// inputs are powers in watts and the weights volts per watt. The parameters are the weights, shape [unit · input].</summary>
/// <param name="inputCount">How many inputs, and weights of a unit.</param>
/// <param name="unitCount">How many units, each a chain or one setting of a chain.</param>
public sealed class WeightedSum(int inputCount, int unitCount = 1) : IDifferentiableLayer
{
    /// <inheritdoc/>
    public int InputCount => inputCount;

    /// <inheritdoc/>
    public int OutputCount => unitCount;

    /// <inheritdoc/>
    public int ParameterCount => inputCount * unitCount;

    /// <inheritdoc/>
    public void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs)
    {
        ReadOnlySpan<float> weights = parameters.Span;
        ReadOnlySpan<float> from = inputs.Span;
        Span<float> to = outputs.Span;
        for (int at = 0; at < to.Length; at++)
        {
            (int sample, int unit) = Math.DivRem(at, unitCount);
            float sum = 0;
            for (int i = 0; i < inputCount; i++)
            {
                sum += weights[(unit * inputCount) + i] * from[(sample * inputCount) + i];
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
        ReadOnlySpan<float> from = inputs.Span;
        ReadOnlySpan<float> error = outputGradient.Span;
        Span<float> byWeights = parameterGradient.Span;
        Span<float> byInputs = inputGradient.Span;
        byWeights.Clear();
        byInputs.Clear();
        for (int at = 0; at < error.Length; at++)
        {
            (int sample, int unit) = Math.DivRem(at, unitCount);
            for (int i = 0; i < inputCount; i++)
            {
                byWeights[(unit * inputCount) + i] += error[at] * from[(sample * inputCount) + i];
            }

            for (int i = 0; i < inputCount && byInputs.Length > 0; i++)
            {
                byInputs[(sample * inputCount) + i] += error[at] * weights[(unit * inputCount) + i];
            }
        }
    }
}
