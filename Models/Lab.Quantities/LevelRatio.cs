namespace Lab.Quantities;

/// <summary>A ratio of two powers in decibels: a loss, a gain or a level error. Stored in dB.</summary>
public readonly record struct LevelRatio : IQuantity<LevelRatio>
{
    private LevelRatio(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a ratio",
        "6 dB",
        Unit.Scaled("dB", 1));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in decibels.</summary>
    public double Decibels => SiValue;

    /// <inheritdoc/>
    public static LevelRatio FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of decibels.</summary>
    public static LevelRatio FromDecibels(double decibels) => new(decibels);

    /// <summary>Sum of two values.</summary>
    public static LevelRatio operator +(LevelRatio left, LevelRatio right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static LevelRatio operator -(LevelRatio left, LevelRatio right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static LevelRatio operator -(LevelRatio value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static LevelRatio operator *(LevelRatio value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static LevelRatio operator /(LevelRatio value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(LevelRatio left, LevelRatio right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(LevelRatio left, LevelRatio right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(LevelRatio left, LevelRatio right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(LevelRatio left, LevelRatio right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(LevelRatio left, LevelRatio right) => left.SiValue >= right.SiValue;

    /// <summary>The ratio of powers, 10^(dB/10).</summary>
    public double PowerFactor => Math.Pow(10, SiValue / 10);

    /// <summary>Makes the value from a ratio of powers.</summary>
    public static LevelRatio FromPowerFactor(double powerFactor) => new(10 * Math.Log10(powerFactor));

    /// <inheritdoc/>
    public int CompareTo(LevelRatio other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>6 dB</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
