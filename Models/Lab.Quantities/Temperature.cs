namespace Lab.Quantities;

/// <summary>A temperature in kelvin.</summary>
public readonly record struct Temperature : IQuantity<Temperature>
{
    private Temperature(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a temperature",
        "300 K",
        Unit.Scaled("K", 1, takesPrefix: true),
        Unit.Converted("°C", celsius => celsius + 273.15, kelvin => kelvin - 273.15),
        Unit.Converted("degC", celsius => celsius + 273.15, kelvin => kelvin - 273.15));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in kelvin.</summary>
    public double Kelvin => SiValue;

    /// <summary>The value in degrees Celsius.</summary>
    public double DegreesCelsius => SiValue - 273.15;

    /// <inheritdoc/>
    public static Temperature FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of kelvin.</summary>
    public static Temperature FromKelvin(double kelvin) => new(kelvin);

    /// <summary>Makes the value from a number of degrees Celsius.</summary>
    public static Temperature FromDegreesCelsius(double degreesCelsius) => new(degreesCelsius + 273.15);

    /// <summary>Sum of two values.</summary>
    public static Temperature operator +(Temperature left, Temperature right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Temperature operator -(Temperature left, Temperature right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Temperature operator -(Temperature value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Temperature operator *(Temperature value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Temperature operator /(Temperature value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Temperature left, Temperature right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Temperature left, Temperature right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Temperature left, Temperature right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Temperature left, Temperature right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Temperature left, Temperature right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Temperature other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>300 K</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
