namespace Lab.Quantities;

/// <summary>The field that a line or a coil makes per current, in tesla per ampere; 1 Oe/mA is 0.1 T/A.</summary>
public readonly record struct FieldPerCurrent : IQuantity<FieldPerCurrent>
{
    private FieldPerCurrent(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a field per current",
        "0.98 Oe/mA",
        Unit.Scaled("T/A", 1, takesPrefix: true),
        Unit.Scaled("Oe/mA", 0.1),
        Unit.Scaled("Oe/A", 1e-4),
        Unit.Scaled("mT/mA", 1));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in tesla per ampere.</summary>
    public double TeslaPerAmpere => SiValue;

    /// <summary>The value in oersted per milliampere.</summary>
    public double OerstedPerMilliampere => SiValue / 0.1;

    /// <inheritdoc/>
    public static FieldPerCurrent FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of tesla per ampere.</summary>
    public static FieldPerCurrent FromTeslaPerAmpere(double teslaPerAmpere) => new(teslaPerAmpere);

    /// <summary>Makes the value from a number of oersted per milliampere.</summary>
    public static FieldPerCurrent FromOerstedPerMilliampere(double oerstedPerMilliampere) => new(oerstedPerMilliampere * 0.1);

    /// <summary>Sum of two values.</summary>
    public static FieldPerCurrent operator +(FieldPerCurrent left, FieldPerCurrent right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static FieldPerCurrent operator -(FieldPerCurrent left, FieldPerCurrent right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static FieldPerCurrent operator -(FieldPerCurrent value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static FieldPerCurrent operator *(FieldPerCurrent value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static FieldPerCurrent operator /(FieldPerCurrent value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(FieldPerCurrent left, FieldPerCurrent right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(FieldPerCurrent left, FieldPerCurrent right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(FieldPerCurrent left, FieldPerCurrent right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(FieldPerCurrent left, FieldPerCurrent right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(FieldPerCurrent left, FieldPerCurrent right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(FieldPerCurrent other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>0.98 Oe/mA</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
