using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Lab.Studies.Series;

/// <summary>One array of NumPy's file format (NumPy Enhancement Proposal 1): floats and integers of every size, either order of
/// bytes and of indices, and texts.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">The numbers in C's order.</param>
internal sealed record NumpyArray(int[] Shape, double[] Values)
{
    private const int PieceLength = 1 << 16;
    private const int LongestText = 1 << 20;
    private const int MostTextBytes = 1 << 28;

    private delegate double Number(ReadOnlySpan<byte> bytes);

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It is none, or its type is not read.</exception>
    public static NumpyArray Read(Stream stream) => Read(stream, NumpyHeader.Read(stream));

    /// <summary>Reads the numbers after a header.</summary>
    /// <exception cref="InvalidDataException">There are fewer, or their type is not read.</exception>
    public static NumpyArray Read(Stream stream, NumpyHeader header)
    {
        (int size, Number read) = ReaderOf(header);

        // Memory grows with what is there, and not with what is announced.
        List<double> values = new(Math.Min(header.Count, PieceLength));
        byte[] piece = new byte[PieceLength / size * size];
        for (int left = header.Count; left > 0;)
        {
            int count = Math.Min(left, piece.Length / size);
            Fill(stream, piece.AsSpan(0, count * size));
            for (int i = 0; i < count; i++)
            {
                values.Add(read(piece.AsSpan(i * size, size)));
            }

            left -= count;
        }

        double[] numbers = [.. values];
        return new NumpyArray(header.Shape, header.IsFortran ? Turned(numbers, header.Shape) : numbers);
    }

    /// <summary>Reads an array of one side as texts: texts as they are, numbers in their shortest form.</summary>
    /// <exception cref="InvalidDataException">It is none, or its type is not read.</exception>
    public static string[] ReadTexts(Stream stream, NumpyHeader header)
    {
        if (header.Type is ['U' or 'S' or 'a', ..])
        {
            int width = WidthOf(header);
            if ((long)width * header.Count > MostTextBytes)
            {
                throw new InvalidDataException(
                    $"its texts have {(long)width * header.Count} bytes; at most {MostTextBytes} are read");
            }

            string[] texts = new string[header.Count];
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = TextOf(header, NumpyHeader.ReadExactly(stream, width));
            }

            return texts;
        }

        return [.. Read(stream, header).Values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))];
    }

    /// <summary>Reads a single text after its header.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static string ReadText(Stream stream, NumpyHeader header) =>
        header.Type is ['U' or 'S', ..] && header.Shape.Length == 0
            ? TextOf(header, NumpyHeader.ReadExactly(stream, WidthOf(header)))
            : throw new InvalidDataException($"it is of the type '{header.Type}' and no single text");

    private static int WidthOf(NumpyHeader header) =>
        int.TryParse(header.Type.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && width <= LongestText
            ? width * (header.Type[0] == 'U' ? sizeof(int) : 1)
            : throw new InvalidDataException($"its texts are of the type '{header.Type}'");

    private static string TextOf(NumpyHeader header, byte[] bytes)
    {
        Encoding encoding = header.Type[0] == 'U' ? new UTF32Encoding(header.IsBigEndian, byteOrderMark: false) : Encoding.UTF8;
        return encoding.GetString(bytes).TrimEnd('\0');
    }

    private static void Fill(Stream stream, Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException("it ends too early");
        }
    }

    // From the first index fastest to the last index fastest.
    private static double[] Turned(double[] numbers, int[] shape)
    {
        double[] turned = new double[numbers.Length];
        int[] index = new int[shape.Length];
        foreach (double number in numbers)
        {
            int at = 0;
            for (int side = 0; side < shape.Length; side++)
            {
                at = (at * shape[side]) + index[side];
            }

            turned[at] = number;
            for (int side = 0; side < shape.Length && ++index[side] == shape[side]; side++)
            {
                index[side] = 0;
            }
        }

        return turned;
    }

    private static (int Size, Number Read) ReaderOf(NumpyHeader header) => (header.Type, header.IsBigEndian) switch
    {
        ("f8", false) => (sizeof(double), BinaryPrimitives.ReadDoubleLittleEndian),
        ("f8", true) => (sizeof(double), BinaryPrimitives.ReadDoubleBigEndian),
        ("f4", false) => (sizeof(float), bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        ("f4", true) => (sizeof(float), bytes => BinaryPrimitives.ReadSingleBigEndian(bytes)),
        ("f2", false) => (sizeof(short), bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        ("f2", true) => (sizeof(short), bytes => (double)BinaryPrimitives.ReadHalfBigEndian(bytes)),
        ("i8", false) => (sizeof(long), bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        ("i8", true) => (sizeof(long), bytes => BinaryPrimitives.ReadInt64BigEndian(bytes)),
        ("i4", false) => (sizeof(int), bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        ("i4", true) => (sizeof(int), bytes => BinaryPrimitives.ReadInt32BigEndian(bytes)),
        ("i2", false) => (sizeof(short), bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        ("i2", true) => (sizeof(short), bytes => BinaryPrimitives.ReadInt16BigEndian(bytes)),
        ("u8", false) => (sizeof(ulong), bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        ("u8", true) => (sizeof(ulong), bytes => BinaryPrimitives.ReadUInt64BigEndian(bytes)),
        ("u4", false) => (sizeof(uint), bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        ("u4", true) => (sizeof(uint), bytes => BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        ("u2", false) => (sizeof(ushort), bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        ("u2", true) => (sizeof(ushort), bytes => BinaryPrimitives.ReadUInt16BigEndian(bytes)),
        ("u1" or "b1", _) => (1, bytes => bytes[0]),
        ("i1", _) => (1, bytes => (sbyte)bytes[0]),
        ("f16" or "f12", _) =>
            throw new InvalidDataException("its numbers are of the type longdouble; write x.astype('float64')"),
        (['c', ..], _) => throw new InvalidDataException(
            "its numbers are complex; write their parts as channels: numpy.stack([x.real, x.imag], axis=-1)"),
        (['O', ..], _) => throw new InvalidDataException(
            "it holds objects of Python, such as sequences of different lengths; write numpy.array(x, dtype='float64')"),
        (['M' or 'm', ..], _) => throw new InvalidDataException("it holds dates or times; write x.astype('float64')"),
        (['U' or 'S', ..], _) => throw new InvalidDataException("it holds texts where numbers are expected"),
        _ => throw new InvalidDataException(
            $"its numbers are of the type '{header.Type}'; floats and integers of 8 to 64 bits are read"),
    };
}
