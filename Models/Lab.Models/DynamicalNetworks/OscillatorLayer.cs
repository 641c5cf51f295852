using Lab.Models.HardwareInTheLoop;

namespace Lab.Models.DynamicalNetworks;

/// <summary>A network of oscillators as a layer: a sequence in, shape [step · input], the outputs of all neurons after every step
/// out, shape [step · neuron]. Its backward pass follows the outputs it is given: the model's own, or measured ones.</summary>
/// <remarks>Works in single precision, by several threads, with a result that does not depend on their number.</remarks>
public sealed class OscillatorLayer : IDifferentiableLayer
{
    private readonly NetworkShape shape;
    private readonly int steps;
    private readonly DynamicalNetwork<float, SpintronicNeuron<float>>[] networks;
    private readonly List<double[]> sums = [];

    /// <summary>Creates the layer.</summary>
    /// <param name="shape">Layers and masks; its read-out is not used.</param>
    /// <param name="neurons">The neurons, shape [neuron]; or one for all of them.</param>
    /// <param name="amplification">S, in 1/ns.</param>
    /// <param name="steps">Steps of a sequence.</param>
    /// <param name="threads">Threads; at least 1.</param>
    public OscillatorLayer(
        NetworkShape shape, IReadOnlyList<SpintronicNeuron<float>> neurons, double amplification, int steps, int threads)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(neurons);
        (this.shape, this.steps) = (shape, steps);
        networks = [.. Enumerable.Range(0, threads).Select(_ => new DynamicalNetwork<float, SpintronicNeuron<float>>(
            shape, [.. neurons], amplification, steps))];
    }

    /// <inheritdoc/>
    public int InputCount => steps * shape.Inputs;

    /// <inheritdoc/>
    public int OutputCount => steps * shape.Neurons;

    /// <inheritdoc/>
    public int ParameterCount => shape.ReadoutWeights;

    /// <inheritdoc/>
    public void Forward(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs) =>
        ForParts(inputs.Length / InputCount, (network, first, count) =>
        {
            network.Run(parameters.Span, inputs.Span.Slice(first * InputCount, count * InputCount));
            network.CopyOutputs(outputs.Span.Slice(first * OutputCount, count * OutputCount));
        });

    /// <inheritdoc/>
    public void Backward(
        ReadOnlyMemory<float> parameters,
        ReadOnlyMemory<float> inputs,
        ReadOnlyMemory<float> outputs,
        ReadOnlyMemory<float> outputGradient,
        Memory<float> parameterGradient,
        Memory<float> inputGradient)
    {
        int samples = inputs.Length / InputCount;
        while (sums.Count < PartsOf(samples))
        {
            sums.Add(new double[shape.ParameterCount]);
        }

        ForParts(samples, (network, first, count) =>
        {
            double[] sum = sums[first / DynamicalNetwork<float, SpintronicNeuron<float>>.Lanes];
            Array.Clear(sum);
            network.Follow(
                parameters.Span, inputs.Span.Slice(first * InputCount, count * InputCount),
                    outputs.Span.Slice(first * OutputCount, count * OutputCount));
            network.BackwardFromOutputs(
                outputGradient.Span.Slice(first * OutputCount, count * OutputCount),
                sum,
                inputGradient.Length > 0 ? inputGradient.Span.Slice(first * InputCount, count * InputCount) : []);
        });
        Span<float> gradient = parameterGradient.Span;
        for (int i = 0; i < gradient.Length; i++)
        {
            double total = 0;
            for (int part = 0; part < PartsOf(samples); part++)
            {
                total += sums[part][i];
            }

            gradient[i] = (float)total;
        }
    }

    private static int PartsOf(int samples) =>
        (samples + DynamicalNetwork<float, SpintronicNeuron<float>>.Lanes - 1)
            / DynamicalNetwork<float, SpintronicNeuron<float>>.Lanes;

    private void ForParts(int samples, Action<DynamicalNetwork<float, SpintronicNeuron<float>>, int, int> work)
    {
        int lanes = DynamicalNetwork<float, SpintronicNeuron<float>>.Lanes;
        Parallel.For(0, networks.Length, worker =>
        {
            for (int part = worker; part < PartsOf(samples); part += networks.Length)
            {
                work(networks[worker], part * lanes, Math.Min(lanes, samples - (part * lanes)));
            }
        });
    }
}
