using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;

namespace Lab.Models.StochasticSynapses;

/// <summary>A layer of binary stochastic synapses: each of K samples of a synapse is 1 with the probability p = f(h)·x, and a
/// neuron gets y = (1/K) Σₖ Σⱼ wᵢⱼ⁽ᵏ⁾ (Ellis 2023, Eqs. 1 to 5). An input x between 0 and 1 is the probability that a wall is
/// injected.</summary>
/// <remarks>
/// <para>The samples of a synapse are drawn together, exactly: K is split into equal blocks of up to eight samples; one uniform
/// number of 24 bits is compared with the block's cumulative distribution, which stands ready for inputs of 1. Neurons are the
/// lanes.</para>
/// <para>The rule: with δᵢ = ∂E/∂yᵢ and εᵢ = δᵢ ξᵢ/(2Kσᵢ), ξᵢ = (yᵢ − µᵢ)/σᵢ, the derivative by a field is f′(h)·Σ x[δ + ε(1 −
/// 2fx)] over the images: Eq. 14 with the 1/K that σ² carries in Eq. 5. σ² + 10⁻⁴ takes the place of σ².</para>
/// <para>Used by one thread at a time.</para>
/// </remarks>
internal sealed class StochasticLayer
{
    private const int LargestBlock = 8;
    private const int WidestVector = 16;
    private const float UniformRange = 1 << 24;
    private const float LeastVariance = 1e-4f;

    private readonly int inputs;
    private readonly int neurons;
    private readonly int row;
    private readonly float floor;
    private readonly float slopePerMillitesla;
    private readonly float centreMillitesla;
    private readonly WordStreams streams;
    private readonly AlignedMemory<float> fields; // of a whole row; no one reads the unused lanes
    private readonly AlignedMemory<float> probabilities; // [input · row]
    private readonly AlignedMemory<float> mainPart; // Σ x(δ + ε), [input · row]
    private readonly AlignedMemory<float> variancePart; // Σ x²ε, [input · row]
    private readonly AlignedMemory<float> scratch = new(LargestBlock * WidestVector);
    private AlignedMemory<float> thresholds = new(0); // [input · block · row], times 2²⁴
    private AlignedMemory<float> sums = new(0); // [sample · row]
    private AlignedMemory<float> means = new(0);
    private AlignedMemory<float> variances = new(0);
    private AlignedMemory<float> errors = new(0);
    private AlignedMemory<float> chanceErrors = new(0);
    private int[] active = []; // the inputs of a sample that are not 0
    private int[] activeEnds = []; // [sample]
    private int block;
    private int? samples;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Inputs.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="probability">How a wall passes.</param>
    public StochasticLayer(int inputs, int neurons, PassProbability probability)
    {
        (this.inputs, this.neurons) = (inputs, neurons);
        row = (neurons + WidestVector - 1) / WidestVector * WidestVector;
        floor = (float)probability.Floor;
        slopePerMillitesla = (float)(probability.SlopePerTesla * 1e-3);
        centreMillitesla = (float)(probability.Centre.Tesla * 1e3);
        streams = new WordStreams(0, string.Empty, 0, row);
        fields = new AlignedMemory<float>(inputs * row);
        probabilities = new AlignedMemory<float>(inputs * row);
        mainPart = new AlignedMemory<float>(inputs * row);
        variancePart = new AlignedMemory<float>(inputs * row);
    }

    /// <summary>Samples of a synapse, K; <see langword="null"/> for infinitely many, whose sum is the mean.</summary>
    public int? Samples
    {
        get => samples;
        set
        {
            samples = value;
            block = value is { } count ? BlockOf(count) : 0;
            if (thresholds.Length < inputs * block * row)
            {
                thresholds = new AlignedMemory<float>(inputs * block * row);
            }
        }
    }

    /// <summary>Numbers of a sample in <see cref="Sums"/>, of which the first are the neurons'.</summary>
    public int Row => row;

    /// <summary>y of the last forward pass, shape [sample · row]; a measured sum may take its place before the backward
    /// pass.</summary>
    public Span<float> Sums => sums.Span;

