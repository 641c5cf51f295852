using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>
/// The convolutional network of the thesis (Leroux, section 6.2.4) for images of 28 by 28 pixels: 32 filters of 5 × 5 with
/// padding 1, max-pooling of 2 × 2, oscillators; 64 filters of 5 × 5 with padding 1, max-pooling, oscillators; 1600 × 10
/// synapses. </summary>
/// <remarks>
/// <para>A coefficient of a filter is one ζ that all its resonators share, f_res = f_rf(1 − ζ) (Eq. 6.5).
/// There are no biases.</para>
/// <para>The second pooling drops the last row and column of its input, which are not computed.</para>
/// </remarks>
public sealed class OscillatorConvolutionNetwork : ClassifierNetwork
{
    /// <summary>Rows and columns of an image.</summary>
    public const int ImageSide = 28;

    /// <summary>Rows and columns of a filter.</summary>
    public const int KernelSide = 5;

    /// <summary>Images of a piece of work: pieces are summed in their order, so their size decides over the last bits, and
    /// nothing else.</summary>
    private const int ImagesPerPart = 5;

    private const int Padding = 1;
    private const int FirstFilters = 32;
    private const int SecondFilters = 64;

    private static readonly ConvolutionShape First = new(ImageSide + (2 * Padding), 1, KernelSide, FirstFilters, ImageSide - 2);
    private static readonly ConvolutionShape Second = new(
        (First.OutputSide / 2) + (2 * Padding), FirstFilters, KernelSide, SecondFilters, 10);
    private static readonly int Features = Second.OutputSide / 2 * (Second.OutputSide / 2) * SecondFilters;

    private readonly Options options;
    private readonly Convolution first = Convolution.For(First);
    private readonly Convolution second = Convolution.For(Second);
    private readonly float[] firstFilters = new float[First.Filters * First.FilterLength];
    private readonly float[] secondFilters = new float[Second.Filters * Second.FilterLength];
    private readonly float[] outputWeights;
    private readonly List<ConvolutionPart> parts = [];

    /// <summary>Makes a network with random parameters.</summary>
    /// <param name="options">The description of the network.</param>
    /// <param name="seed">The seed.</param>
    public OscillatorConvolutionNetwork(Options options, ulong seed)
        : base(ImageSide * ImageSide, options.Classes, GroupsOf(options))
    {
        this.options = options;
        outputWeights = new float[Features * options.Classes];
        var random = RandomStream.For(seed, "convolution/parameters");
        foreach ((int group, int fanIn) in ((int, int)[])[(0, First.FilterLength), (2, Second.FilterLength), (4, Features)])
        {
            double spread = options.InitialSpread / Math.Sqrt(fanIn);
            foreach (ref float parameter in Of(Groups[group]))
            {
                parameter = (float)(spread * random.NextGaussian()
                    * (options.Synapses == SynapseModel.Software ? 2 * options.Amplification : 1));
            }

            Parameters[Groups[group + 1].First] = options.Synapses == SynapseModel.Software ? 1 : (float)options.Amplification;
        }
    }

    /// <inheritdoc/>
    public override ClassifierModel Model => options;

    /// <inheritdoc/>
    public override void Infer(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs)
    {
        SetWeights();
        ForParts(count, (part, start, length) => part.Forward(
            inputs.Slice(start * Inputs, length * Inputs), length, outputs.Slice(start * Classes, length * Classes)));
    }

    /// <inheritdoc/>
    public override (double Loss, int Correct) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        SetWeights();
        int batch = labels.Length;
        int used = ForParts(batch, (part, start, length) => part.Differentiate(
            inputs.Slice(start * Inputs, length * Inputs), labels.Slice(start, length), batch));

        Array.Clear(Gradient);
        (double loss, int correct) = (0, 0);
        foreach (ConvolutionPart part in parts[..used])
        {
            first.AddTo(part.FirstGradient, Gradient.AsSpan(Groups[0].First, Groups[0].Count));
            second.AddTo(part.SecondGradient, Gradient.AsSpan(Groups[2].First, Groups[2].Count));
            Span<float> byOutputWeights = Gradient.AsSpan(Groups[4].First, Groups[4].Count);
            for (int i = 0; i < byOutputWeights.Length; i++)
            {
                byOutputWeights[i] += part.OutputGradient[i];
            }

            (loss, correct) = (loss + part.Loss, correct + part.Correct);
        }

