using Lab.Models.HardwareInTheLoop;
using Lab.Models.Kernels;

namespace Lab.Models.ClassifierNetworks;

/// <summary>Chains of resonators as a layer: an output is the sum of the inputs, weighted by the resonators of its chain. The
/// parameters are the detunings, shape [input · chain], then the amplification.</summary>
/// <param name="inputs">How many inputs, and resonators of a chain.</param>
/// <param name="chains">How many chains.</param>
/// <param name="crossTalk">Makes the weights where every resonator sees every tone.</param>
/// <param name="errors">How the devices differ from those that were meant; its derivatives are those of the latter.</param>
/// <param name="threads">Threads; they change no result.</param>
internal sealed class ResonatorChains(int inputs, int chains, CrossTalk? crossTalk, LayerErrors? errors, int threads)
    : IDifferentiableLayer
{
    private readonly float[] weights = new float[inputs * chains];

    public int InputCount => inputs;

    public int OutputCount => chains;

    public int ParameterCount => weights.Length + 1;

    public void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs)
    {
        SetWeights(parameters, errors);
        MatrixProduct.Multiply(inputs, weights, outputs, inputs.Length / InputCount, chains, InputCount, threads: threads);
    }

    public void Backward(
        ReadOnlyMemory<float> parameters,
        ReadOnlyMemory<float> inputs,
        ReadOnlyMemory<float> outputs,
        ReadOnlyMemory<float> outputGradient,
        Memory<float> parameterGradient,
        Memory<float> inputGradient)
    {
        int count = inputs.Length / InputCount;
        Memory<float> byWeights = parameterGradient[..weights.Length];
        MatrixProduct.Multiply(inputs, outputGradient, byWeights, InputCount, chains, count, transposeA: true, threads: threads);
        if (!inputGradient.IsEmpty)
        {
            SetWeights(parameters, devices: null);
            MatrixProduct.Multiply(
                outputGradient, weights, inputGradient, count, InputCount, chains, transposeB: true, threads: threads);
        }

        ReadOnlyMemory<float> detunings = parameters[..weights.Length];
        float amplification = parameters.Span[weights.Length];
        parameterGradient.Span[weights.Length] = crossTalk is null
            ? ResonatorSynapse.Differentiate(detunings.Span, damping: 0, amplification, byWeights.Span)
            : crossTalk.Differentiate(detunings, amplification, byWeights, threads);
    }

    private void SetWeights(ReadOnlyMemory<float> parameters, LayerErrors? devices)
    {
        ReadOnlyMemory<float> detunings = parameters[..weights.Length];
        float amplification = parameters.Span[weights.Length];
        if (crossTalk is null)
        {
            ResonatorSynapse.WeightsInto(
                devices is null ? detunings.Span : devices.Detune(detunings.Span), damping: 0, amplification, weights);
            devices?.Scale(weights);
        }
        else
        {
            crossTalk.WeightsInto(detunings, devices, amplification, weights, threads);
        }
    }
}
