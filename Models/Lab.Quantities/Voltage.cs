namespace Lab.Quantities;

/// <summary>A voltage in volts.</summary>
public readonly record struct Voltage : IQuantity<Voltage>
{
    private Voltage(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a voltage",
        "10 mV",
        Unit.Scaled("V", 1, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in volts.</summary>
    public double Volts => SiValue;

    /// <summary>The value in microvolts.</summary>
    public double Microvolts => SiValue / 1e-6;

    /// <inheritdoc/>
    public static Voltage FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of volts.</summary>
    public static Voltage FromVolts(double volts) => new(volts);

    /// <summary>Makes the value from a number of microvolts.</summary>
    public static Voltage FromMicrovolts(double microvolts) => new(microvolts * 1e-6);

    /// <summary>Sum of two values.</summary>
    public static Voltage operator +(Voltage left, Voltage right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Voltage operator -(Voltage left, Voltage right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Voltage operator -(Voltage value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Voltage operator *(Voltage value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Voltage operator /(Voltage value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Voltage left, Voltage right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Voltage left, Voltage right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Voltage left, Voltage right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Voltage left, Voltage right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Voltage left, Voltage right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Voltage other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>10 mV</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
