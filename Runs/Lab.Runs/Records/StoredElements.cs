using System.Numerics;
using System.Runtime.InteropServices;

namespace Lab.Runs.Records;

/// <summary>Bytes of arrays and the values that they mean.</summary>
internal static class StoredElements
{
    /// <summary>The element type of a .NET type.</summary>
    /// <exception cref="InvalidOperationException">A bug of the caller: no arrays of this type are recorded.</exception>
    public static ElementType TypeOf(Type type) =>
        type == typeof(double) ? ElementType.Float64
        : type == typeof(float) ? ElementType.Float32
        : type == typeof(short) ? ElementType.Int16
        : type == typeof(sbyte) ? ElementType.Int8
        : throw new InvalidOperationException($"Bug in Lab: no arrays of {type.Name} are recorded.");

    /// <summary>The bytes of an array of one of the types.</summary>
    public static ReadOnlySpan<byte> BytesOf(Array elements) => elements switch
    {
        double[] values => MemoryMarshal.AsBytes(values.AsSpan()),
        float[] values => MemoryMarshal.AsBytes(values.AsSpan()),
        short[] values => MemoryMarshal.AsBytes(values.AsSpan()),
        sbyte[] values => MemoryMarshal.AsBytes(values.AsSpan()),
        _ => throw new InvalidOperationException($"Bug in Lab: no arrays of {elements.GetType().Name} are recorded."),
    };

    /// <summary>Turns elements into values.</summary>
    /// <param name="form">How they are stored.</param>
    /// <param name="bytes">The elements.</param>
    /// <param name="values">Receives the values in the column's unit, as many as there are elements.</param>
    public static void Decode(ArrayForm form, ReadOnlySpan<byte> bytes, Span<double> values)
    {
        switch (form.Type)
        {
            case ElementType.Float64:
                Decode(form, MemoryMarshal.Cast<byte, double>(bytes), values);
                break;
            case ElementType.Float32:
                Decode(form, MemoryMarshal.Cast<byte, float>(bytes), values);
                break;
            case ElementType.Int16:
                Decode(form, MemoryMarshal.Cast<byte, short>(bytes), values);
                break;
            default:
                Decode(form, MemoryMarshal.Cast<byte, sbyte>(bytes), values);
                break;
        }
    }

    /// <summary>Whether no element is infinite or no number: Lab records no others.</summary>
    public static bool AreFinite(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Float64 => AreFinite(MemoryMarshal.Cast<byte, double>(bytes)),
        ElementType.Float32 => AreFinite(MemoryMarshal.Cast<byte, float>(bytes)),
        _ => true,
    };

    private static void Decode<T>(ArrayForm form, ReadOnlySpan<T> elements, Span<double> values)
        where T : unmanaged, INumberBase<T>
    {
        if (form.IsPlain)
        {
            // Without arithmetic, so that each bit stays: -0 + 0 would be 0.
            for (int i = 0; i < elements.Length; i++)
            {
                values[i] = double.CreateTruncating(elements[i]);
            }

            return;
        }

        for (int i = 0; i < elements.Length; i++)
        {
            values[i] = form.Offset + (form.Scale * double.CreateTruncating(elements[i]));
        }
    }

    private static bool AreFinite<T>(ReadOnlySpan<T> elements)
        where T : unmanaged, INumberBase<T>
    {
        foreach (T element in elements)
        {
            if (!T.IsFinite(element))
            {
                return false;
            }
        }

        return true;
    }
}
