namespace Lab.Quantities;

/// <summary>A length in metres.</summary>
public readonly record struct Length : IQuantity<Length>
{
    private Length(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a length",
        "250 nm",
        Unit.Scaled("m", 1, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in metres.</summary>
    public double Meters => SiValue;

    /// <summary>The value in nanometres.</summary>
    public double Nanometers => SiValue / 1e-9;

    /// <inheritdoc/>
    public static Length FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of metres.</summary>
    public static Length FromMeters(double meters) => new(meters);

    /// <summary>Makes the value from a number of nanometres.</summary>
    public static Length FromNanometers(double nanometers) => new(nanometers * 1e-9);

    /// <summary>Sum of two values.</summary>
    public static Length operator +(Length left, Length right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Length operator -(Length left, Length right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Length operator -(Length value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Length operator *(Length value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Length operator /(Length value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Length left, Length right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Length left, Length right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Length left, Length right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Length left, Length right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Length left, Length right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Length other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>250 nm</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
