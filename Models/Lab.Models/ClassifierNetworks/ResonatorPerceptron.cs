using System.Numerics;
using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>
/// A perceptron whose outputs are the voltages of chains of resonators, wired head to tail, in which every resonator sees every tone
/// (Leroux thesis, sections 5.4.3 and 5.4.4). A parameter is the relative frequency of a resonator, f_k = F_k(1 + δ_k), where F_k is its
/// tone.
/// </summary>
/// <remarks>With nonlinear resonators the derivatives are those of the linear model, whose shifts and widths are the ones of the first
/// resonators under a white image (Eqs. 5.11, 5.17 and 5.18).</remarks>
public sealed class ResonatorPerceptron : ClassifierNetwork
{
    private readonly Options options;
    private readonly double[] tones;
    private readonly float[] relativeTones;
    private readonly float[] inverseDampings;
    private readonly float[] weights;
    private readonly float[] byWeights;
    private readonly double[] largestPowers;

    /// <summary>Makes a network with random parameters.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="seed">The seed.</param>
    public ResonatorPerceptron(Options options, ulong seed)
        : base(options.Inputs, options.Classes, [new("frequency_offset", string.Empty, [options.Classes, options.Inputs], 0, "δ of each resonator, chain after chain: its frequency is that of its tone times 1 + δ.")])
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
    public override (double Loss, int Right) Differentiate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<byte> labels)
    {
        (double Loss, int Right) result = DifferentiateOutputs(inputs, labels);
        MatrixProduct.Multiply(OutputGradient, inputs, byWeights, Classes, Inputs, labels.Length, transposeA: true, threads: Threads);
        ForChains(options.IsNonlinear ? DifferentiateAtLargestPowers : DifferentiateChain);
        return result;
    }

    private static double Sign(int k) => int.IsOddInteger(k) ? -1 : 1;

    private void ForChains(Action<int> work)
    {
        if (Threads == 1)
        {
            for (int chain = 0; chain < Classes; chain++)
            {
                work(chain);
            }
        }
        else
        {
            Parallel.For(0, Classes, new ParallelOptions { MaxDegreeOfParallelism = Threads }, work);
        }
    }

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
            factors[k] = (float)(Sign(k) * 2 * options.Scale / frequency);
        }

        return (places, factors);
    }

    private double DriveOf(double tone, double resonance)
    {
        double halfWidth = Math.Tau * options.Damping * resonance;
        return SpinDiode.ReferenceDriveFactor * SpinDiode.ReferenceDriveFactor * options.TopWatts * tone / tones[0] / (halfWidth * halfWidth);
    }

    private double[] PowersOfWhite()
    {
        double n = options.FrequencyNonlinearity / options.Damping;
        double q = options.DampingNonlinearity;
        double[] powers = new double[Classes * Inputs * Inputs];
        ForChains(chain =>
        {
            for (int k = 0; k < Inputs; k++)
            {
                double resonance = tones[k] * (1 + (double)Parameters[(chain * Inputs) + k]);
                for (int i = 0; i < Inputs; i++)
                {
                    double t = ((tones[i] / resonance) - 1) / options.Damping;
                    powers[(((chain * Inputs) + k) * Inputs) + i] = CubicRoot.LowestPositive((q * q) + (n * n), 2 * (q - (n * t)), 1 + (t * t), DriveOf(tones[i], resonance));
                }
            }
        });
        return powers;
    }

    private void InferNonlinear(ReadOnlyMemory<float> inputs, int count, Memory<float> outputs)
    {
        // Tone after tone, the samples beside each other; missing ones are black.
        int padded = (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        float[] columns = new float[Inputs * padded];
        for (int sample = 0; sample < count; sample++)
        {
            for (int i = 0; i < Inputs; i++)
            {
                columns[(i * padded) + sample] = inputs.Span[(sample * Inputs) + i];
            }
        }

        ForChains(chain =>
        {
            float[] sums = new float[padded];
            for (int k = 0; k < Inputs; k++)
            {
                double resonance = tones[k] * (1 + (double)Parameters[(chain * Inputs) + k]);
                for (int i = 0; i < Inputs; i++)
                {
                    double factor = Sign(k) * options.Scale * 2 * tones[i] / resonance;
                    NonlinearChain.Add(((tones[i] / resonance) - 1) / options.Damping, DriveOf(tones[i], resonance), options, factor, columns.AsSpan(i * padded, padded), sums);
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
        double n = options.FrequencyNonlinearity / options.Damping;
        double ratio = options.SymmetricRatio;
        for (int k = 0; k < Inputs; k++)
        {
            double offset = 1 + (double)Parameters[(chain * Inputs) + k];
            double resonance = tones[k] * offset;
            double sum = 0;
            for (int i = 0; i < Inputs; i++)
            {
                double p = largestPowers[(((chain * Inputs) + k) * Inputs) + i];
                double t = ((tones[i] / resonance) - 1) / options.Damping;
                double shifted = t - (n * p);
                double width = 1 + (options.DampingNonlinearity * p);
                double inverse = 1 / ((width * width) + (shifted * shifted));
                double voltage = (shifted + (ratio * width)) * inverse;
                double slope = ((width * width) - (shifted * shifted) - (2 * ratio * width * shifted)) * inverse * inverse;
                sum -= byWeights[(chain * Inputs) + i] * tones[i] * (voltage + ((t + (1 / options.Damping)) * slope));
            }

            Gradient[(chain * Inputs) + k] = (float)(Sign(k) * options.Scale * 2 / resonance / offset * sum);
        }
    }

    /// <summary>What a perceptron of chains is made of.</summary>
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
        public override ClassifierNetwork Make(ulong seed) => new ResonatorPerceptron(this, seed);
    }
}
