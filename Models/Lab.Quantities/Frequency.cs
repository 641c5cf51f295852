namespace Lab.Quantities;

/// <summary>A frequency in hertz (cycles, not radians).</summary>
public readonly record struct Frequency : IQuantity<Frequency>
{
    private Frequency(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a frequency",
        "346 MHz",
        Unit.Scaled("Hz", 1, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in hertz.</summary>
    public double Hertz => SiValue;

    /// <summary>The value in megahertz.</summary>
    public double Megahertz => SiValue / 1e6;

    /// <summary>The value in gigahertz.</summary>
    public double Gigahertz => SiValue / 1e9;

    /// <inheritdoc/>
    public static Frequency FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of hertz.</summary>
    public static Frequency FromHertz(double hertz) => new(hertz);

    /// <summary>Makes the value from a number of megahertz.</summary>
    public static Frequency FromMegahertz(double megahertz) => new(megahertz * 1e6);

    /// <summary>Makes the value from a number of gigahertz.</summary>
    public static Frequency FromGigahertz(double gigahertz) => new(gigahertz * 1e9);

    /// <summary>Sum of two values.</summary>
    public static Frequency operator +(Frequency left, Frequency right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Frequency operator -(Frequency left, Frequency right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Frequency operator -(Frequency value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Frequency operator *(Frequency value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Frequency operator /(Frequency value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Frequency left, Frequency right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Frequency left, Frequency right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Frequency left, Frequency right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Frequency left, Frequency right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Frequency left, Frequency right) => left.SiValue >= right.SiValue;

    /// <summary>The angular frequency 2πf in radians per second.</summary>
    public double RadiansPerSecond => SiValue * Math.Tau;

    /// <inheritdoc/>
    public int CompareTo(Frequency other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>346 MHz</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
