namespace Lab.Quantities;

/// <summary>A current density in amperes per square metre.</summary>
public readonly record struct CurrentDensity : IQuantity<CurrentDensity>
{
    private CurrentDensity(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a current density",
        "10 MA/cm2",
        Unit.Scaled("A/m2", 1, takesPrefix: true),
        Unit.Scaled("A/cm2", 1e4, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in amperes per square metre.</summary>
    public double AmperesPerSquareMetre => SiValue;

    /// <inheritdoc/>
    public static CurrentDensity FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of amperes per square metre.</summary>
    public static CurrentDensity FromAmperesPerSquareMetre(double amperesPerSquareMetre) => new(amperesPerSquareMetre);

    /// <summary>Sum of two values.</summary>
    public static CurrentDensity operator +(CurrentDensity left, CurrentDensity right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static CurrentDensity operator -(CurrentDensity left, CurrentDensity right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static CurrentDensity operator -(CurrentDensity value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static CurrentDensity operator *(CurrentDensity value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static CurrentDensity operator /(CurrentDensity value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(CurrentDensity left, CurrentDensity right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(CurrentDensity left, CurrentDensity right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(CurrentDensity left, CurrentDensity right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(CurrentDensity left, CurrentDensity right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(CurrentDensity left, CurrentDensity right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(CurrentDensity other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>100 GA/m2</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
