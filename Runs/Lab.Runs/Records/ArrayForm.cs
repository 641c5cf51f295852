namespace Lab.Runs.Records;

/// <summary>How the arrays of a column are stored: a value in the column's unit is offset + scale × element.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="Scale">The value of a step of one in an element, in the column's unit; finite and not zero.</param>
/// <param name="Offset">The value of an element of zero, in the column's unit; finite.</param>
public sealed record ArrayForm(ElementType Type, double Scale = 1, double Offset = 0)
{
    private static readonly string[] NumpyNames = ["<i1", "<i2", "<f4", "<f8"];

    /// <summary>Floats of 64 bits that are the values themselves.</summary>
    public static ArrayForm Float64 { get; } = new(ElementType.Float64);

    /// <summary>Bytes of an element.</summary>
    public int ElementBytes => Type switch
    {
        ElementType.Int8 => sizeof(sbyte),
        ElementType.Int16 => sizeof(short),
        ElementType.Float32 => sizeof(float),
        _ => sizeof(double),
    };

    /// <summary>The column of numbers that has the scale of each point, such as that of an oscilloscope whose range changes;
    /// <see langword="null"/> where <see cref="Scale"/> holds for all points.</summary>
    public string? ScaleColumn { get; init; }

    /// <summary>The column of numbers that has the offset of each point; <see langword="null"/> where <see cref="Offset"/> holds
    /// for all points.</summary>
    public string? OffsetColumn { get; init; }

    /// <summary>Whether each point has a scale or an offset of its own.</summary>
    public bool IsByPoint => ScaleColumn is not null || OffsetColumn is not null;

    /// <summary>Whether the elements are the values themselves.</summary>
    public bool IsPlain => Scale == 1 && Offset == 0 && !IsByPoint;

    /// <summary>NumPy's name of the type: <c>&lt;i2</c>.</summary>
    public string NumpyType => NumpyNames[(int)Type];

    /// <summary>Whether the elements are whole numbers.</summary>
    internal bool IsWhole => Type is ElementType.Int8 or ElementType.Int16;

    /// <summary>Whether scale and offset turn each element into a number.</summary>
    internal bool IsUsable => double.IsFinite(Scale) && Scale != 0 && double.IsFinite(Offset);

    /// <summary>The type of NumPy's name; <see langword="null"/> where it is none of Lab's.</summary>
    internal static ElementType? TypeOf(string numpyName) =>
        Array.IndexOf(NumpyNames, numpyName) is >= 0 and var index ? (ElementType)index : null;
}
