namespace Lab.Quantities;

/// <summary>An electric current in amperes.</summary>
public readonly record struct Current : IQuantity<Current>
{
    private Current(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a current",
        "5 mA",
        Unit.Scaled("A", 1, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in amperes.</summary>
    public double Amperes => SiValue;

    /// <summary>The value in milliamperes.</summary>
    public double Milliamperes => SiValue / 1e-3;

    /// <inheritdoc/>
    public static Current FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of amperes.</summary>
    public static Current FromAmperes(double amperes) => new(amperes);

    /// <summary>Makes the value from a number of milliamperes.</summary>
    public static Current FromMilliamperes(double milliamperes) => new(milliamperes * 1e-3);

    /// <summary>Sum of two values.</summary>
    public static Current operator +(Current left, Current right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Current operator -(Current left, Current right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Current operator -(Current value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Current operator *(Current value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Current operator /(Current value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Current left, Current right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Current left, Current right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Current left, Current right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Current left, Current right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Current left, Current right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Current other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>5 mA</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
