using System.Numerics;
using System.Runtime.InteropServices;
using Lab.Models.HardwareInTheLoop;

namespace Lab.Models.ClassifierNetworks;

/// <summary>The neurons between two layers of synapses: oscillators, which turn currents into powers, or rectifiers. They have no
/// parameters.</summary>
/// <param name="model">The neuron.</param>
/// <param name="count">How many.</param>
internal sealed class HiddenNeurons(NeuronModel model, int count) : IDifferentiableLayer
{
    public int InputCount => count;

    public int OutputCount => count;

    public int ParameterCount => 0;

    public void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs) =>
        Activate(inputs.Span, outputs.Span);

    public void Backward(
        ReadOnlyMemory<float> parameters,
        ReadOnlyMemory<float> inputs,
        ReadOnlyMemory<float> outputs,
        ReadOnlyMemory<float> outputGradient,
        Memory<float> parameterGradient,
        Memory<float> inputGradient)
    {
        if (!inputGradient.IsEmpty)
        {
            outputGradient.CopyTo(inputGradient);
            ApplySlope(inputs.Span, inputGradient.Span);
        }
    }

    /// <summary>Outputs of inputs.</summary>
    public void Activate(ReadOnlySpan<float> from, Span<float> to)
    {
        bool isOscillator = model == NeuronModel.Oscillator;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(from);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(to);
        for (int i = 0; i < vectors.Length; i++)
        {
            results[i] = isOscillator ? OscillatorNeuron.Power(vectors[i]) : Vector.Max(vectors[i], Vector<float>.Zero);
        }

        for (int i = vectors.Length * Vector<float>.Count; i < from.Length; i++)
        {
            to[i] = isOscillator ? OscillatorNeuron.Power(from[i]) : Math.Max(from[i], 0);
        }
    }

    /// <summary>From the derivatives by outputs to those by inputs.</summary>
    /// <param name="at">The inputs.</param>
    /// <param name="gradient">Derivatives by the outputs, which become those by the inputs.</param>
    public void ApplySlope(ReadOnlySpan<float> at, Span<float> gradient)
    {
        bool isOscillator = model == NeuronModel.Oscillator;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(at);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        for (int i = 0; i < vectors.Length; i++)
        {
            results[i] *= isOscillator
                ? OscillatorNeuron.Slope(vectors[i])
                : Vector.ConditionalSelect(
                    Vector.GreaterThan(vectors[i], Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
        }

        for (int i = vectors.Length * Vector<float>.Count; i < at.Length; i++)
        {
            gradient[i] *= isOscillator ? OscillatorNeuron.Slope(at[i]) : at[i] > 0 ? 1 : 0;
        }
    }
}
