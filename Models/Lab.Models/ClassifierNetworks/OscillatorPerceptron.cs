using Lab.Models.HardwareInTheLoop;
using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>
/// A multi-layer perceptron with one hidden layer: input powers, resonators, oscillators, resonators, outputs (Leroux thesis,
/// section 6.1). There are no biases.
/// </summary>
public sealed class OscillatorPerceptron : ClassifierNetwork
{
    private readonly Options options;
    private readonly HiddenNeurons neurons;
    private readonly float[] hiddenWeights;
    private readonly float[] outputWeights;
    private readonly float[] modelOutputWeights;
    private readonly CrossTalk? hiddenCrossTalk;
    private readonly CrossTalk? outputCrossTalk;
    private LayerErrors? hiddenErrors;
    private LayerErrors? outputErrors;
    private float[] currents = [];
    private float[] powers = [];
    private float[] currentGradient = [];

    /// <summary>Makes a network with random parameters.</summary>
    /// <param name="options">The description of the network.</param>
    /// <param name="seed">The seed.</param>
    public OscillatorPerceptron(Options options, ulong seed)
        : base(options.Inputs, options.Classes, GroupsOf(options))
    {
        this.options = options;
        neurons = new HiddenNeurons(options.Neurons, options.Hidden);
        hiddenWeights = new float[options.Inputs * options.Hidden];
        outputWeights = new float[options.Hidden * options.Classes];
        modelOutputWeights = new float[outputWeights.Length];
        if (options.CrossTalk is { } band)
        {
            if (options.Synapses != SynapseModel.Resonator)
            {
                throw new ArgumentException("Only resonators have cross-talk.", nameof(options));
            }

            hiddenCrossTalk = new CrossTalk(band, options.Inputs, options.Hidden);
            outputCrossTalk = new CrossTalk(band, options.Hidden, options.Classes);
        }

        var random = RandomStream.For(seed, "perceptron/parameters");
        foreach ((ParameterGroup group, double spread, double amplification) in ((ParameterGroup, double, double)[])
            [
                (Groups[0], options.InitialSpread, options.HiddenAmplification),
                (Groups[2], options.InitialSpread, options.OutputAmplification)
            ])
        {
            bool isSoftware = options.Synapses == SynapseModel.Software;
            foreach (ref float parameter in Of(group))
            {
                parameter = (float)(spread * random.NextGaussian() * (isSoftware ? 2 * amplification : 1));
            }
        }

        Parameters[Groups[1].First] = options.Synapses == SynapseModel.Software ? 1 : (float)options.HiddenAmplification;
        Parameters[Groups[3].First] = options.Synapses == SynapseModel.Software ? 1 : (float)options.OutputAmplification;
    }

    /// <inheritdoc/>
    public override ClassifierModel Model => options;

    /// <summary>Whether the synapses are weights in software.</summary>
    public bool IsSoftware => options.Synapses == SynapseModel.Software;

    /// <inheritdoc/>
    public override void Infer(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs)
    {
        SetWeights();
        Forward(inputs, count, outputs);
    }

    /// <inheritdoc/>
    public override (double Loss, int Correct) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        int count = labels.Length;
        Grow(ref currentGradient, count * options.Hidden);
        (double Loss, int Correct) result = DifferentiateOutputs(inputs, labels);

        Memory<float> byOutputWeights = Gradient.AsMemory(Groups[2].First, Groups[2].Count);
        MatrixProduct.Multiply(
            powers, OutputGradient, byOutputWeights, options.Hidden, Classes, count, transposeA: true, threads: Threads);
        MatrixProduct.Multiply(OutputGradient, modelOutputWeights, currentGradient, count, options.Hidden, Classes,
            transposeB: true, threads: Threads);
        neurons.ApplySlope(currents.AsSpan(0, count * options.Hidden), currentGradient.AsSpan(0, count * options.Hidden));
        Memory<float> byHiddenWeights = Gradient.AsMemory(Groups[0].First, Groups[0].Count);
        MatrixProduct.Multiply(
            inputs, currentGradient, byHiddenWeights, Inputs, options.Hidden, count, transposeA: true, threads: Threads);
        if (options.Synapses == SynapseModel.Resonator)
        {
            DifferentiateWeights(0, hiddenCrossTalk, byHiddenWeights);
            DifferentiateWeights(2, outputCrossTalk, byOutputWeights);
        }

