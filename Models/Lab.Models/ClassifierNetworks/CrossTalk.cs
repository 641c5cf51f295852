namespace Lab.Models.ClassifierNetworks;

/// <summary>A layer of chains in which every resonator sees every tone, and not its own alone: W_ji = A·Σ_k (−1)^k·S_jk·2t/(1 +
/// t²) with t = (f_i/f_jk − 1)/α, where every second resonator is turned round (Leroux thesis, sections 5.4.4 and 6.1).</summary>
/// <remarks>The detuning u of a resonator is what gives it the weight 2u/(1 + u²) for its own tone; a resonator that is turned
/// round is tuned to the other side, f_jk = F_k/(1 + (−1)^k·α·u). Memory is laid out as in <see cref="OscillatorPerceptron"/>,
/// shape [tone · chain].</remarks>
internal sealed class CrossTalk
{
    private readonly float damping;
    private readonly float[] tones;
    private readonly int chains;

    /// <summary>Makes a layer.</summary>
    /// <param name="band">Its tones.</param>
    /// <param name="inputs">How many tones there are, and resonators of a chain.</param>
    /// <param name="chains">How many chains there are.</param>
    public CrossTalk(ToneBand band, int inputs, int chains)
    {
        damping = (float)band.Damping;
        tones = [.. ToneSpacing.Between(1, band.HighestHertz / band.LowestHertz, inputs).Select(tone => (float)tone)];
        this.chains = chains;
    }

    /// <summary>The weights.</summary>
    /// <param name="detunings">Detunings, shape [tone · chain].</param>
    /// <param name="errors">How the devices differ from those that were meant; none where they do not.</param>
    /// <param name="amplification">A.</param>
    /// <param name="weights">Receives the weights, shape [tone · chain].</param>
    /// <param name="threads">Threads; they change no result.</param>
    public void WeightsInto(
        ReadOnlyMemory<float> detunings, LayerErrors? errors, float amplification, Memory<float> weights, int threads) =>
        LinearChain.ForEach(chains, threads, chain =>
        {
            Span<float> places = stackalloc float[tones.Length];
            Span<float> shifts = stackalloc float[tones.Length];
            Span<float> factors = stackalloc float[tones.Length];
            Span<float> ofChain = stackalloc float[tones.Length];
            Place(detunings.Span, errors, chain, places, shifts);
            for (int k = 0; k < factors.Length; k++)
            {
                factors[k] = 2 * LinearChain.Sign(k) * amplification
                    * (errors is null ? 1 : errors.Sensitivities[(k * chains) + chain]);
            }

            LinearChain.Weights(tones, places, shifts, factors, ofChain);
            for (int i = 0; i < ofChain.Length; i++)
            {
                weights.Span[(i * chains) + chain] = ofChain[i];
            }
        });

    /// <summary>From the derivatives by weights to those by detunings and by the amplification,
    /// of resonators as they were meant.</summary>
    /// <param name="detunings">Detunings, shape [tone · chain].</param>
    /// <param name="amplification">A.</param>
    /// <param name="gradient">Derivatives by the weights, which become those by the detunings, shape [tone · chain].</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <returns>The derivative by the amplification.</returns>
    public float Differentiate(ReadOnlyMemory<float> detunings, float amplification, Memory<float> gradient, int threads)
    {
        double[] byAmplification = new double[chains];
        LinearChain.ForEach(chains, threads, chain =>
        {
            Span<float> places = stackalloc float[tones.Length];
            Span<float> shifts = stackalloc float[tones.Length];
            Span<float> byWeights = stackalloc float[tones.Length];
            Span<float> byPlaces = stackalloc float[tones.Length];
            Span<float> byFactors = stackalloc float[tones.Length];
            Place(detunings.Span, errors: null, chain, places, shifts);
            for (int i = 0; i < byWeights.Length; i++)
            {
                byWeights[i] = gradient.Span[(i * chains) + chain];
            }

            LinearChain.Differentiate(tones, places, shifts, byWeights, byPlaces, byFactors);
            for (int k = 0; k < places.Length; k++)
            {
                // The place is (1 + (−1)^k·α·u)/(α·F_k), the factor 2·(−1)^k·A.
                gradient.Span[(k * chains) + chain] = 2 * amplification * byPlaces[k] / tones[k];
                byAmplification[chain] += 2 * LinearChain.Sign(k) * byFactors[k];
            }
        });
        return (float)byAmplification.Sum();
    }

    private void Place(ReadOnlySpan<float> detunings, LayerErrors? errors, int chain, Span<float> places, Span<float> shifts)
    {
        for (int k = 0; k < places.Length; k++)
        {
            int synapse = (k * chains) + chain;
            float detuning = detunings[synapse] + (errors is null ? 0 : errors.Shifts[synapse]);
            shifts[k] = (errors is null ? 1 : errors.InverseLinewidths[synapse]) / damping;
            places[k] = shifts[k] * (1 + (LinearChain.Sign(k) * damping * detuning)) / tones[k];
        }
    }
}
