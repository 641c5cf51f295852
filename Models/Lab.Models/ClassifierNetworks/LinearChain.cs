using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;

namespace Lab.Models.ClassifierNetworks;

/// <summary>Weights that a chain gives to tones that all its resonators see, w_i = Σ_k c_k·t/(1 + t²) with t = f_i·a_k − b_k, and
/// their derivatives. A resonator at f_k of the damping α has a_k = 1/(α·f_k) and b_k = 1/α.</summary>
/// <remarks>A vector of tones at once, and two resonators with one division.</remarks>
internal static class LinearChain
{
    /// <summary>How a resonator of a chain counts that is wired head to tail: every second one is turned round.</summary>
    public static int Sign(int k) => int.IsOddInteger(k) ? -1 : 1;

    /// <summary>Works on chains, on several threads where that is asked for.</summary>
    public static void ForEach(int chains, int threads, Action<int> work)
    {
        if (threads == 1)
        {
            for (int chain = 0; chain < chains; chain++)
            {
                work(chain);
            }
        }
        else
        {
            Parallel.For(0, chains, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
    }

    /// <summary>Computes the weights.</summary>
    /// <param name="tones">f_i, shape [tone].</param>
    /// <param name="places">a_k, shape [resonator].</param>
    /// <param name="shifts">b_k, shape [resonator].</param>
    /// <param name="factors">c_k, shape [resonator].</param>
    /// <param name="weights">Receives the weights, shape [tone].</param>
    public static void Weights(
        ReadOnlySpan<float> tones, ReadOnlySpan<float> places, ReadOnlySpan<float> shifts, ReadOnlySpan<float> factors,
        Span<float> weights)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Weights<Lanes512<float>>(tones, places, shifts, factors, weights);
        }
        else
        {
            Weights<Lanes256<float>>(tones, places, shifts, factors, weights);
        }
    }