    /// <summary>µ of the last forward pass, shape [sample · row].</summary>
    public ReadOnlySpan<float> Means => means.Span;

    /// <summary>σ² of the last forward pass, shape [sample · row].</summary>
    public ReadOnlySpan<float> Variances => variances.Span;

    /// <summary>∂E/∂y for the backward pass, shape [sample · row].</summary>
    public Span<float> Errors => errors.Span;

    /// <summary>Begins the streams of random numbers anew.</summary>
    public void Restart(ulong seed, string purpose, ulong index) =>
        streams.Restart(seed, purpose, index * (ulong)row);

    /// <summary>Draws the sums of samples.</summary>
    /// <param name="millitesla">Fields of the synapses, shape [input · neuron].</param>
    /// <param name="x">Inputs, 0 to 1, shape [sample · input].</param>
    /// <param name="count">Samples.</param>
    public void Forward(ReadOnlySpan<float> millitesla, ReadOnlySpan<float> x, int count)
    {
        Grow(count);
        Spread(millitesla);
        FindActive(x, count);
        if (Vector512.IsHardwareAccelerated)
        {
            Forward<Words512, Lanes512<float>>(x, count);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Forward<Words256, Lanes256<float>>(x, count);
        }
        else
        {
            Forward<ScalarWord, ScalarLane<float>>(x, count);
        }
    }

