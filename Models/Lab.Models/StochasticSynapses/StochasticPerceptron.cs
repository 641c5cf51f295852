using System.Text.Json.Serialization;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.StochasticSynapses;

/// <summary>A perceptron whose synapses are domain walls that pass a notch or do not (Ellis 2023): fields are the parameters, K
/// samples of each synapse are drawn in every pass, and a real bias is added to each neuron's sum. With a hidden layer, its sums
/// less those of synapses at the centre field go through a logistic function, which is the probability that a wall is injected
/// into a synapse of the second layer.</summary>
/// <remarks>Outputs are drawn: they differ from call to call. <see cref="Restart"/> begins the random numbers anew, so that a
/// training can be taken up. Used by one thread at a time.</remarks>
public sealed class StochasticPerceptron : ClassifierNetwork, INetwork
{
    private readonly Options options;
    private readonly StochasticLayer first;
    private readonly StochasticLayer? second;
    private readonly float centreProbability;
    private readonly ulong seed;
    private float[] hidden = []; // [sample · hidden]
    private float[] hiddenGradient = [];

    /// <summary>Makes a network: fields at the centre of the pass probability, without biases; those of a hidden layer spread
    /// about it, or all its neurons would learn the same.</summary>
    /// <param name="options">The description of the network.</param>
    /// <param name="seed">Seed of fields and samples.</param>
    /// <exception cref="ArgumentException">The description has a fault.</exception>
    public StochasticPerceptron(Options options, ulong seed)
        : base(options.Inputs, options.Classes, GroupsOf(options))
    {
        if (options.FindFault() is { } fault)
        {
            throw new ArgumentException($"Of the network {fault}.", nameof(options));
        }

        (this.options, this.seed) = (options, seed);
        first = new StochasticLayer(options.Inputs, options.Hidden > 0 ? options.Hidden : options.Classes, options.Probability);
        second = options.Hidden > 0 ? new StochasticLayer(options.Hidden, options.Classes, options.Probability) : null;
        centreProbability = (float)options.Probability.At(options.Probability.Centre);
        Samples = options.Samples;
        var random = RandomStream.For(seed, "stochastic/parameters");
        double centre = options.Probability.Centre.Tesla * 1e3;
        double spread = options.Hidden > 0 ? 1e3 / options.Probability.SlopePerTesla : 0;
        foreach (ParameterGroup group in Groups.Where(group => group.Unit.Length > 0))
        {
            foreach (ref float field in Of(group))
            {
                field = (float)(centre + (spread > 0 ? spread * random.NextGaussian() : 0));
            }
        }

        Project();
        Restart(0);
    }

    /// <inheritdoc/>
    public override ClassifierModel Model => options;

