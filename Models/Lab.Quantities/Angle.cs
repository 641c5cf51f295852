namespace Lab.Quantities;

/// <summary>An angle in radians.</summary>
public readonly record struct Angle : IQuantity<Angle>
{
    private Angle(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "an angle",
        "90 deg",
        Unit.Scaled("rad", 1, takesPrefix: true),
        Unit.Scaled("deg", Math.PI / 180),
        Unit.Scaled("°", Math.PI / 180));

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in radians.</summary>
    public double Radians => SiValue;

    /// <summary>The value in degrees.</summary>
    public double Degrees => double.RadiansToDegrees(SiValue);

    /// <inheritdoc/>
    public static Angle FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of radians.</summary>
    public static Angle FromRadians(double radians) => new(radians);

    /// <summary>Makes the value from a number of degrees.</summary>
    public static Angle FromDegrees(double degrees) => new(double.DegreesToRadians(degrees));

    /// <summary>Sum of two values.</summary>
    public static Angle operator +(Angle left, Angle right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Angle operator -(Angle left, Angle right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Angle operator -(Angle value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Angle operator *(Angle value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Angle operator /(Angle value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Angle left, Angle right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Angle left, Angle right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Angle left, Angle right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Angle left, Angle right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Angle left, Angle right) => left.SiValue >= right.SiValue;

    /// <inheritdoc/>
    public int CompareTo(Angle other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>90 deg</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
