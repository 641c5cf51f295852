namespace Lab.Quantities;

/// <summary>An energy in joules.</summary>
public readonly record struct Energy : IQuantity<Energy>
{
    private Energy(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "an energy",
        "5 mJ",
        Unit.Scaled("J", 1, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in joules.</summary>
    public double Joules => SiValue;

    /// <inheritdoc/>
    public static Energy FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of joules.</summary>
    public static Energy FromJoules(double joules) => new(joules);

    /// <summary>Sum of two values.</summary>
    public static Energy operator +(Energy left, Energy right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Energy operator -(Energy left, Energy right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Energy operator -(Energy value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Energy operator *(Energy value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Energy operator /(Energy value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Energy left, Energy right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Energy left, Energy right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Energy left, Energy right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Energy left, Energy right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Energy left, Energy right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Energy other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>5 mJ</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
