using System.Runtime.InteropServices;

namespace Lab.Runs.Records;

/// <summary>The arrays of one column of a record: small ones in memory as they are stored,
/// large ones where they lie in the file.</summary>
/// <param name="column">The column.</param>
/// <param name="points">The number of each point.</param>
/// <param name="file">The file of large arrays.</param>
internal sealed class ArrayCells(Column column, long[] points, ArrayFileReader file)
{
    private readonly byte[]?[] small = new byte[]?[points.Length];
    private ArrayReference[]? large;
    private double[][]? all;

    /// <summary>The scale of each point, where each has its own.</summary>
    public double[]? Scales { get; init; }

    /// <summary>The offset of each point, where each has its own.</summary>
    public double[]? Offsets { get; init; }

    /// <summary>Keeps a small array.</summary>
    public void Keep(int index, byte[] bytes) => small[index] = bytes;

    /// <summary>Keeps the place of a large one.</summary>
    public void Keep(int index, ArrayReference array) => (large ??= new ArrayReference[points.Length])[index] = array;

    /// <summary>Where a large array lies; <see langword="null"/> for a small one.</summary>
    public ArrayReference? FindLarge(int index) => small[index] is null && large is not null ? large[index] : null;

    /// <summary>How many elements an array has.</summary>
    public int LengthOf(int index) => (small[index]?.Length ?? LargeAt(index).Bytes) / column.Form.ElementBytes;

    /// <summary>Reads the values of an array.</summary>
    /// <returns>How many there are.</returns>
    public int Read(int index, Span<double> values)
    {
        int count = Require(LengthOf(index), values.Length);
        if (small[index] is { } bytes)
        {
            StoredElements.Decode(FormAt(index), bytes, values[..count]);
            return count;
        }

        var target = new Target<double>(this, index, values[..count]);
        file.Read(LargeAt(index), target, static (piece, firstByte, to) => to.Decode(piece, firstByte), () => Name(index));
        return count;
    }

    /// <summary>Reads the elements of an array as they are stored.</summary>
    /// <returns>How many there are.</returns>
    public int ReadElements<T>(int index, Span<T> elements)
        where T : unmanaged
    {
        if (StoredElements.TypeOf(typeof(T)) != column.Form.Type)
        {
            throw new InvalidOperationException(
                $"Bug in Lab: the column '{column.Name}' has elements of {column.Form.Type}, not of {typeof(T).Name}.");
        }

        int count = Require(LengthOf(index), elements.Length);
        Span<byte> into = MemoryMarshal.AsBytes(elements[..count]);
        if (small[index] is { } bytes)
        {
            bytes.CopyTo(into);
            return count;
        }

        var target = new Target<byte>(this, index, into);
        file.Read(LargeAt(index), target, static (piece, firstByte, to) => to.Copy(piece, firstByte), () => Name(index));
        return count;
    }

    /// <summary>All arrays, for the first so many points.</summary>
    public double[][] ReadAll(int count) => all ??= [.. Enumerable.Range(0, count).Select(ReadOne)];

    /// <summary>An array in words, for messages.</summary>
    public string Name(int index) => $"The array of point {points[index]} in the column '{column.Name}'";

    private ArrayForm FormAt(int index) => column.Form.IsByPoint
        ? column.Form with { Scale = Scales?[index] ?? column.Form.Scale, Offset = Offsets?[index] ?? column.Form.Offset }
        : column.Form;

    private static int Require(int count, int room) => count <= room
        ? count
        : throw new ArgumentException($"The array has {count} elements, and the buffer has room for {room}.", nameof(room));

    private ArrayReference LargeAt(int index) =>
        FindLarge(index) ?? throw new InvalidOperationException($"Bug in Lab: {Name(index)} was never kept.");

    private double[] ReadOne(int index)
    {
        // The bytes are compared with their sum before memory is taken for what they say they are.
        if (FindLarge(index) is { } array && array.Bytes > ArrayFileReader.PieceBytes)
        {
            file.Read(array, 0, static (_, _, _) => { }, () => Name(index));
        }

        var values = new double[LengthOf(index)];
        Read(index, values);
        return values;
    }

    private void RequireFinite(ReadOnlySpan<byte> piece, int index)
    {
        if (!StoredElements.AreFinite(column.Form.Type, piece))
        {
            throw new RunException($"{Name(index)} has an infinite number or none, which no run of Lab leaves.");
        }
    }

    private readonly ref struct Target<T>(ArrayCells cells, int index, Span<T> into)
        where T : unmanaged
    {
        private readonly ArrayForm form = cells.FormAt(index);
        private readonly Span<T> into = into;

        public void Decode(ReadOnlySpan<byte> piece, int firstByte)
        {
            cells.RequireFinite(piece, index);
            StoredElements.Decode(form, piece, MemoryMarshal.Cast<T, double>(into)[(firstByte / form.ElementBytes)..]);
        }

        public void Copy(ReadOnlySpan<byte> piece, int firstByte)
        {
            cells.RequireFinite(piece, index);
            piece.CopyTo(MemoryMarshal.AsBytes(into)[firstByte..]);
        }
    }
}
