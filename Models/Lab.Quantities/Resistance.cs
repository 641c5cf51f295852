namespace Lab.Quantities;

/// <summary>A resistance in ohms.</summary>
public readonly record struct Resistance : IQuantity<Resistance>
{
    private Resistance(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a resistance",
        "163 Ohm",
        Unit.Scaled("Ω", 1, takesPrefix: true),
        Unit.Scaled("Ohm", 1, takesPrefix: true),
        Unit.Scaled("ohm", 1, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in ohms.</summary>
    public double Ohms => SiValue;

    /// <inheritdoc/>
    public static Resistance FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of ohms.</summary>
    public static Resistance FromOhms(double ohms) => new(ohms);

    /// <summary>Sum of two values.</summary>
    public static Resistance operator +(Resistance left, Resistance right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Resistance operator -(Resistance left, Resistance right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Resistance operator -(Resistance value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Resistance operator *(Resistance value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Resistance operator /(Resistance value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Resistance left, Resistance right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Resistance left, Resistance right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Resistance left, Resistance right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Resistance left, Resistance right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Resistance left, Resistance right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Resistance other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>163 Ohm</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
