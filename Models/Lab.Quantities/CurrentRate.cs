namespace Lab.Quantities;

/// <summary>A rate of change of a current in amperes per second.</summary>
public readonly record struct CurrentRate : IQuantity<CurrentRate>
{
    private CurrentRate(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a rate of current",
        "0.5 A/s",
        Unit.Scaled("A/s", 1, takesPrefix: true),
        Unit.Scaled("A/min", 1.0 / 60, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in amperes per second.</summary>
    public double AmperesPerSecond => SiValue;

    /// <inheritdoc/>
    public static CurrentRate FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of amperes per second.</summary>
    public static CurrentRate FromAmperesPerSecond(double amperesPerSecond) => new(amperesPerSecond);

    /// <summary>Sum of two values.</summary>
    public static CurrentRate operator +(CurrentRate left, CurrentRate right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static CurrentRate operator -(CurrentRate left, CurrentRate right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static CurrentRate operator -(CurrentRate value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static CurrentRate operator *(CurrentRate value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static CurrentRate operator /(CurrentRate value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(CurrentRate left, CurrentRate right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(CurrentRate left, CurrentRate right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(CurrentRate left, CurrentRate right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(CurrentRate left, CurrentRate right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(CurrentRate left, CurrentRate right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(CurrentRate other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>0.5 A/s</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