    /// <summary>Samples of each synapse, K; <see langword="null"/> for infinitely many: sums are their means.</summary>
    public int? Samples
    {
        get => first.Samples;
        set
        {
            if (value is < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(value), $"{value} samples are none; at least 1.");
            }

            first.Samples = value;
            if (second is not null)
            {
                second.Samples = value;
            }
        }
    }

    /// <summary>Fields of the first layer, mT, shape [input · neuron].</summary>
    public ReadOnlySpan<float> Fields => Of(Groups[0]);

    /// <summary>Begins the random numbers anew.</summary>
    /// <param name="index">The number of their sequence, such as an epoch.</param>
    /// <param name="purpose">The purpose of the numbers.</param>
    public void Restart(ulong index, string purpose = "stochastic/samples")
    {
        first.Restart(seed, purpose, index);
        second?.Restart(seed, $"{purpose}/second", index);
    }

    /// <inheritdoc/>
    public override void Infer(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs)
    {
        first.Forward(Of(Groups[0]), inputs.Span, count);
        StochasticLayer last = first;
        if (second is not null)
        {
            Activate(inputs.Span, count);
            second.Forward(Of(Groups[2]), hidden, count);
            last = second;
        }

        ReadOnlySpan<float> biases = Of(Groups[^1]);
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> sums = last.Sums[(sample * last.Row)..];
            Span<float> of = outputs.Span.Slice(sample * Classes, Classes);
            for (int i = 0; i < of.Length; i++)
            {
                of[i] = sums[i] + biases[i];
            }
        }
    }

    /// <inheritdoc/>
    public override (double Loss, int Correct) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        (double Loss, int Correct) result = DifferentiateOutputs(inputs, labels);
        GoBack(inputs.Span, labels.Length);
        return result;
    }

    /// <summary>The rule with sums that were measured elsewhere, on a chip: deviations from this model's means are taken for
    /// chance.</summary>
    /// <param name="inputs">Inputs, 0 or 1, shape [sample · input].</param>
    /// <param name="measured">Measured sums y without biases, shape [sample · class].</param>
    /// <param name="labels">The class of each sample, shape [sample].</param>
    /// <returns>The sum of the samples' losses in nats, and how many answers were correct.</returns>
    /// <exception cref="InvalidOperationException">The network has a hidden layer, whose sums would be needed too.</exception>
    public (double Loss, int Correct) DifferentiateMeasured(
        ReadOnlyMemory<float> inputs, ReadOnlySpan<float> measured, ReadOnlyMemory<byte> labels)
    {
        if (second is not null)
        {
            throw new InvalidOperationException("The sums of a hidden layer are not among those measured.");
        }

        int count = labels.Length;
        first.Forward(Of(Groups[0]), inputs.Span, count);
        ReadOnlySpan<float> biases = Of(Groups[^1]);
        float[] outputs = new float[count * Classes];
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> sums = measured.Slice(sample * Classes, Classes);
            sums.CopyTo(first.Sums[(sample * first.Row)..]);
            for (int i = 0; i < Classes; i++)
            {
                outputs[(sample * Classes) + i] = sums[i] + biases[i];
            }
        }

        float[] errors = new float[outputs.Length];
        (double Loss, int Correct) result = SoftmaxEntropy.Differentiate(outputs, labels.Span, errors, count);
        GoBack(inputs.Span, count, errors);
        return result;
    }

    /// <summary>Means and variances of the sums of the first layer in the last pass.</summary>
    /// <param name="count">Its samples.</param>
    /// <returns>µ and σ², each of shape [sample · neuron].</returns>
    public (float[] Means, float[] Variances) Moments(int count)
    {
        int neurons = second is null ? Classes : options.Hidden;
        float[] means = new float[count * neurons];
        float[] variances = new float[count * neurons];
        for (int sample = 0; sample < count; sample++)
        {
            first.Means.Slice(sample * first.Row, neurons).CopyTo(means.AsSpan(sample * neurons));
            first.Variances.Slice(sample * first.Row, neurons).CopyTo(variances.AsSpan(sample * neurons));
        }

        return (means, variances);
    }

    /// <inheritdoc/>
    /// <remarks>Fields are held between the smallest and the largest one.</remarks>
    public void Project()
    {
        (float smallest, float largest) = ((float)options.SmallestMillitesla, (float)(options.LargestField.Tesla * 1e3));
        foreach (ParameterGroup group in Groups.Where(group => group.Unit.Length > 0))
        {
            foreach (ref float field in Of(group))
            {
                field = MathF.Max(smallest, MathF.Min(largest, field));
            }
        }
    }

    /// <inheritdoc/>
    public override double[] FirstWeights()
    {
        int neurons = second is null ? Classes : options.Hidden;
        float[] fields = Fields.ToArray();
        return
        [
            .. from neuron in Enumerable.Range(0, Math.Min(neurons, Classes))
               from input in Enumerable.Range(0, Inputs)
               select options.Probability.At(MagneticField.FromTesla(fields[(input * neurons) + neuron] * 1e-3)),
        ];
    }

    private static ParameterGroup[] GroupsOf(Options options)
    {
        ParameterGroup Field(string name, int inputs, int neurons, int first) => new(
            name, "mT", [inputs, neurons], first, "Propagation field of each synapse.")
        {
            Minimum = options.SmallestMillitesla,
            Maximum = options.LargestField.Tesla * 1e3,
        };
        ParameterGroup Bias(string name, int neurons, int first) => new(
            name, string.Empty, [neurons], first, "What is added to the sum of each neuron.");
        if (options.Hidden == 0)
        {
            ParameterGroup only = Field("field", options.Inputs, options.Classes, 0);
            return [only, Bias("bias", options.Classes, only.End)];
        }

        ParameterGroup first = Field("hidden_field", options.Inputs, options.Hidden, 0);
        ParameterGroup hidden = Bias("hidden_bias", options.Hidden, first.End);
        ParameterGroup second = Field("output_field", options.Hidden, options.Classes, hidden.End);
        return [first, hidden, second, Bias("output_bias", options.Classes, second.End)];
    }

    private void Activate(ReadOnlySpan<float> inputs, int count)
    {
        if (hidden.Length < count * options.Hidden)
        {
            hidden = new float[count * options.Hidden];
            hiddenGradient = new float[hidden.Length];
        }

        ReadOnlySpan<float> biases = Of(Groups[1]);
        for (int sample = 0; sample < count; sample++)
        {
            float reference = 0;
            foreach (float x in inputs.Slice(sample * Inputs, Inputs))
            {
                reference += x;
            }

            reference *= centreProbability;
            ReadOnlySpan<float> sums = first.Sums[(sample * first.Row)..];
            Span<float> of = hidden.AsSpan(sample * options.Hidden, options.Hidden);
            for (int i = 0; i < of.Length; i++)
            {
                of[i] = 1 / (1 + MathF.Exp(-(sums[i] - reference + biases[i])));
            }
        }
    }

    private void GoBack(ReadOnlySpan<float> inputs, int count) => GoBack(inputs, count, OutputGradient.Span);

    private void GoBack(ReadOnlySpan<float> inputs, int count, ReadOnlySpan<float> errors)
    {
        StochasticLayer last = second ?? first;
        Span<float> biases = Gradient.AsSpan(Groups[^1].First, Classes);
        biases.Clear();
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> of = errors.Slice(sample * Classes, Classes);
            of.CopyTo(last.Errors[(sample * last.Row)..]);
            for (int i = 0; i < of.Length; i++)
            {
                biases[i] += of[i];
            }
        }

        if (second is null)
        {
            first.Backward(options.Rule, inputs, count, GradientOf(Groups[0]));
            return;
        }

        second.Backward(options.Rule, hidden, count, GradientOf(Groups[2]), hiddenGradient);
        Span<float> hiddenBiases = GradientOf(Groups[1]);
        hiddenBiases.Clear();
        for (int sample = 0; sample < count; sample++)
        {
            Span<float> to = first.Errors[(sample * first.Row)..];
            for (int i = 0; i < options.Hidden; i++)
            {
                float a = hidden[(sample * options.Hidden) + i];
                to[i] = hiddenGradient[(sample * options.Hidden) + i] * a * (1 - a);
                hiddenBiases[i] += to[i];
            }
        }

        first.Backward(options.Rule, inputs, count, GradientOf(Groups[0]));
    }

    private Span<float> GradientOf(ParameterGroup group) => Gradient.AsSpan(group.First, group.Count);

    /// <summary>The description of a network of stochastic synapses.</summary>
    /// <param name="Inputs">How many inputs.</param>
    /// <param name="Classes">How many outputs.</param>
    public sealed record Options(int Inputs, int Classes) : ClassifierModel
    {
        // Sums of ones are exact in single precision up to here.
        private const int MostOnes = 1 << 24;

        /// <summary>Hidden neurons; 0 for a single layer.</summary>
        public int Hidden { get; init; }

        /// <summary>Samples of each synapse, K; <see langword="null"/> for infinitely many.</summary>
        public int? Samples { get; init; } = 1;

        /// <summary>The learning rule.</summary>
        public LearningRule Rule { get; init; }

        /// <summary>h₀, mT.</summary>
        public double CentreMillitesla { get; init; } = 4.63;

        /// <summary>Δ, 1/mT.</summary>
        public double SlopePerMillitesla { get; init; } = 2.73;

        /// <summary>d.</summary>
        public double Floor { get; init; } = 0.0219;

        /// <summary>The smallest field, mT: above that at which walls move, below which a pulse injects none.</summary>
        public double SmallestMillitesla { get; init; } = 0.6;

        /// <summary>The largest field, mT: below that at which walls nucleate without being injected.</summary>
        public double LargestMillitesla { get; init; } = 10;

        /// <summary>How a wall passes.</summary>
        [JsonIgnore]
        public PassProbability Probability => new()
        {
            Centre = MagneticField.FromTesla(CentreMillitesla * 1e-3),
            SlopePerTesla = SlopePerMillitesla * 1e3,
            Floor = Floor,
        };

        /// <summary>The largest field.</summary>
        [JsonIgnore]
        public MagneticField LargestField => MagneticField.FromTesla(LargestMillitesla * 1e-3);

        /// <summary>The smallest field.</summary>
        [JsonIgnore]
        public MagneticField SmallestField => MagneticField.FromTesla(SmallestMillitesla * 1e-3);

        /// <summary>The most samples of a synapse whose sum over all inputs of a neuron is exact.</summary>
        [JsonIgnore]
        public int MostSamples => MostOnes / Math.Max(1, Math.Max(Inputs, Hidden));

        /// <inheritdoc/>
        public override long Size => Hidden == 0 ? (long)Classes * Inputs : (long)Hidden * (Inputs + Classes);

        /// <inheritdoc/>
        public override string? FindFault() =>
            Fault("inputs", Inputs, Inputs > 0, "positive")
            ?? Fault("classes", Classes, Classes is > 0 and <= 256, "1 to 256")
            ?? Fault("hidden", Hidden, Hidden >= 0, "0 or more")
            ?? Fault(
                "samples", Samples ?? 1, Samples is null || (Samples > 0 && Samples <= MostSamples),
                $"1 to {MostSamples}, 2^24 over the inputs of a neuron")
            ?? Fault("slope_per_millitesla", SlopePerMillitesla, SlopePerMillitesla > 0, "positive")
            ?? Fault("floor", Floor, Floor is >= 0 and < 1, "0 or more and below 1")
            ?? Fault("smallest_millitesla", SmallestMillitesla, SmallestMillitesla >= 0, "0 or more")
            ?? Fault("largest_millitesla", LargestMillitesla, LargestMillitesla > 0, "positive")
            ?? Fault(
                "centre_millitesla",
                CentreMillitesla,
                CentreMillitesla > SmallestMillitesla && CentreMillitesla < LargestMillitesla,
                "above the smallest and below the largest");

        /// <inheritdoc/>
        public override ClassifierNetwork Make(ulong seed) => new StochasticPerceptron(this, seed);
    }
}
