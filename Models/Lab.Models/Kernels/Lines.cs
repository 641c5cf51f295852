using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>Arithmetic on a row of numbers.</summary>
internal static class Lines
{
    /// <summary>Subtracts numbers.</summary>
    /// <param name="numbers">From these.</param>
    /// <param name="others">These, as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Span<float> numbers, ReadOnlySpan<float> others)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        ReadOnlySpan<Vector<float>> subtracted = MemoryMarshal.Cast<float, Vector<float>>(others[..numbers.Length]);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] -= subtracted[i];
        }

        for (int i = vectors.Length * Vector<float>.Count; i < numbers.Length; i++)
        {
            numbers[i] -= others[i];
        }
    }

    /// <summary>Subtracts one number from all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Span<float> numbers, float number)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        var subtracted = new Vector<float>(number);
        foreach (ref Vector<float> vector in vectors)
        {
            vector -= subtracted;
        }

        foreach (ref float rest in numbers[(vectors.Length * Vector<float>.Count)..])
        {
            rest -= number;
        }
    }

    /// <summary>Multiplies all numbers by one, adds another, and holds them within bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bound(Span<float> numbers, float factor, float offset, float smallest, float largest)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        var (offsets, least, most) = (new Vector<float>(offset), new Vector<float>(smallest), new Vector<float>(largest));
        foreach (ref Vector<float> vector in vectors)
        {
            vector = Vector.Min(Vector.Max(offsets + (factor * vector), least), most);
        }

        foreach (ref float rest in numbers[(vectors.Length * Vector<float>.Count)..])
        {
            rest = Math.Min(Math.Max(offset + (factor * rest), smallest), largest);
        }
    }

    /// <summary>The sum of the products of two rows as long as each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector<double>> lefts = MemoryMarshal.Cast<double, Vector<double>>(left);
        ReadOnlySpan<Vector<double>> rights = MemoryMarshal.Cast<double, Vector<double>>(right[..left.Length]);
        Vector<double> first = default, second = default, third = default, fourth = default;
        int i = 0;
        for (; i <= lefts.Length - 4; i += 4)
        {
            first += lefts[i] * rights[i];
            second += lefts[i + 1] * rights[i + 1];
            third += lefts[i + 2] * rights[i + 2];
            fourth += lefts[i + 3] * rights[i + 3];
        }

        for (; i < lefts.Length; i++)
        {
            first += lefts[i] * rights[i];
        }

        double sum = Vector.Sum(first + second + (third + fourth));
        for (i = lefts.Length * Vector<double>.Count; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>Adds a multiple of a row to another one.</summary>
    /// <param name="from">The row.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="to">The other row, as long.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMultiple(ReadOnlySpan<double> from, double factor, Span<double> to)
    {
        ReadOnlySpan<Vector<double>> added = MemoryMarshal.Cast<double, Vector<double>>(from[..to.Length]);
        Span<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(to);
        var factors = new Vector<double>(factor);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] += added[i] * factors;
        }

        for (int i = vectors.Length * Vector<double>.Count; i < to.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }

    /// <summary>Adds multiples of two rows to another one.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="firstFactor">Its factor.</param>
    /// <param name="second">The second row.</param>
    /// <param name="secondFactor">Its factor.</param>
    /// <param name="to">The other row, as long as these.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddMultiples(
        ReadOnlySpan<double> first, double firstFactor, ReadOnlySpan<double> second, double secondFactor, Span<double> to)
    {
        ReadOnlySpan<Vector<double>> firsts = MemoryMarshal.Cast<double, Vector<double>>(first[..to.Length]);
        ReadOnlySpan<Vector<double>> seconds = MemoryMarshal.Cast<double, Vector<double>>(second[..to.Length]);
        Span<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(to);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] += (firsts[i] * firstFactor) + (seconds[i] * secondFactor);
        }

        for (int i = vectors.Length * Vector<double>.Count; i < to.Length; i++)
        {
            to[i] += (firstFactor * first[i]) + (secondFactor * second[i]);
        }
    }
}
