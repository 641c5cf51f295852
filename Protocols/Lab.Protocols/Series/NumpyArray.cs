using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lab.Protocols.Series;

/// <summary>One array of NumPy's file format (NumPy Enhancement Proposal 1), numbers of any usual type.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">The numbers in C's order.</param>
internal sealed partial record NumpyArray(int[] Shape, double[] Values)
{
    private const int PreambleLength = 8;

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It is none, or of a type or order that is not read.</exception>
    public static NumpyArray Read(Stream stream)
    {
        (string type, int[] shape) = ReadHeader(stream);
        (int size, Func<ReadOnlyMemory<byte>, double> read) = ReaderOf(type);
        long count = shape.Aggregate(1L, (product, size) => product * size);
        const long mostNumbers = 1 << 28;
        if (count > mostNumbers)
        {
            throw new InvalidDataException($"it has {count} numbers, more than the {mostNumbers} that are read");
        }

        byte[] bytes = ReadExactly(stream, (int)count * size);
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes.AsMemory(i * size, size));
        }

        return new NumpyArray(shape, values);
    }

    /// <summary>Reads a single text.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static string ReadText(Stream stream)
    {
        const int longestText = 1 << 20;
        (string type, int[] shape) = ReadHeader(stream);
        if (!type.StartsWith("<U", StringComparison.Ordinal) || !int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int width) || width > longestText || shape.Length > 0)
        {
            throw new InvalidDataException($"it is of the type '{type}' and no single text");
        }

        return Encoding.UTF32.GetString(ReadExactly(stream, width * sizeof(int))).TrimEnd('\0');
    }

    private static (string Type, int[] Shape) ReadHeader(Stream stream)
    {
        byte[] preamble = ReadExactly(stream, PreambleLength);
        if (preamble[0] != 0x93 || !preamble.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
        {
            throw new InvalidDataException("it is no array of NumPy");
        }

        int length = preamble[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(ReadExactly(stream, sizeof(ushort)))
            : BinaryPrimitives.ReadInt32LittleEndian(ReadExactly(stream, sizeof(int)));
        const int longestHeader = 1 << 16;
        if (length is < 0 or > longestHeader)
        {
            throw new InvalidDataException("its header is damaged");
        }

        string header = Encoding.Latin1.GetString(ReadExactly(stream, length));
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw new InvalidDataException("it is stored in Fortran's order; write numpy.ascontiguousarray(x)");
        }

        string[] sizes = ShapePattern().Match(header).Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (DescriptionPattern().Match(header).Groups["type"].Value, [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))]);
    }

    private static (int Size, Func<ReadOnlyMemory<byte>, double> Read) ReaderOf(string type) => type switch
    {
        "<f8" => (sizeof(double), bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span)),
        "<f4" => (sizeof(float), bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes.Span)),
        "<i8" => (sizeof(long), bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes.Span)),
        "<i4" => (sizeof(int), bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes.Span)),
        "<i2" => (sizeof(short), bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes.Span)),
        "|u1" or "|b1" => (1, bytes => bytes.Span[0]),
        "|i1" => (1, bytes => (sbyte)bytes.Span[0]),
        _ => throw new InvalidDataException($"its numbers are of the type '{type}'; float64, float32, int8 to int64, uint8 and bool are read"),
    };

    private static byte[] ReadExactly(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw new InvalidDataException("it ends too early");
    }

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']*)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DescriptionPattern();

    [GeneratedRegex(@"'shape':\s*\((?<shape>[\d\s,]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShapePattern();
}