        return result;
    }

    /// <inheritdoc/>
    public override double[] FirstWeights()
    {
        const int shown = 16;
        SetWeights();
        return [.. from neuron in Enumerable.Range(0, Math.Min(shown, options.Hidden)) from input in Enumerable.Range(0, Inputs)
            select (double)hiddenWeights[(input * options.Hidden) + neuron]];
    }

    /// <summary>The same weights on resonators: each on the near branch, and the largest of a layer as its
    /// amplification.</summary>
    /// <exception cref="InvalidOperationException">It is made of resonators already.</exception>
    public OscillatorPerceptron ToResonators()
    {
        if (options.Synapses == SynapseModel.Resonator)
        {
            throw new InvalidOperationException("The synapses are resonators already.");
        }

        var chip = new OscillatorPerceptron(options with { Synapses = SynapseModel.Resonator }, seed: 0);
        for (int layer = 0; layer < Groups.Count; layer += 2)
        {
            Span<float> weights = Of(Groups[layer]);
            float largest = 0;
            foreach (float weight in weights)
            {
                largest = Math.Max(largest, Math.Abs(weight));
            }

            Span<float> detunings = chip.Of(chip.Groups[layer]);
            for (int i = 0; i < weights.Length; i++)
            {
                detunings[i] = (float)ResonatorSynapse.NearBranch(weights[i] / largest, damping: 0);
            }

            chip.Parameters[chip.Groups[layer + 1].First] = largest;
        }

        return chip;
    }

    /// <summary>The same network on devices that differ from what was meant. Its outputs are those of the devices; the
    /// derivatives that it finds are those of the model without errors at the devices' currents and powers, as training with a
    /// chip in the loop takes them.</summary>
    /// <param name="error">In what they differ.</param>
    /// <param name="spread">Standard deviation of the share.</param>
    /// <param name="random">Draws the devices.</param>
    /// <exception cref="InvalidOperationException">It is not made of resonators.</exception>
    public OscillatorPerceptron WithDeviceErrors(DeviceError error, double spread, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (options.Synapses != SynapseModel.Resonator)
        {
            throw new InvalidOperationException("Only resonators have errors of devices.");
        }

        var chip = new OscillatorPerceptron(options, seed: 0) { Threads = Threads };
        Parameters.CopyTo(chip.Parameters, 0);
        chip.hiddenErrors = LayerErrors.Draw(hiddenWeights.Length, error, spread, random);
        chip.outputErrors = LayerErrors.Draw(outputWeights.Length, error, spread, random);
        return chip;
    }

    /// <summary>The same parameters on chains in which every resonator sees every tone.</summary>
    /// <param name="band">The tones of each layer.</param>
    /// <exception cref="InvalidOperationException">It is not made of resonators.</exception>
    public OscillatorPerceptron WithCrossTalk(ToneBand band)
    {
        if (options.Synapses != SynapseModel.Resonator)
        {
            throw new InvalidOperationException("Only resonators have cross-talk.");
        }

        var chip = new OscillatorPerceptron(options with { CrossTalk = band }, seed: 0) { Threads = Threads };
        Parameters.CopyTo(chip.Parameters, 0);
        return chip;
    }

    /// <summary>The network as layers that are trained with the chip in the loop: its synapses are physical layers with their
    /// devices' errors, whose models have none; the neurons are computed. Its parameters are a copy.</summary>
    /// <exception cref="InvalidOperationException">It is not made of resonators.</exception>
    public LayeredNetwork ToLayers()
    {
        if (options.Synapses != SynapseModel.Resonator)
        {
            throw new InvalidOperationException("Only resonators are physical layers.");
        }

        VirtualChains Chains(int group, int inputs, int chains, CrossTalk? crossTalk, LayerErrors? errors)
        {
            int first = Groups[group].First;
            ParameterGroup[] groups =
                [Groups[group] with { First = 0 }, Groups[group + 1] with { First = Groups[group + 1].First - first }];
            return new VirtualChains(inputs, chains, crossTalk, errors, groups, Threads);
        }

        return new LayeredNetwork(
            [
                Chains(0, options.Inputs, options.Hidden, hiddenCrossTalk, hiddenErrors),
                new SoftwareLayer(neurons),
                Chains(2, options.Hidden, options.Classes, outputCrossTalk, outputErrors),
            ],
            Parameters,
            Losses.SoftmaxCrossEntropy);
    }

    private static ParameterGroup[] GroupsOf(Options options)
    {
        bool isSoftware = options.Synapses == SynapseModel.Software;
        (string name, string what) = isSoftware ? ("weight", "Weight") : ("detuning", "(f_rf − f_res)/(α·f_res)");
        int hidden = options.Inputs * options.Hidden;
        int output = options.Hidden * options.Classes;
        return
        [
            new($"hidden_{name}", string.Empty, [
                options.Inputs, options.Hidden
            ], 0, $"{what} of each synapse from an input to a hidden neuron."),
            new("hidden_amplification", string.Empty, [1], hidden, "Amplification of the hidden currents, in thresholds."),
            new($"output_{name}", string.Empty, [options.Hidden, options.Classes], hidden
                + 1, $"{what} of each synapse from a hidden neuron to an output."),
            new("output_amplification", string.Empty, [1], hidden + 1 + output, "Amplification of the outputs."),
        ];
    }

    private static void Grow(ref float[] memory, int count)
    {
        if (memory.Length < count)
        {
            memory = new float[count];
        }
    }

    private void SetWeights()
    {
        if (options.Synapses == SynapseModel.Software)
        {
            Of(Groups[0]).CopyTo(hiddenWeights);
            Of(Groups[2]).CopyTo(outputWeights);
            Of(Groups[2]).CopyTo(modelOutputWeights);
            return;
        }

        SetWeights(0, hiddenCrossTalk, hiddenErrors, hiddenWeights);
        SetWeights(2, outputCrossTalk, outputErrors, outputWeights);
        SetWeights(2, outputCrossTalk, errors: null, modelOutputWeights);
    }

    private void SetWeights(int layer, CrossTalk? crossTalk, LayerErrors? errors, float[] weights)
    {
        ReadOnlyMemory<float> detunings = Parameters.AsMemory(Groups[layer].First, Groups[layer].Count);
        float amplification = Parameters[Groups[layer + 1].First];
        if (crossTalk is null)
        {
            ResonatorSynapse.WeightsInto(
                errors is null ? detunings.Span : errors.Detune(detunings.Span), damping: 0, amplification, weights);
            errors?.Scale(weights);
        }
        else
        {
            crossTalk.WeightsInto(detunings, errors, amplification, weights, Threads);
        }
    }

    // Derivatives by the weights become those by the detunings; that by the amplification follows.
    private void DifferentiateWeights(int layer, CrossTalk? crossTalk, Memory<float> gradient)
    {
        ReadOnlyMemory<float> detunings = Parameters.AsMemory(Groups[layer].First, Groups[layer].Count);
        float amplification = Parameters[Groups[layer + 1].First];
        Gradient[Groups[layer + 1].First] = crossTalk is null
            ? ResonatorSynapse.Differentiate(detunings.Span, damping: 0, amplification, gradient.Span)
            : crossTalk.Differentiate(detunings, amplification, gradient, Threads);
    }

    private void Forward(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs)
    {
        int hidden = options.Hidden;
        Grow(ref currents, count * hidden);
        Grow(ref powers, count * hidden);
        MatrixProduct.Multiply(inputs, hiddenWeights, currents, count, hidden, Inputs, threads: Threads);
        neurons.Activate(currents.AsSpan(0, count * hidden), powers);
        MatrixProduct.Multiply(powers, outputWeights, outputs, count, Classes, hidden, threads: Threads);
    }

    /// <summary>The description of a perceptron.</summary>
    /// <param name="Inputs">How many inputs.</param>
    /// <param name="Hidden">How many hidden neurons.</param>
    /// <param name="Classes">How many outputs.</param>
    public sealed record Options(int Inputs, int Hidden, int Classes) : ClassifierModel
    {
        /// <summary>The synapses.</summary>
        public SynapseModel Synapses { get; init; }

        /// <summary>The hidden neurons.</summary>
        public NeuronModel Neurons { get; init; }

        /// <summary>The tones of each layer where every resonator sees all of them; none where each sees its own alone.</summary>
        public ToneBand? CrossTalk { get; init; }

        /// <summary>First amplification of the hidden currents.</summary>
        public double HiddenAmplification { get; init; } = 10;

        /// <summary>First amplification of the outputs.</summary>
        public double OutputAmplification { get; init; } = 3;

        /// <summary>Standard deviation of the first detunings; weights of software start as those of such detunings,
        /// amplified.</summary>
        public double InitialSpread { get; init; } = 0.02;

        /// <inheritdoc/>
        public override long Size => (long)Hidden * (Inputs + Classes);

        /// <inheritdoc/>
        public override string? FindFault() =>
            Fault("inputs", Inputs, Inputs > 0, "positive")
            ?? Fault("hidden", Hidden, Hidden > 0, "positive")
            ?? Fault("classes", Classes, Classes is > 0 and <= 256, "1 to 256")
            ?? Fault("hidden_amplification", HiddenAmplification, HiddenAmplification > 0, "positive")
            ?? Fault("output_amplification", OutputAmplification, OutputAmplification > 0, "positive")
            ?? Fault("initial_spread", InitialSpread, InitialSpread >= 0, "0 or more")
            ?? (CrossTalk is null ? null
                : Fault("cross_talk.damping", CrossTalk.Damping, CrossTalk.Damping is > 0 and < 1, "between 0 and 1")
                    ?? Fault("cross_talk.lowest_hertz", CrossTalk.LowestHertz, CrossTalk.LowestHertz > 0, "positive")
                    ?? Fault(
                        "cross_talk.highest_hertz",
                        CrossTalk.HighestHertz,
                        CrossTalk.HighestHertz > CrossTalk.LowestHertz,
                        "above 'lowest_hertz'"))
            ?? (Enum.IsDefined(Synapses) && Enum.IsDefined(Neurons) ? null : "'synapses' or 'neurons' is none that is known");

        /// <inheritdoc/>
        public override ClassifierNetwork Make(ulong seed) => new OscillatorPerceptron(this, seed);
    }
}
