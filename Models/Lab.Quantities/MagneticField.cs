namespace Lab.Quantities;

/// <summary>A magnetic field, stored as the flux density µ0H in tesla; 1 Oe is 1e-4 T, and 1 kA/m is 4π·1e-4 T.</summary>
public readonly record struct MagneticField : IQuantity<MagneticField>
{
    /// <summary>µ0 in T·m/A: 4π·1e-7, by which 1 Oe is 1000/4π A/m; the measured value differs by 1e-10 of it (CODATA
    /// 2022).</summary>
    private const double VacuumPermeability = 4e-7 * Math.PI;

    private MagneticField(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a magnetic field",
        "5000 Oe",
        Unit.Scaled("T", 1, takesPrefix: true) with { AlsoWritten = ["tesla", "Tesla"] },
        Unit.Scaled("Oe", 1e-4, takesPrefix: true) with { AlsoWritten = ["oersted", "Oersted"] },
        Unit.Scaled("G", 1e-4, takesPrefix: true) with { AlsoWritten = ["gauss", "Gauss"] },
        Unit.Scaled("A/m", VacuumPermeability, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in tesla.</summary>
    public double Tesla => SiValue;

    /// <summary>The value in oersted.</summary>
    public double Oersted => SiValue / 1e-4;

    /// <inheritdoc/>
    public static MagneticField FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of tesla.</summary>
    public static MagneticField FromTesla(double tesla) => new(tesla);

    /// <summary>Makes the value from a number of oersted.</summary>
    public static MagneticField FromOersted(double oersted) => new(oersted * 1e-4);

    /// <summary>Sum of two values.</summary>
    public static MagneticField operator +(MagneticField left, MagneticField right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static MagneticField operator -(MagneticField left, MagneticField right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static MagneticField operator -(MagneticField value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static MagneticField operator *(MagneticField value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static MagneticField operator /(MagneticField value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(MagneticField left, MagneticField right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(MagneticField left, MagneticField right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(MagneticField left, MagneticField right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(MagneticField left, MagneticField right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(MagneticField left, MagneticField right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(MagneticField other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>5000 Oe</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
