using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>
/// A perceptron whose outputs are the voltages of chains of resonators, wired head to tail, in which every resonator sees every
/// tone (Leroux thesis, sections 5.4.3 and 5.4.4). A parameter is the relative frequency of a resonator, f_k = F_k(1 + δ_k),
/// where F_k is its tone.
/// </summary>
/// <remarks>With nonlinear resonators the derivatives are those of the linear model, whose shifts and widths are the ones of the
/// first resonators under a white image (Eqs. 5.11, 5.17 and 5.18).</remarks>
public sealed class ResonatorPerceptron : ClassifierNetwork
{
    private readonly Options options;
    private readonly double[] tones;
    private readonly float[] relativeTones;
    private readonly float[] inverseDampings;
    private readonly float[] weights;
    private readonly float[] byWeights;
    private readonly double[] largestPowers;
    private readonly NonlinearChain nonlinear;

    // Filled up with zeros, which count for nothing, to whole vectors.
    private readonly double[] filledTones;

    /// <summary>Makes a network with random parameters.</summary>
    /// <param name="options">The description of the network.</param>
    /// <param name="seed">The seed.</param>
    public ResonatorPerceptron(Options options, ulong seed)
        : base(options.Inputs, options.Classes, [new(
            "frequency_offset",
            string.Empty,
            [options.Classes, options.Inputs],
            0,
            "δ of each resonator, chain after chain: its frequency is that of its tone times 1 + δ.")])
    {
        this.options = options;
        tones = ToneSpacing.Between(options.LowestHertz, options.HighestHertz, options.Inputs);
        inverseDampings = [.. Enumerable.Repeat((float)(1 / options.Damping), options.Inputs)];
        relativeTones = [.. tones.Select(tone => (float)(tone / tones[0]))];
        weights = new float[options.Classes * options.Inputs];
        byWeights = new float[weights.Length];
        var random = RandomStream.For(seed, "resonators/frequencies");
        double spread = options.InitialSpread / Math.Sqrt(options.Inputs);
        for (int i = 0; i < Parameters.Length; i++)
        {
            Parameters[i] = (float)(spread * random.NextGaussian());
        }

        nonlinear = new NonlinearChain(options);
        filledTones = new double[NonlinearChain.Filled(options.Inputs)];
        tones.CopyTo(filledTones, 0);
        largestPowers = options.IsNonlinear ? PowersOfWhite() : [];
    }

    /// <inheritdoc/>
    public override ClassifierModel Model => options;

    /// <inheritdoc/>
    /// <remarks>The weights that the chains give to tones whose powers grow with their frequency, shape [chain · tone].</remarks>
    public override double[] FirstWeights()
    {
        SetWeights();
        return [.. weights.Select(weight => (double)weight)];
    }

    /// <inheritdoc/>
    public override void Infer(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs)
    {
        if (options.IsNonlinear)
        {
            InferNonlinear(inputs, count, outputs);
        }
        else
        {
            SetWeights();
            MatrixProduct.Multiply(inputs, weights, outputs, count, Classes, Inputs, transposeB: true, threads: Threads);
        }
    }

