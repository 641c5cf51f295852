namespace Lab.Quantities;

/// <summary>A shift of a frequency per field, in hertz per tesla.</summary>
public readonly record struct FrequencyPerField : IQuantity<FrequencyPerField>
{
    private FrequencyPerField(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a frequency per field",
        "2 MHz/Oe",
        Unit.Scaled("Hz/T", 1, takesPrefix: true),
        Unit.Scaled("Hz/Oe", 1e4, takesPrefix: true),
        Unit.Scaled("Hz/mT", 1e3, takesPrefix: true));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in hertz per tesla.</summary>
    public double HertzPerTesla => SiValue;

    /// <summary>The value in hertz per oersted.</summary>
    public double HertzPerOersted => SiValue / 1e4;

    /// <inheritdoc/>
    public static FrequencyPerField FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of hertz per tesla.</summary>
    public static FrequencyPerField FromHertzPerTesla(double hertzPerTesla) => new(hertzPerTesla);

    /// <summary>Makes the value from a number of hertz per oersted.</summary>
    public static FrequencyPerField FromHertzPerOersted(double hertzPerOersted) => new(hertzPerOersted * 1e4);

    /// <summary>Sum of two values.</summary>
    public static FrequencyPerField operator +(FrequencyPerField left, FrequencyPerField right) =>
        new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static FrequencyPerField operator -(FrequencyPerField left, FrequencyPerField right) =>
        new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static FrequencyPerField operator -(FrequencyPerField value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static FrequencyPerField operator *(FrequencyPerField value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static FrequencyPerField operator /(FrequencyPerField value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(FrequencyPerField left, FrequencyPerField right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(FrequencyPerField left, FrequencyPerField right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(FrequencyPerField left, FrequencyPerField right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(FrequencyPerField left, FrequencyPerField right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(FrequencyPerField left, FrequencyPerField right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(FrequencyPerField other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>2 MHz/Oe</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
