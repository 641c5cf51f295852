using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.DynamicalNetworks;

/// <summary>
/// A chip of oscillators that differ from their model and from each other, measured with noise: a physical layer without a bench.
/// It gives what a bench could measure, the sampled outputs of its neurons, and nothing of what they are.
/// </summary>
public sealed class VirtualChip : IPhysicalLayer
{
    // Beyond, a neuron would be sorted out; at 30 % it keeps every rate positive.
    private const double LargestDeviation = 2.5;

    // Of one batch: the sampled outputs of a few hundred neurons then take some megabytes.
    private const int MostSamples = 256;

    private readonly OscillatorLayer hidden;
    private readonly double noise;
    private readonly ulong seed;
    private readonly Duration presentation;
    private ulong measurements;

    /// <summary>Makes a chip.</summary>
    /// <param name="shape">Layers and masks.</param>
    /// <param name="nominal">The parameters that its neurons should have.</param>
    /// <param name="pixelTime">Time of one input.</param>
    /// <param name="amplification">S, in 1/ns.</param>
    /// <param name="steps">Steps of a sequence.</param>
    /// <param name="spread">Standard deviation from neuron to neuron, each by itself, of relaxation and gain relative to what
    /// they should be, and of the fixed drive relative to the relaxation.</param>
    /// <param name="noise">Standard deviation of the noise of each sampled output.</param>
    /// <param name="seed">Seed of the chip and of its noise.</param>
    /// <param name="threads">Threads; at least 1.</param>
    public VirtualChip(
        NetworkShape shape, OscillatorParameters nominal, Duration pixelTime, double amplification, int steps, double spread,
        double noise, ulong seed, int threads)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(nominal);
        (this.noise, this.seed) = (noise, seed);
        presentation = pixelTime * steps;
        var random = RandomStream.For(seed, "chip/spread");
        double Factor() => 1 + (spread * Math.Clamp(random.NextGaussian(), -LargestDeviation, LargestDeviation));
        hidden = new OscillatorLayer(
            shape,
            [
                .. Enumerable.Range(0, shape.Neurons).Select(_ => new SpintronicNeuron<float>(
                    nominal with
                    {
                        RelaxationPerNanosecond = nominal.RelaxationPerNanosecond * Factor(),
                        Gain = nominal.Gain * Factor(),
                        FixedDrive = nominal.FixedDrive + (nominal.RelaxationPerNanosecond * (Factor() - 1)),
                    },
                    pixelTime)),
            ],
            amplification,
            steps,
            threads);
        Model = new OscillatorLayer(shape, [new SpintronicNeuron<float>(nominal, pixelTime)], amplification, steps, threads);
        Groups = [new("chip", string.Empty, [Model.ParameterCount], 0, "Weights and biases of the chip's neurons.")];
        UnitCount = shape.Neurons;
    }

    /// <inheritdoc/>
    public IDifferentiableLayer Model { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <inheritdoc/>
    public int UnitCount { get; }

    /// <inheritdoc/>
    public int LargestBatch => MostSamples;

    /// <inheritdoc/>
    public Duration CostOf(int samples) => presentation * samples;

    /// <inheritdoc/>
    public void Project(Span<float> parameters)
    {
        // Every weight can be set.
    }

    /// <inheritdoc/>
    public ValueTask MeasureAsync(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        hidden.Forward(parameters, inputs, outputs);
        if (noise > 0)
        {
            var random = RandomStream.For(seed, "chip/noise", measurements);
            foreach (ref float output in outputs.Span)
            {
                output += (float)(noise * random.NextGaussian());
            }
        }

        measurements++;
        return ValueTask.CompletedTask;
    }
}
