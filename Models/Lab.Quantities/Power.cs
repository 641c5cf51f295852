namespace Lab.Quantities;

/// <summary>A power in watts, also written as a level in dBm (decibels over one milliwatt).
/// Zero watts is -Infinity dBm.</summary>
public readonly record struct Power : IQuantity<Power>
{
    private Power(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a power",
        "2 uW",
        Unit.Scaled("W", 1, takesPrefix: true),
        Unit.Converted("dBm", DbmToWatts, WattsToDbm));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in watts.</summary>
    public double Watts => SiValue;

    /// <summary>The value in microwatts.</summary>
    public double Microwatts => SiValue / 1e-6;

    /// <summary>The value in decibels over one milliwatt.</summary>
    public double Dbm => WattsToDbm(SiValue);

    /// <inheritdoc/>
    public static Power FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of watts.</summary>
    public static Power FromWatts(double watts) => new(watts);

    /// <summary>Makes the value from a number of microwatts.</summary>
    public static Power FromMicrowatts(double microwatts) => new(microwatts * 1e-6);

    /// <summary>Makes the value from a number of decibels over one milliwatt.</summary>
    public static Power FromDbm(double dbm) => new(DbmToWatts(dbm));

    /// <summary>Sum of two values.</summary>
    public static Power operator +(Power left, Power right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Power operator -(Power left, Power right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Power operator -(Power value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Power operator *(Power value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Power operator /(Power value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Power left, Power right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Power left, Power right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Power left, Power right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Power left, Power right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Power left, Power right) => left.SiValue >= right.SiValue;

    /// <summary>The power after a gain, or before a loss where the ratio is negative.</summary>
    public Power Amplified(LevelRatio gain) => new(SiValue * gain.PowerFactor);

    /// <summary>The power that is left after a loss (a positive ratio).</summary>
    public Power Attenuated(LevelRatio loss) => new(SiValue / loss.PowerFactor);

    /// <inheritdoc/>
    public int CompareTo(Power other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>2 uW</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);

    private static double DbmToWatts(double dbm) => 1e-3 * Math.Pow(10, dbm / 10);

    private static double WattsToDbm(double watts) => 10 * Math.Log10(watts / 1e-3);
}
