using Lab.Models.HardwareInTheLoop;

namespace Lab.Models.DynamicalNetworks;

/// <summary>A network of oscillators as a layer: a sequence in, shape [step · input], the outputs of all neurons after every step
/// out, shape [step · neuron]. Its way back follows the outputs it is given: the model's own, or measured ones.</summary>
/// <remarks>Works in single precision, by several threads, with a result that does not depend on their number.</remarks>
public sealed class OscillatorLayer : IDifferentiableLayer
{
    private readonly NetworkShape shape;
    private readonly int steps;
    private readonly DynamicalNetwork<float, SpintronicNeuron<float>>[] networks;

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
    public void Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        float[] weights = Round(parameters);
        float[] sequences = Round(inputs);
        float[] results = new float[outputs.Length];
        ForParts(sequences.Length / InputCount, (network, first, count) =>
        {
            network.Run(weights, sequences.AsSpan(first * InputCount, count * InputCount));
            network.CopyOutputs(results.AsSpan(first * OutputCount, count * OutputCount));
        });
        for (int i = 0; i < results.Length; i++)
        {
            outputs[i] = results[i];
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
        float[] weights = Round(parameters);
        float[] sequences = Round(inputs);
        float[] trajectories = Round(outputs);
        float[] errors = Round(outputGradient);
        float[] back = new float[sequences.Length];
        int samples = sequences.Length / InputCount;
        double[][] sums = [.. Enumerable.Range(0, PartsOf(samples)).Select(_ => new double[shape.ParameterCount])];
        ForParts(samples, (network, first, count) =>
        {
            Span<float> part = sequences.AsSpan(first * InputCount, count * InputCount);
            Span<float> trajectory = trajectories.AsSpan(first * OutputCount, count * OutputCount);
            network.Follow(weights, part, trajectory);
            network.BackwardFromOutputs(
                errors.AsSpan(first * OutputCount, count * OutputCount),
                sums[first / DynamicalNetwork<float, SpintronicNeuron<float>>.Lanes],
                back.AsSpan(first * InputCount, count * InputCount));
        });
        for (int i = 0; i < parameterGradient.Length; i++)
        {
            foreach (double[] sum in sums)
            {
                parameterGradient[i] += sum[i];
            }
        }

        for (int i = 0; i < back.Length; i++)
        {
            inputGradient[i] = back[i];
        }
    }

    private static float[] Round(ReadOnlySpan<double> values)
    {
        float[] rounded = new float[values.Length];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (float)values[i];
        }

        return rounded;
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