    /// <summary>Carries derivatives by the weights back to the resonators.</summary>
    /// <param name="tones">f_i, shape [tone].</param>
    /// <param name="places">a_k, shape [resonator].</param>
    /// <param name="shifts">b_k, shape [resonator].</param>
    /// <param name="byWeights">Derivatives by the weights, shape [tone].</param>
    /// <param name="byPlaces">Receives the derivatives by a_k over c_k, shape [resonator].</param>
    /// <param name="byFactors">Receives the derivatives by c_k, shape [resonator].</param>
    public static void Differentiate(
        ReadOnlySpan<float> tones, ReadOnlySpan<float> places, ReadOnlySpan<float> shifts, ReadOnlySpan<float> byWeights,
        Span<float> byPlaces, Span<float> byFactors)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Differentiate<Lanes512<float>>(tones, places, shifts, byWeights, byPlaces, byFactors);
        }
        else
        {
            Differentiate<Lanes256<float>>(tones, places, shifts, byWeights, byPlaces, byFactors);
        }
    }

    /// <summary>
    /// <see cref="Weights(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>
    /// with a width of vectors that is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Weights<TVector>(
        ReadOnlySpan<float> tones, ReadOnlySpan<float> places, ReadOnlySpan<float> shifts, ReadOnlySpan<float> factors,
        Span<float> weights)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        var one = TVector.All(1);
        ref float a = ref MemoryMarshal.GetReference(places);
        ref float b = ref MemoryMarshal.GetReference(shifts);
        ref float c = ref MemoryMarshal.GetReference(factors);
        for (int i = 0; i < tones.Length; i += TVector.Count)
        {
            TVector tone = Read<TVector>(tones, i);
            TVector sum = default;
            TVector otherSum = default;
            int k = 0;
            for (; k < places.Length - 1; k += 2)
            {
                TVector t = TVector.MultiplyAdd(tone, TVector.All(Unsafe.Add(ref a, k)), -TVector.All(Unsafe.Add(ref b, k)));
                TVector s = TVector.MultiplyAdd(
                    tone, TVector.All(Unsafe.Add(ref a, k + 1)), -TVector.All(Unsafe.Add(ref b, k + 1)));
                TVector squareT = TVector.MultiplyAdd(t, t, one);
                TVector squareS = TVector.MultiplyAdd(s, s, one);
                TVector quotient = one / (squareT * squareS);
                sum = TVector.MultiplyAdd(t * TVector.All(Unsafe.Add(ref c, k)), quotient * squareS, sum);
                otherSum = TVector.MultiplyAdd(s * TVector.All(Unsafe.Add(ref c, k + 1)), quotient * squareT, otherSum);
            }

            if (k < places.Length)
            {
                TVector t = TVector.MultiplyAdd(tone, TVector.All(Unsafe.Add(ref a, k)), -TVector.All(Unsafe.Add(ref b, k)));
                sum = TVector.MultiplyAdd(t * TVector.All(Unsafe.Add(ref c, k)), one / TVector.MultiplyAdd(t, t, one), sum);
            }

            Write(sum + otherSum, weights, i);
        }
    }

    /// <summary>The derivatives with a width of vectors that is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Differentiate<TVector>(
        ReadOnlySpan<float> tones, ReadOnlySpan<float> places, ReadOnlySpan<float> shifts, ReadOnlySpan<float> byWeights,
        Span<float> byPlaces, Span<float> byFactors)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        // With q = 1/(1 + t²): ∂w_i/∂c_k = t·q and ∂w_i/∂a_k = c_k·f_i·(1 − t²)q², where (1 − t²)q² = q(2q − 1).
        var one = TVector.All(1);
        var two = TVector.All(2);
        int vectors = (tones.Length + TVector.Count - 1) / TVector.Count;
        Span<TVector> tone = stackalloc TVector[vectors];
        Span<TVector> byWeight = stackalloc TVector[vectors];
        for (int i = 0; i < vectors; i++)
        {
            tone[i] = Read<TVector>(tones, i * TVector.Count);
            byWeight[i] = Read<TVector>(byWeights, i * TVector.Count);
        }

        for (int k = 0; k < places.Length; k += 2)
        {
            int other = Math.Min(k + 1, places.Length - 1);
            var first = TVector.All(places[k]);
            var second = TVector.All(places[other]);
            TVector firstShift = -TVector.All(shifts[k]);
            TVector secondShift = -TVector.All(shifts[other]);
            (TVector place, TVector otherPlace, TVector factor, TVector otherFactor) = (default, default, default, default);
            for (int i = 0; i < tone.Length; i++)
            {
                TVector t = TVector.MultiplyAdd(tone[i], first, firstShift);
                TVector s = TVector.MultiplyAdd(tone[i], second, secondShift);
                TVector squareT = TVector.MultiplyAdd(t, t, one);
                TVector squareS = TVector.MultiplyAdd(s, s, one);
                TVector quotient = one / (squareT * squareS);
                TVector weightedT = quotient * squareS * byWeight[i];
                TVector weightedS = quotient * squareT * byWeight[i];
                TVector toneT = weightedT * tone[i];
                TVector toneS = weightedS * tone[i];
                place = TVector.MultiplyAdd(toneT, TVector.MultiplyAdd(quotient * squareS, two, -one), place);
                otherPlace = TVector.MultiplyAdd(toneS, TVector.MultiplyAdd(quotient * squareT, two, -one), otherPlace);
                factor = TVector.MultiplyAdd(weightedT, t, factor);
                otherFactor = TVector.MultiplyAdd(weightedS, s, otherFactor);
            }

            (byPlaces[other], byFactors[other]) = (TVector.Sum(otherPlace), TVector.Sum(otherFactor));
            (byPlaces[k], byFactors[k]) = (TVector.Sum(place), TVector.Sum(factor));
        }
    }

    // What is missing after the last number is zero, and counts for nothing.
    private static TVector Read<TVector>(ReadOnlySpan<float> numbers, int first)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        if (first + TVector.Count <= numbers.Length)
        {
            return TVector.Load(ref Unsafe.AsRef(in numbers[first]));
        }

        Span<float> whole = stackalloc float[TVector.Count];
        whole.Clear();
        numbers[first..].CopyTo(whole);
        return TVector.Load(ref whole[0]);
    }

    private static void Write<TVector>(TVector vector, Span<float> numbers, int first)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        if (first + TVector.Count <= numbers.Length)
        {
            TVector.Store(vector, ref numbers[first]);
            return;
        }

        Span<float> whole = stackalloc float[TVector.Count];
        TVector.Store(vector, ref whole[0]);
        whole[..(numbers.Length - first)].CopyTo(numbers[first..]);
    }
}
