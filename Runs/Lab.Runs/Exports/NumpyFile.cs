using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Lab.Runs.Records;

namespace Lab.Runs.Exports;

/// <summary>Writes one array in NumPy's file format 1.0 (NumPy Enhancement Proposal 1), little-endian.</summary>
public static class NumpyFile
{
    private const int Alignment = 64;

    // Magic number, two bytes of version, two bytes of header length.
    private const int PreambleLength = 10;

    // Numbers are turned into bytes in pieces, so that a large array does not need a second copy of itself.
    private const int NumbersPerPiece = 4096;

    /// <summary>Writes a list of whole numbers.</summary>
    public static void Write(Stream stream, IReadOnlyList<long> values)
    {
        WriteHeader(stream, "<i8", $"({values.Count},)");
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (long value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }

    /// <summary>Writes a list of numbers.</summary>
    public static void Write(Stream stream, double[] values)
    {
        WriteHeader(stream, "<f8", $"({values.Length},)");
        WriteNumbers(stream, values);
    }

    /// <summary>Writes the arrays of a column as a matrix of the elements as they are stored,
    /// of which one row is in memory.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="data">The points.</param>
    /// <param name="column">The column.</param>
    /// <param name="length">The length of all arrays, or of the longest: shorter ones of floats end in NaN.</param>
    public static void WriteElements(Stream stream, IRunData data, Column column, int length)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(column);
        WriteHeader(stream, column.Form.NumpyType, $"({data.Count}, {length})");
        switch (column.Form.Type)
        {
            case ElementType.Int8:
                WriteRows<sbyte>(stream, data, column, length, default);
                break;
            case ElementType.Int16:
                WriteRows<short>(stream, data, column, length, default);
                break;
            case ElementType.Float32:
                WriteRows(stream, data, column, length, float.NaN);
                break;
            default:
                WriteRows(stream, data, column, length, double.NaN);
                break;
        }
    }

    /// <summary>Writes the arrays of a column as a matrix of their values in the column's unit; arrays shorter than the longest
    /// end in NaN.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="data">The points.</param>
    /// <param name="column">The column.</param>
    /// <param name="length">The length of the longest array.</param>
    public static void WriteValues(Stream stream, IRunData data, Column column, int length)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(column);
        WriteHeader(stream, "<f8", $"({data.Count}, {length})");
        var row = new double[length];
        for (int i = 0; i < data.Count; i++)
        {
            int count = data.ReadArray(column.Name, i, row);
            Array.Fill(row, double.NaN, count, length - count);
            WriteNumbers(stream, row);
        }
    }

    /// <summary>Writes a matrix; rows shorter than the longest end in NaN.</summary>
    public static void Write(Stream stream, double[][] rows)
    {
        int longest = rows.Select(row => row.Length).DefaultIfEmpty().Max();
        WriteHeader(stream, "<f8", $"({rows.Length}, {longest})");
        var padded = new double[longest];
        foreach (double[] row in rows)
        {
            row.CopyTo(padded, 0);
            Array.Fill(padded, double.NaN, row.Length, longest - row.Length);
            WriteNumbers(stream, padded);
        }
    }

    /// <summary>Writes a list of texts.</summary>
    public static void Write(Stream stream, IReadOnlyList<string> texts) => WriteTexts(stream, $"({texts.Count},)", texts);

    /// <summary>Writes a single text, shape ().</summary>
    public static void Write(Stream stream, string text) => WriteTexts(stream, "()", [text]);

    /// <summary>Texts are UTF-32 of one width, shorter ones padded with zeros.</summary>
    private static void WriteTexts(Stream stream, string shape, IReadOnlyList<string> texts)
    {
        byte[][] encoded = [.. texts.Select(Encoding.UTF32.GetBytes)];
        int width = encoded.Select(bytes => bytes.Length).Append(sizeof(int)).Max();
        WriteHeader(stream, $"<U{width / sizeof(int)}", shape);
        foreach (byte[] bytes in encoded)
        {
            stream.Write(bytes);
            stream.Write(new byte[width - bytes.Length]);
        }
    }

    private static void WriteHeader(Stream stream, string type, string shape)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        int length = PreambleLength + header.Length + 1;
        int padding = (Alignment - (length % Alignment)) % Alignment;
        byte[] text = Encoding.ASCII.GetBytes($"{header}{new string(' ', padding)}\n");
        Span<byte> preamble = stackalloc byte[PreambleLength];
        preamble[0] = 0x93;
        "NUMPY\u0001\0"u8.CopyTo(preamble[1..]);
        BinaryPrimitives.WriteUInt16LittleEndian(preamble[8..], (ushort)text.Length);
        stream.Write(preamble);
        stream.Write(text);
    }

    private static void WriteRows<T>(Stream stream, IRunData data, Column column, int length, T missing)
        where T : unmanaged
    {
        var row = new T[length];
        for (int i = 0; i < data.Count; i++)
        {
            int count = data.ReadElements(column.Name, i, row.AsSpan());
            Array.Fill(row, missing, count, length - count);
            stream.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private static void WriteNumbers(Stream stream, ReadOnlySpan<double> values)
    {
        byte[] bytes = new byte[Math.Min(values.Length, NumbersPerPiece) * sizeof(double)];
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, NumbersPerPiece);
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
            }

            stream.Write(bytes, 0, count * sizeof(double));
            values = values[count..];
        }
    }
}