        if (options.Synapses == SynapseModel.Resonator)
        {
            for (int group = 0; group < Groups.Count; group += 2)
            {
                Gradient[Groups[group + 1].First] = ResonatorSynapse.Differentiate(
                    Of(Groups[group]),
                    (float)options.Damping,
                    Parameters[Groups[group + 1].First],
                    Gradient.AsSpan(Groups[group].First, Groups[group].Count));
            }
        }

        return (loss, correct);
    }

    /// <inheritdoc/>
    public override double[] FirstWeights()
    {
        SetWeights();
        return [.. firstFilters.Select(weight => (double)weight)];
    }

    private static ParameterGroup[] GroupsOf(Options options)
    {
        (string name, string what) = options.Synapses == SynapseModel.Software
            ? ("weight", "Weight")
            : ("detuning", "ζ/α with f_res = f_rf(1 − ζ)");
        List<ParameterGroup> groups = [];
        void Add(string layer, int[] shape, string description)
        {
            groups.Add(new(
                $"{layer}_{name}", string.Empty, shape, groups.Count == 0 ? 0 : groups[^1].End, $"{what} of {description}"));
            groups.Add(new(
                $"{layer}_amplification",
                string.Empty,
                [1],
                groups[^1].End,
                "Amplification behind the layer's chains, in thresholds of the oscillators that it drives."));
        }

        Add("first", [
            FirstFilters, KernelSide, KernelSide, 1
        ], "each coefficient of the first filters: filter, row, column, channel.");
        Add("second", [
            SecondFilters, KernelSide, KernelSide, FirstFilters
        ], "each coefficient of the second filters: filter, row, column, channel.");
        Add(
            "output",
            [Features, options.Classes],
            "each synapse to an output: row, column and filter of the second pooling, then output.");
        return [.. groups];
    }

    private int ForParts(int count, Action<ConvolutionPart, int, int> work)
    {
        int needed = (count + ImagesPerPart - 1) / ImagesPerPart;
        while (parts.Count < needed)
        {
            parts.Add(new ConvolutionPart(first, second, outputWeights, Classes, Padding, ImagesPerPart));
        }

        void Work(int part) => work(parts[part], part * ImagesPerPart, Math.Min(ImagesPerPart, count - (part * ImagesPerPart)));
        if (Threads == 1)
        {
            for (int part = 0; part < needed; part++)
            {
                Work(part);
            }
        }
        else
        {
            Parallel.For(0, needed, new ParallelOptions { MaxDegreeOfParallelism = Threads }, Work);
        }

        return needed;
    }

    private void SetWeights()
    {
        foreach ((int group, float[] weights) in ((int, float[])[])[(0, firstFilters), (2, secondFilters), (4, outputWeights)])
        {
            if (options.Synapses == SynapseModel.Software)
            {
                Of(Groups[group]).CopyTo(weights);
            }
            else
            {
                ResonatorSynapse.WeightsInto(
                    Of(Groups[group]), (float)options.Damping, Parameters[Groups[group + 1].First], weights);
            }
        }

        first.SetFilters(firstFilters);
        second.SetFilters(secondFilters);
    }

    /// <summary>The description of a convolutional network.</summary>
    /// <param name="Classes">How many outputs.</param>
    public sealed record Options(int Classes) : ClassifierModel
    {
        /// <summary>The synapses.</summary>
        public SynapseModel Synapses { get; init; }

        /// <summary>Damping α of the resonators.</summary>
        public double Damping { get; init; } = 0.01;

        /// <summary>First amplification of each layer.</summary>
        public double Amplification { get; init; } = 4;

        /// <summary>Standard deviation of the first detunings times the root of the synapses of a sum.</summary>
        public double InitialSpread { get; init; } = 0.5;

        /// <inheritdoc/>
        public override long Size => (long)ImageSide * ImageSide * Classes;

        /// <inheritdoc/>
        public override string? FindFault() =>
            Fault("classes", Classes, Classes is > 0 and <= 256, "1 to 256")
            ?? Fault("damping", Damping, Damping is > 0 and < 1, "between 0 and 1")
            ?? Fault("amplification", Amplification, Amplification > 0, "positive")
            ?? Fault("initial_spread", InitialSpread, InitialSpread >= 0, "0 or more");

        /// <inheritdoc/>
        public override ClassifierNetwork Make(ulong seed) => new OscillatorConvolutionNetwork(this, seed);
    }
}
