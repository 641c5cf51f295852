using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Instruments.Blocks;

/// <summary>Values in units of their own and the codes of converters: value = offset + code × step. Both ways run on
/// vectors.</summary>
public static class SampleScaling
{
    /// <summary>The codes of values, rounded to the nearest; values beyond the codes' range get its ends.</summary>
    /// <param name="values">The values, shape [sample].</param>
    /// <param name="offset">The value of code 0.</param>
    /// <param name="step">The value from one code to the next. Positive.</param>
    /// <param name="largestCode">The largest code; the smallest is its negative.</param>
    /// <param name="codes">Where the codes go, as many.</param>
    /// <exception cref="ArgumentException">The places are not as many.</exception>
    public static void ToCodes(
        ReadOnlySpan<double> values, double offset, double step, short largestCode, Span<short> codes)
    {
        RequireFit(values.Length, codes.Length);
        double factor = 1 / step;
        int i = 0;
        ref double first = ref MemoryMarshal.GetReference(values);
        ref short code = ref MemoryMarshal.GetReference(codes);
        var least = Vector512.Create((float)-largestCode);
        var most = Vector512.Create((float)largestCode);
        for (; i <= values.Length - (2 * Vector512<float>.Count); i += 2 * Vector512<float>.Count)
        {
            Vector512<int> low = Codes(ref first, i, offset, factor, least, most);
            Vector512<int> high = Codes(ref first, i + Vector512<float>.Count, offset, factor, least, most);
            Vector512.Narrow(low, high).StoreUnsafe(ref code, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            codes[i] = (short)Math.Round(Math.Clamp((float)((values[i] - offset) * factor), -largestCode, (float)largestCode));
        }
    }

    /// <summary>The values of codes.</summary>
    /// <param name="codes">The codes, shape [sample].</param>
    /// <param name="offset">The value of code 0.</param>
    /// <param name="step">The value from one code to the next.</param>
    /// <param name="values">Where the values go, as many.</param>
    /// <exception cref="ArgumentException">The places are not as many.</exception>
    public static void ToValues(ReadOnlySpan<short> codes, double offset, double step, Span<double> values)
    {
        RequireFit(values.Length, codes.Length);
        int i = 0;
        ref double value = ref MemoryMarshal.GetReference(values);
        ref short first = ref MemoryMarshal.GetReference(codes);
        for (; i <= codes.Length - Vector128<short>.Count; i += Vector128<short>.Count)
        {
            Vector256<int> wide = Vector256.WidenLower(Vector128.LoadUnsafe(ref first, (nuint)i).ToVector256Unsafe());
            (Vector256<long> low, Vector256<long> high) = Vector256.Widen(wide);
            Vector512<double> all = Vector512.ConvertToDouble(Vector512.Create(low, high));
            (Vector512.Create(offset) + (all * step)).StoreUnsafe(ref value, (nuint)i);
        }

        for (; i < codes.Length; i++)
        {
            values[i] = offset + (codes[i] * step);
        }
    }

    /// <summary>The smallest and the largest of codes.</summary>
    /// <param name="codes">The codes, at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static (short Least, short Largest) Extremes(ReadOnlySpan<short> codes)
    {
        if (codes.IsEmpty)
        {
            throw new ArgumentException("No codes have no extremes.", nameof(codes));
        }

        (short least, short largest) = (codes[0], codes[0]);
        ReadOnlySpan<Vector<short>> vectors = MemoryMarshal.Cast<short, Vector<short>>(codes);
        if (vectors.Length > 0)
        {
            (Vector<short> low, Vector<short> high) = (vectors[0], vectors[0]);
            foreach (Vector<short> vector in vectors)
            {
                low = Vector.Min(low, vector);
                high = Vector.Max(high, vector);
            }

            for (int i = 0; i < Vector<short>.Count; i++)
            {
                least = Math.Min(least, low[i]);
                largest = Math.Max(largest, high[i]);
            }
        }

        foreach (short code in codes[(vectors.Length * Vector<short>.Count)..])
        {
            least = Math.Min(least, code);
            largest = Math.Max(largest, code);
        }

        return (least, largest);
    }

    // Sixteen doubles become sixteen floats: 24 bits are more than a code has.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Codes(
        ref double first, int i, double offset, double factor, Vector512<float> least, Vector512<float> most)
    {
        var from = Vector512.Create(offset);
        Vector512<double> low = (Vector512.LoadUnsafe(ref first, (nuint)i) - from) * factor;
        Vector512<double> high = (Vector512.LoadUnsafe(ref first, (nuint)(i + Vector512<double>.Count)) - from) * factor;
        Vector512<float> all = Vector512.Narrow(low, high);
        return Vector512.ConvertToInt32(Vector512.Round(Vector512.Min(Vector512.Max(all, least), most)));
    }

    private static void RequireFit(int values, int codes)
    {
        if (values != codes)
        {
            throw new ArgumentException($"{values} values are not {codes} codes.");
        }
    }
}
