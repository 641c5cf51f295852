using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lab.Studies.Series;

/// <summary>The header of an array of NumPy's file format (NumPy Enhancement Proposal 1).</summary>
/// <param name="Type">Its type without the order of bytes: <c>f8</c>, <c>U3</c>.</param>
/// <param name="IsBigEndian">Whether the largest byte of a number comes first.</param>
/// <param name="IsFortran">Whether the first index runs fastest.</param>
/// <param name="Shape">Its shape.</param>
internal sealed partial record NumpyHeader(string Type, bool IsBigEndian, bool IsFortran, int[] Shape)
{
    /// <summary>The most numbers of an array: 256 MiB of them.</summary>
    public const int MostNumbers = 1 << 25;

    private const int PreambleLength = 8;
    private const int LongestHeader = 1 << 16;

    /// <summary>How many numbers it has.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>How many bytes it has, by the size at the end of its type; of a type without a size,
    /// one for each number.</summary>
    public long ByteCount => Count
        * (Type.Length > 1 && int.TryParse(Type.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && size > 0
            ? (long)size * (Type[0] == 'U' ? sizeof(int) : 1)
            : 1);

    /// <summary>The shape in words.</summary>
    public string ShapeText => $"({string.Join(", ", Shape)})";

    /// <summary>Reads a header; the stream is then at the first number.</summary>
    /// <exception cref="InvalidDataException">It is no array of NumPy, or has more numbers than are read.</exception>
    public static NumpyHeader Read(Stream stream)
    {
        byte[] preamble = ReadExactly(stream, PreambleLength);
        if (preamble[0] != 0x93 || !preamble.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
        {
            throw new InvalidDataException("it is no array of NumPy");
        }

        int length = preamble[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(ReadExactly(stream, sizeof(ushort)))
            : BinaryPrimitives.ReadInt32LittleEndian(ReadExactly(stream, sizeof(int)));
        if (length is < 0 or > LongestHeader)
        {
            throw new InvalidDataException("its header is damaged");
        }

        string header = Encoding.Latin1.GetString(ReadExactly(stream, length));
        Match type = DescriptionPattern().Match(header);
        Match shape = ShapePattern().Match(header);
        if (!type.Success || !shape.Success)
        {
            throw new InvalidDataException(header.Contains("'descr': [", StringComparison.Ordinal)
                ? "it is a structured array; write one array a field"
                : "its header is damaged");
        }

        string order = type.Groups["order"].Value;
        bool isForeign = order == ">" || (order == "=" && !BitConverter.IsLittleEndian);
        bool isFortran = FortranPattern().IsMatch(header);
        return new NumpyHeader(type.Groups["type"].Value, isForeign, isFortran, ShapeOf(shape.Groups["shape"].Value));
    }

    /// <summary>Reads some bytes.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public static byte[] ReadExactly(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new InvalidDataException("it ends too early");
    }

    private static int[] ShapeOf(string text)
    {
        string[] sizes = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int[] shape = new int[sizes.Length];
        long count = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            bool isSize = int.TryParse(sizes[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]);
            count *= shape[i];
            if (!isSize || count > MostNumbers)
            {
                throw new InvalidDataException(
                    $"its shape is ({string.Join(", ", sizes)}), more than the {MostNumbers} numbers that are read");
            }
        }

        return shape;
    }

    [GeneratedRegex(
        @"'descr':\s*'(?<order>[<>=|]?)(?<type>[^']*)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex DescriptionPattern();

    [GeneratedRegex(@"'shape':\s*\((?<shape>[\d\s,]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"'fortran_order':\s*True", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex FortranPattern();
}
