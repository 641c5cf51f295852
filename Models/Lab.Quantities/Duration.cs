namespace Lab.Quantities;

/// <summary>A span of physical time in seconds. Unlike <see cref="TimeSpan"/>, whose tick is 100 ns,
/// it holds picoseconds.</summary>
public readonly record struct Duration : IQuantity<Duration>
{
    private Duration(double siValue) => SiValue = siValue;

    /// <inheritdoc/>
    public static QuantityDefinition Definition { get; } = new(
        "a duration",
        "200 ms",
        Unit.Scaled("s", 1, takesPrefix: true) with { AlsoWritten = ["sec", "second", "seconds"] },
        Unit.Scaled("min", 60) with { AlsoWritten = ["minute", "minutes"] },
        Unit.Scaled("h", 3600) with { AlsoWritten = ["hr", "hour", "hours"] },
        Unit.Scaled("d", 86400) with { AlsoWritten = ["day", "days"] });

    /// <inheritdoc/>
    public double SiValue { get; }

    /// <summary>The value in seconds.</summary>
    public double Seconds => SiValue;

    /// <summary>The value in milliseconds.</summary>
    public double Milliseconds => SiValue / 1e-3;

    /// <summary>The value in nanoseconds.</summary>
    public double Nanoseconds => SiValue / 1e-9;

    /// <inheritdoc/>
    public static Duration FromSi(double siValue) => new(siValue);

    /// <summary>Makes the value from a number of seconds.</summary>
    public static Duration FromSeconds(double seconds) => new(seconds);

    /// <summary>Makes the value from a number of milliseconds.</summary>
    public static Duration FromMilliseconds(double milliseconds) => new(milliseconds * 1e-3);

    /// <summary>Makes the value from a number of nanoseconds.</summary>
    public static Duration FromNanoseconds(double nanoseconds) => new(nanoseconds * 1e-9);

    /// <summary>Sum of two values.</summary>
    public static Duration operator +(Duration left, Duration right) => new(left.SiValue + right.SiValue);

    /// <summary>Difference of two values.</summary>
    public static Duration operator -(Duration left, Duration right) => new(left.SiValue - right.SiValue);

    /// <summary>The value with the other sign.</summary>
    public static Duration operator -(Duration value) => new(-value.SiValue);

    /// <summary>A multiple of the value.</summary>
    public static Duration operator *(Duration value, double factor) => new(value.SiValue * factor);

    /// <summary>A fraction of the value.</summary>
    public static Duration operator /(Duration value, double divisor) => new(value.SiValue / divisor);

    /// <summary>Ratio of two values.</summary>
    public static double operator /(Duration left, Duration right) => left.SiValue / right.SiValue;

    /// <summary>Whether the first value is the smaller.</summary>
    public static bool operator <(Duration left, Duration right) => left.SiValue < right.SiValue;

    /// <summary>Whether the first value is the larger.</summary>
    public static bool operator >(Duration left, Duration right) => left.SiValue > right.SiValue;

    /// <summary>Whether the first value is the smaller or both are equal.</summary>
    public static bool operator <=(Duration left, Duration right) => left.SiValue <= right.SiValue;

    /// <summary>Whether the first value is the larger or both are equal.</summary>
    public static bool operator >=(Duration left, Duration right) => left.SiValue >= right.SiValue;

    /// <summary>The nearest <see cref="TimeSpan"/>, in steps of 100 ns.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks((long)Math.Round(SiValue * TimeSpan.TicksPerSecond));

    /// <summary>Makes the value from a <see cref="TimeSpan"/>.</summary>
    public static Duration FromTimeSpan(TimeSpan span) => new((double)span.Ticks / TimeSpan.TicksPerSecond);

    /// <inheritdoc/>
    public int CompareTo(Duration other) => SiValue.CompareTo(other.SiValue);

    /// <summary>The value with an engineering prefix: <c>200 ms</c>.</summary>
    public override string ToString() => Quantity.Format(this);

    /// <summary>The value in the unit that <paramref name="format"/> names, or with an engineering prefix where it names
    /// none.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? Quantity.Format(this) : Quantity.FormatIn(this, format);
}
