using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.ClassifierNetworks;

/// <summary>Weights that a chain gives to tones that all its resonators see, and their derivatives by the resonators' frequencies.</summary>
/// <remarks>With t = (f_i/f_k − 1)/α, the weight of tone i is w_i = f_i Σ_k (−1)^k (2/f_k) t/(1 + t²). Eight tones at once, and two
/// resonators with one division.</remarks>
internal static class LinearChain
{
    /// <summary>Computes the weights.</summary>
    /// <param name="tones">f_i over the lowest, shape [tone].</param>
    /// <param name="inverse">1/(α·f_k), shape [resonator].</param>
    /// <param name="factors">(−1)^k·2/f_k, shape [resonator].</param>
    /// <param name="damping">α.</param>
    /// <param name="scale">Factor on all weights.</param>
    /// <param name="weights">Receives the weights, shape [tone].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(ReadOnlySpan<float> tones, ReadOnlySpan<float> inverse, ReadOnlySpan<float> factors, float damping, float scale, Span<float> weights)
    {
        var shift = new Vector<float>(-1 / damping);
        Vector<float> one = Vector<float>.One;
        ref float u = ref MemoryMarshal.GetReference(inverse);
        ref float c = ref MemoryMarshal.GetReference(factors);
        for (int i = 0; i < tones.Length; i += Vector<float>.Count)
        {
            Vector<float> tone = ReadTones(tones, i);
            Vector<float> sum = Vector<float>.Zero;
            Vector<float> otherSum = Vector<float>.Zero;
            int k = 0;
            for (; k < inverse.Length - 1; k += 2)
            {
                Vector<float> t = Vector.FusedMultiplyAdd(tone, new Vector<float>(Unsafe.Add(ref u, k)), shift);
                Vector<float> s = Vector.FusedMultiplyAdd(tone, new Vector<float>(Unsafe.Add(ref u, k + 1)), shift);
                Vector<float> squareT = Vector.FusedMultiplyAdd(t, t, one);
                Vector<float> squareS = Vector.FusedMultiplyAdd(s, s, one);
                Vector<float> quotient = one / (squareT * squareS);
                sum = Vector.FusedMultiplyAdd(t * new Vector<float>(Unsafe.Add(ref c, k)), quotient * squareS, sum);
                otherSum = Vector.FusedMultiplyAdd(s * new Vector<float>(Unsafe.Add(ref c, k + 1)), quotient * squareT, otherSum);
            }

            if (k < inverse.Length)
            {
                Vector<float> t = Vector.FusedMultiplyAdd(tone, new Vector<float>(Unsafe.Add(ref u, k)), shift);
                sum = Vector.FusedMultiplyAdd(t * new Vector<float>(Unsafe.Add(ref c, k)), one / Vector.FusedMultiplyAdd(t, t, one), sum);
            }

            Write((sum + otherSum) * tone * scale, weights, i);
        }
    }

    /// <summary>From the derivatives by weights to those by relative frequencies δ_k, f_k = F_k(1 + δ_k).</summary>
    /// <param name="tones">f_i over the lowest, shape [tone].</param>
    /// <param name="inverse">1/(α·f_k), shape [resonator].</param>
    /// <param name="factors">(−1)^k·2/f_k, shape [resonator].</param>
    /// <param name="damping">α.</param>
    /// <param name="byWeights">Derivatives by the weights times their scale, shape [tone].</param>
    /// <param name="byFrequencies">Receives (1 + δ_k) times the derivatives, shape [resonator].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Differentiate(
        ReadOnlySpan<float> tones, ReadOnlySpan<float> inverse, ReadOnlySpan<float> factors, float damping, ReadOnlySpan<float> byWeights, Span<float> byFrequencies)
    {
        // With g = t/(1 + t²) and q = 1/(1 + t²): d(2g/f_k)/dδ = −(2/f_k)·[g + (t + 1/α)·(1 − t²)q²]/(1 + δ), where t + 1/α = f_i/(α·f_k).
        var shift = new Vector<float>(-1 / damping);
        Vector<float> one = Vector<float>.One;
        ref float u = ref MemoryMarshal.GetReference(inverse);
        int vectors = (tones.Length + Vector<float>.Count - 1) / Vector<float>.Count;
        Span<Vector<float>> tone = stackalloc Vector<float>[vectors];
        Span<Vector<float>> weight = stackalloc Vector<float>[vectors];
        for (int i = 0; i < vectors; i++)
        {
            tone[i] = ReadTones(tones, i * Vector<float>.Count);
            weight[i] = ReadTones(byWeights, i * Vector<float>.Count) * tone[i];
        }

        for (int k = 0; k < inverse.Length; k += 2)
        {
            bool isPair = k + 1 < inverse.Length;
            var first = new Vector<float>(Unsafe.Add(ref u, k));
            var second = new Vector<float>(Unsafe.Add(ref u, isPair ? k + 1 : k));
            Vector<float> sum = Vector<float>.Zero;
            Vector<float> otherSum = Vector<float>.Zero;
            for (int i = 0; i < tone.Length; i++)
            {
                Vector<float> t = Vector.FusedMultiplyAdd(tone[i], first, shift);
                Vector<float> s = Vector.FusedMultiplyAdd(tone[i], second, shift);
                Vector<float> squareT = Vector.FusedMultiplyAdd(t, t, one);
                Vector<float> squareS = Vector.FusedMultiplyAdd(s, s, one);
                Vector<float> quotient = one / (squareT * squareS);
                Vector<float> qT = quotient * squareS;
                Vector<float> qS = quotient * squareT;

                // (1 − t²)q² = q(2q − 1)
                Vector<float> slopeT = qT * Vector.FusedMultiplyAdd(qT, new Vector<float>(2), -one);
                Vector<float> slopeS = qS * Vector.FusedMultiplyAdd(qS, new Vector<float>(2), -one);
                sum = Vector.FusedMultiplyAdd(weight[i], Vector.FusedMultiplyAdd(tone[i] * first, slopeT, t * qT), sum);
                otherSum = Vector.FusedMultiplyAdd(weight[i], Vector.FusedMultiplyAdd(tone[i] * second, slopeS, s * qS), otherSum);
            }

            byFrequencies[k] = -factors[k] * Vector.Sum(sum);
            if (isPair)
            {
                byFrequencies[k + 1] = -factors[k + 1] * Vector.Sum(otherSum);
            }
        }
    }

    // What is missing behind the last number is zero, and counts for nothing.
    private static Vector<float> ReadTones(ReadOnlySpan<float> numbers, int first)
    {
        if (first + Vector<float>.Count <= numbers.Length)
        {
            return new Vector<float>(numbers[first..]);
        }

        Span<float> whole = stackalloc float[Vector<float>.Count];
        whole.Clear();
        numbers[first..].CopyTo(whole);
        return new Vector<float>(whole);
    }

    private static void Write(Vector<float> vector, Span<float> numbers, int first)
    {
        if (first + Vector<float>.Count <= numbers.Length)
        {
            vector.CopyTo(numbers[first..]);
            return;
        }

        Span<float> whole = stackalloc float[Vector<float>.Count];
        vector.CopyTo(whole);
        whole[..(numbers.Length - first)].CopyTo(numbers[first..]);
    }
}
