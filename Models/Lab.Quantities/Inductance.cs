namespace Lab.Quantities;

/// <summary>An inductance in henries.</summary>
public readonly record struct Inductance : IQuantity<Inductance>
{
    private Inductance(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "an inductance",
        "0.5 H",
        Unit.Scaled("H", 1, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in henries.</summary>
    public double Henries => SiValue;

    /// <inheritdoc/>
    public static Inductance FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of henries.</summary>
    public static Inductance FromHenries(double henries) => new(henries);

    /// <summary>Sum of two values.</summary>
    public static Inductance operator +(Inductance left, Inductance right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Inductance operator -(Inductance left, Inductance right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Inductance operator -(Inductance value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Inductance operator *(Inductance value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Inductance operator /(Inductance value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Inductance left, Inductance right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Inductance left, Inductance right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Inductance left, Inductance right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Inductance left, Inductance right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Inductance left, Inductance right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Inductance other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>0.5 H</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
