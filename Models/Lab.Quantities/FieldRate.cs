namespace Lab.Quantities;

/// <summary>A rate of change of a magnetic field in tesla per second.</summary>
public readonly record struct FieldRate : IQuantity<FieldRate>
{
    private FieldRate(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a rate of field",
        "50 mT/s",
        Unit.Scaled("T/s", 1, takesPrefix: true),
        Unit.Scaled("Oe/s", 1e-4, takesPrefix: true),
        Unit.Scaled("T/min", 1.0 / 60, takesPrefix: true),
        Unit.Scaled("Oe/min", 1e-4 / 60, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in tesla per second.</summary>
    public double TeslaPerSecond => SiValue;

    /// <summary>The value in oersted per second.</summary>
    public double OerstedPerSecond => SiValue / 1e-4;

    /// <inheritdoc/>
    public static FieldRate FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of tesla per second.</summary>
    public static FieldRate FromTeslaPerSecond(double teslaPerSecond) => new(teslaPerSecond);

    /// <summary>Makes the value from a number of oersted per second.</summary>
    public static FieldRate FromOerstedPerSecond(double oerstedPerSecond) => new(oerstedPerSecond * 1e-4);

    /// <summary>Sum of two values.</summary>
    public static FieldRate operator +(FieldRate left, FieldRate right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static FieldRate operator -(FieldRate left, FieldRate right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static FieldRate operator -(FieldRate value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static FieldRate operator *(FieldRate value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static FieldRate operator /(FieldRate value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(FieldRate left, FieldRate right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(FieldRate left, FieldRate right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(FieldRate left, FieldRate right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(FieldRate left, FieldRate right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(FieldRate left, FieldRate right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(FieldRate other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>50 mT/s</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