    /// <summary>The derivatives by the fields, from <see cref="Errors"/> and <see cref="Sums"/> of the last forward
    /// pass.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="x">The inputs of that pass.</param>
    /// <param name="count">Its samples.</param>
    /// <param name="gradient">Receives them, per mT, shape [input · neuron].</param>
    /// <param name="inputGradient">Receives the derivatives by the inputs, shape [sample · input]; empty where none are
    /// needed.</param>
    public void Backward(
        LearningRule rule, ReadOnlySpan<float> x, int count, Span<float> gradient, Span<float> inputGradient = default)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Backward<Lanes512<float>>(rule, x, count, gradient, inputGradient);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Backward<Lanes256<float>>(rule, x, count, gradient, inputGradient);
        }
        else
        {
            Backward<ScalarLane<float>>(rule, x, count, gradient, inputGradient);
        }
    }

    // The inputs of a sample that are not 0.
    private ReadOnlySpan<int> MembersOf(int sample)
    {
        int begin = sample == 0 ? 0 : activeEnds[sample - 1];
        return active.AsSpan(begin, activeEnds[sample] - begin);
    }

    // The largest divisor of K up to eight.
    private static int BlockOf(int count)
    {
        int size = Math.Min(count, LargestBlock);
        while (count % size != 0)
        {
            size--;
        }

        return size;
    }

    private void Grow(int count)
    {
        if (sums.Length >= count * row)
        {
            return;
        }

        sums = new AlignedMemory<float>(count * row);
        means = new AlignedMemory<float>(count * row);
        variances = new AlignedMemory<float>(count * row);
        errors = new AlignedMemory<float>(count * row);
        chanceErrors = new AlignedMemory<float>(count * row);
        active = new int[(count * inputs) + 1];
        activeEnds = new int[count];
    }

    private void Spread(ReadOnlySpan<float> millitesla)
    {
        Span<float> all = fields.Span;
        for (int input = 0; input < inputs; input++)
        {
            millitesla.Slice(input * neurons, neurons).CopyTo(all[(input * row)..]);
        }
    }

    private void FindActive(ReadOnlySpan<float> x, int count)
    {
        int found = 0;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<float> of = x.Slice(sample * inputs, inputs);
            for (int input = 0; input < of.Length; input++)
            {
                active[found] = input;
                found += of[input] != 0 ? 1 : 0; // no branch: whether a pixel is black cannot be foretold
            }

            activeEnds[sample] = found;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward<TWords, TVector>(ReadOnlySpan<float> x, int count)
        where TWords : unmanaged, IWordLanes<TWords, TVector>
        where TVector : unmanaged, ILanes<TVector, float>
    {
        Prepare<TVector>();
        float perSample = samples is { } number ? 1f / number : 0;
        int blocks = samples is { } all ? all / block : 0;
        ref float probability = ref probabilities.Span[0];
        Span<float> table = thresholds.Span;
        Span<float> own = scratch.Span;
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<int> members = MembersOf(sample);
            ReadOnlySpan<float> of = x.Slice(sample * inputs, inputs);
            for (int lane = 0; lane < row; lane += TVector.Count)
            {
                (TWords a, TWords b, TWords c, TWords d) = streams.Take<TWords, TVector>(lane);
                TVector mean = TVector.All(0);
                TVector variance = TVector.All(0);
                TVector sum = TVector.All(0);
                foreach (int input in members)
                {
                    TVector p = TVector.Load(ref Unsafe.Add(ref probability, (input * row) + lane));
                    bool isWhole = of[input] == 1;
                    p = isWhole ? p : p * TVector.All(of[input]);
                    mean += p;
                    variance = TVector.MultiplyAdd(p, TVector.All(1) - p, variance);
                    if (blocks == 0)
                    {
                        continue;
                    }

                    Span<float> limits = isWhole ? table : own;
                    int first = isWhole ? (input * block * row) + lane : 0;
                    int stride = isWhole ? row : TVector.Count;
                    if (!isWhole)
                    {
                        Accumulate(p, own, first, stride);
                    }

                    for (int i = 0; i < blocks; i++)
                    {
                        TVector uniform = TWords.ToSingle(WordStreams.Next<TWords, TVector>(ref a, ref b, ref c, ref d) >>> 8);
                        for (int k = 0; k < block; k++)
                        {
                            sum += TVector.IfLess(
                                uniform, TVector.Load(ref limits[first + (k * stride)]), TVector.All(0), TVector.All(1));
                        }
                    }
                }

                streams.Return<TWords, TVector>(lane, a, b, c, d);
                int at = (sample * row) + lane;
                TVector.Store(samples is null ? mean : sum * TVector.All(perSample), ref sums.Span[at]);
                TVector.Store(mean, ref means.Span[at]);
                TVector.Store(variance * TVector.All(perSample), ref variances.Span[at]);
            }
        }
    }

    // f of every synapse, and the cumulative distribution of a block of samples at an input of 1.
    private void Prepare<TVector>()
        where TVector : unmanaged, ILanes<TVector, float>
    {
        for (int i = 0; i < inputs * row; i += TVector.Count)
        {
            TVector below = TVector.All(centreMillitesla) - TVector.Load(ref fields.Span[i]);
            TVector argument = below * TVector.All(slopePerMillitesla);
            TVector p = TVector.MultiplyAdd(
                TVector.All(1 - floor), TVector.All(1) / (TVector.All(1) + TVector.Exp(argument)), TVector.All(floor));
            TVector.Store(p, ref probabilities.Span[i]);
            if (block > 0)
            {
                (int input, int lane) = Math.DivRem(i, row);
                Accumulate(p, thresholds.Span, (input * block * row) + lane, row);
            }
        }
    }

    // P(count ≤ k) of a block, times 2²⁴, for k below its size. Sample after sample is added to the distribution: no division,
    // and no probability is lost at f of 0 or 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Accumulate<TVector>(TVector p, Span<float> to, int first, int stride)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        TVector q = TVector.All(1) - p;
        TVector.Store(TVector.All(UniformRange), ref to[first]);
        for (int size = 1; size <= block; size++)
        {
            for (int k = Math.Min(size, block - 1); k >= 0; k--)
            {
                ref float place = ref to[first + (k * stride)];
                TVector stays = k < size ? TVector.Load(ref place) * q : TVector.All(0);
                TVector rises = k > 0 ? TVector.Load(ref to[first + ((k - 1) * stride)]) * p : TVector.All(0);
                TVector.Store(stays + rises, ref place);
            }
        }

        TVector sum = TVector.All(0);
        for (int k = 0; k < block; k++)
        {
            ref float place = ref to[first + (k * stride)];
            sum += TVector.Load(ref place);
            TVector.Store(sum, ref place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Backward<TVector>(
        LearningRule rule, ReadOnlySpan<float> x, int count, Span<float> gradient, Span<float> inputGradient)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        bool hasChance = rule == LearningRule.Stochastic && samples is not null;
        float half = hasChance ? 0.5f / samples.GetValueOrDefault() : 0;
        for (int i = 0; i < count * row; i += TVector.Count)
        {
            TVector error = TVector.Load(ref errors.Span[i]);
            TVector departure = TVector.Load(ref sums.Span[i]) - TVector.Load(ref means.Span[i]);
            TVector variance = TVector.Load(ref variances.Span[i]) + TVector.All(LeastVariance);
            TVector.Store(error * departure / variance * TVector.All(half), ref chanceErrors.Span[i]);
        }

        mainPart.Span.Clear();
        variancePart.Span.Clear();
        ref float main = ref mainPart.Span[0];
        ref float chance = ref variancePart.Span[0];
        for (int sample = 0; sample < count; sample++)
        {
            ReadOnlySpan<int> members = MembersOf(sample);
            ReadOnlySpan<float> of = x.Slice(sample * inputs, inputs);
            for (int lane = 0; lane < row; lane += TVector.Count)
            {
                TVector epsilon = TVector.Load(ref chanceErrors.Span[(sample * row) + lane]);
                TVector both = TVector.Load(ref errors.Span[(sample * row) + lane]) + epsilon;
                foreach (int input in members)
                {
                    TVector value = TVector.All(of[input]);
                    ref float place = ref Unsafe.Add(ref main, (input * row) + lane);
                    TVector.Store(TVector.MultiplyAdd(value, both, TVector.Load(ref place)), ref place);
                    if (hasChance)
                    {
                        place = ref Unsafe.Add(ref chance, (input * row) + lane);
                        TVector.Store(TVector.MultiplyAdd(value * value, epsilon, TVector.Load(ref place)), ref place);
                    }
                }
            }

            if (!inputGradient.IsEmpty)
            {
                DifferentiateInputs<TVector>(sample, members, of, inputGradient.Slice(sample * inputs, inputs));
            }
        }

        Finish<TVector>(gradient);
    }

    // ∂E/∂xⱼ = Σᵢ f[δ + ε(1 − 2fx)].
    private void DifferentiateInputs<TVector>(
        int sample, ReadOnlySpan<int> members, ReadOnlySpan<float> x, Span<float> inputGradient)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        inputGradient.Clear();
        foreach (int input in members)
        {
            TVector sum = TVector.All(0);
            for (int lane = 0; lane < row; lane += TVector.Count)
            {
                TVector f = TVector.Load(ref probabilities.Span[(input * row) + lane]);
                TVector epsilon = TVector.Load(ref chanceErrors.Span[(sample * row) + lane]);
                TVector slope = TVector.MultiplyAdd(
                    epsilon, TVector.All(1) - (TVector.All(2 * x[input]) * f),
                    TVector.Load(ref errors.Span[(sample * row) + lane]));
                sum = TVector.MultiplyAdd(f, slope, sum);
            }

            inputGradient[input] = TVector.Sum(sum);
        }
    }

    // f′·(Σ x(δ + ε) − 2f Σ x²ε), f′ = Δ(f − d)(1 − f)/(1 − d).
    private void Finish<TVector>(Span<float> gradient)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        Span<float> whole = mainPart.Span;
        for (int i = 0; i < inputs * row; i += TVector.Count)
        {
            TVector f = TVector.Load(ref probabilities.Span[i]);
            TVector slope = (f - TVector.All(floor)) * (TVector.All(1) - f) * TVector.All(slopePerMillitesla / (1 - floor));
            TVector part = TVector.Load(ref whole[i]) - (TVector.All(2) * f * TVector.Load(ref variancePart.Span[i]));
            TVector.Store(slope * part, ref whole[i]);
        }

        for (int input = 0; input < inputs; input++)
        {
            whole.Slice(input * row, neurons).CopyTo(gradient[(input * neurons)..]);
        }
    }
}