    /// <inheritdoc/>
    public override (double Loss, int Correct) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        (double Loss, int Correct) result = DifferentiateOutputs(inputs, labels);
        MatrixProduct.Multiply(
            OutputGradient, inputs, byWeights, Classes, Inputs, labels.Length, transposeA: true, threads: Threads);
        ForChains(options.IsNonlinear ? DifferentiateAtLargestPowers : DifferentiateChain);
        return result;
    }

    private void ForChains(Action<int> work) => LinearChain.ForEach(Classes, Threads, work);

    // The power of a tone grows with its frequency.
    private void SetWeights() => ForChains(chain =>
    {
        (float[] places, float[] factors) = Arrange(chain);
        Span<float> ofChain = weights.AsSpan(chain * Inputs, Inputs);
        LinearChain.Weights(relativeTones, places, inverseDampings, factors, ofChain);
        for (int i = 0; i < ofChain.Length; i++)
        {
            ofChain[i] *= relativeTones[i];
        }
    });

    // Of resonator k, 2·Scale/f_k is its factor and 1/(α·f_k) its place: both go with 1/(1 + δ_k).
    private void DifferentiateChain(int chain)
    {
        (float[] places, float[] factors) = Arrange(chain);
        Span<float> gradient = Gradient.AsSpan(chain * Inputs, Inputs);
        Span<float> byFactors = stackalloc float[Inputs];
        Span<float> byTones = stackalloc float[Inputs];
        for (int i = 0; i < byTones.Length; i++)
        {
            byTones[i] = byWeights[(chain * Inputs) + i] * relativeTones[i];
        }

        LinearChain.Differentiate(relativeTones, places, inverseDampings, byTones, gradient, byFactors);
        for (int k = 0; k < gradient.Length; k++)
        {
            gradient[k] = -factors[k] * (byFactors[k] + (places[k] * gradient[k])) / (1 + Parameters[(chain * Inputs) + k]);
        }
    }

    private (float[] Places, float[] Factors) Arrange(int chain)
    {
        float[] places = new float[Inputs];
        float[] factors = new float[Inputs];
        for (int k = 0; k < Inputs; k++)
        {
            double frequency = tones[k] / tones[0] * (1 + (double)Parameters[(chain * Inputs) + k]);
            places[k] = (float)(1 / (options.Damping * frequency));
            factors[k] = (float)(LinearChain.Sign(k) * 2 * options.Scale / frequency);
        }

        return (places, factors);
    }

    // γ²P/Γ² of the lowest tone at its largest power, times f_k².
    private double DriveOfLowest => SpinDiode.ReferenceDriveFactor * SpinDiode.ReferenceDriveFactor * options.TopWatts
        / (Math.Tau * options.Damping * Math.Tau * options.Damping);

    private double ResonanceOf(int chain, int k) => tones[k] * (1 + (double)Parameters[(chain * Inputs) + k]);

    private double[] PowersOfWhite()
    {
        double n = options.FrequencyNonlinearity / options.Damping;
        double q = options.DampingNonlinearity;
        double[] powers = new double[Classes * Inputs * filledTones.Length];
        ForChains(chain =>
        {
            for (int k = 0; k < Inputs; k++)
            {
                double resonance = ResonanceOf(chain, k);
                double perTone = DriveOfLowest / (resonance * resonance * tones[0]);
                Span<double> ofResonator = powers.AsSpan(((chain * Inputs) + k) * filledTones.Length, Inputs);
                for (int i = 0; i < ofResonator.Length; i++)
                {
                    double t = ((tones[i] / resonance) - 1) / options.Damping;
                    ofResonator[i] = CubicRoot.LowestPositive(
                        (q * q) + (n * n), 2 * (q - (n * t)), 1 + (t * t), perTone * tones[i]);
                }
            }
        });
        return powers;
    }

    private void InferNonlinear(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs)
    {
        // Tone after tone, the samples beside each other; missing ones are black.
        int padded = NonlinearChain.Filled(count);
        float[] columns = new float[Inputs * padded];
        ReadOnlySpan<float> samples = inputs.Span;
        for (int sample = 0; sample < count; sample++)
        {
            for (int i = 0; i < Inputs; i++)
            {
                columns[(i * padded) + sample] = samples[(sample * Inputs) + i];
            }
        }

        ForChains(chain =>
        {
            float[] sums = new float[padded];
            for (int k = 0; k < Inputs; k++)
            {
                double resonance = ResonanceOf(chain, k);
                double perTone = DriveOfLowest / (resonance * resonance * tones[0]);
                double place = 1 / (options.Damping * resonance);
                double factor = LinearChain.Sign(k) * options.Scale * 2 / resonance;
                for (int i = 0; i < Inputs; i++)
                {
                    nonlinear.Add(
                        (place * tones[i]) - (1 / options.Damping),
                        perTone * tones[i],
                        factor * tones[i],
                        columns.AsSpan(i * padded, padded),
                        sums);
                }
            }

            for (int sample = 0; sample < count; sample++)
            {
                outputs.Span[(sample * Classes) + chain] = sums[sample];
            }
        });
    }

    private void DifferentiateAtLargestPowers(int chain)
    {
        int length = filledTones.Length;
        Span<double> byTones = stackalloc double[length];
        byTones.Clear();
        for (int i = 0; i < Inputs; i++)
        {
            byTones[i] = byWeights[(chain * Inputs) + i] * tones[i];
        }

        for (int k = 0; k < Inputs; k++)
        {
            double resonance = ResonanceOf(chain, k);
            double sum = nonlinear.Differentiate(
                1 / resonance, filledTones, byTones, largestPowers.AsSpan(((chain * Inputs) + k) * length, length));
            Gradient[(chain * Inputs) + k] =
                (float)(-2 * LinearChain.Sign(k) * options.Scale / (resonance * (1 + (double)Parameters[(chain * Inputs) + k]))
                    * sum);
        }
    }

    /// <summary>The description of a perceptron of chains.</summary>
    /// <param name="Inputs">Tones, and resonators of a chain.</param>
    /// <param name="Classes">Chains.</param>
    public sealed record Options(int Inputs, int Classes) : ClassifierModel
    {
        /// <summary>Frequency of the lowest tone in Hz.</summary>
        public double LowestHertz { get; init; } = 50e6;

        /// <summary>Frequency of the highest tone in Hz.</summary>
        public double HighestHertz { get; init; } = 20e9;

        /// <summary>Damping α.</summary>
        public double Damping { get; init; } = 0.01;

        /// <summary>Outputs of one resonator at the peak under the lowest tone at its largest power.</summary>
        public double Scale { get; init; } = 1;

        /// <summary>Standard deviation of the first δ times the root of the tones (Eq. 5.15).</summary>
        public double InitialSpread { get; init; } = 0.001;

        /// <summary>Whether resonators shift and broaden with power.</summary>
        public bool IsNonlinear { get; init; }

        /// <summary>Power of the lowest tone at an input of one, in W; that of the others grows with their frequency.</summary>
        public double TopWatts { get; init; } = 10e-6;

        /// <summary>Nonlinear frequency shift N.</summary>
        public double FrequencyNonlinearity { get; init; } = 0.1;

        /// <summary>Nonlinear damping Q.</summary>
        public double DampingNonlinearity { get; init; } = 1;

        /// <summary>ξ_S/ξ_A of nonlinear resonators.</summary>
        public double SymmetricRatio { get; init; }

        /// <inheritdoc/>
        public override long Size => (long)Classes * Inputs * (IsNonlinear ? Inputs : 1);

        /// <inheritdoc/>
        public override string? FindFault() =>
            Fault("inputs", Inputs, Inputs > 0, "positive")
            ?? Fault("classes", Classes, Classes is > 0 and <= 256, "1 to 256")
            ?? Fault("damping", Damping, Damping is > 0 and < 1, "between 0 and 1")
            ?? Fault("lowest_hertz", LowestHertz, LowestHertz > 0, "positive")
            ?? Fault("highest_hertz", HighestHertz, HighestHertz > LowestHertz, "above 'lowest_hertz'")
            ?? Fault("scale", Scale, Scale > 0, "positive")
            ?? Fault("top_watts", TopWatts, TopWatts > 0, "positive")
            ?? Fault("initial_spread", InitialSpread, InitialSpread >= 0, "0 or more")
            ?? Fault("frequency_nonlinearity", FrequencyNonlinearity, isCorrect: true, "finite")
            ?? Fault("damping_nonlinearity", DampingNonlinearity, DampingNonlinearity >= 0, "0 or more")
            ?? Fault("symmetric_ratio", SymmetricRatio, isCorrect: true, "finite");

        /// <inheritdoc/>
        public override ClassifierNetwork Make(ulong seed) => new ResonatorPerceptron(this, seed);
    }
}
