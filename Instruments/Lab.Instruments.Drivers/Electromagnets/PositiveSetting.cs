using Lab.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Reads settings that make no sense at zero or below.</summary>
internal static class PositiveSetting
{
    /// <summary>The value of a setting.</summary>
    /// <exception cref="BenchException">It is not positive and finite.</exception>
    public static T Of<T>(DriverContext context, string key)
        where T : struct, IQuantity<T>
    {
        T value = context.Settings.Get<T>(key);
        return value.SiValue > 0 && double.IsFinite(value.SiValue)
            ? value
            : throw new BenchException(
                $"{context.Name}: the key '{key}' must be positive; {value} is not. Write {T.Definition.Name} such as "
                    + $"{T.Definition.Example}.");
    }

    /// <summary>The value of a setting that may be zero.</summary>
    /// <exception cref="BenchException">It is negative or not finite.</exception>
    public static T OrZero<T>(DriverContext context, string key)
        where T : struct, IQuantity<T>
    {
        T value = context.Settings.Get<T>(key);
        return value.SiValue >= 0 && double.IsFinite(value.SiValue)
            ? value
            : throw new BenchException(
                $"{context.Name}: the key '{key}' must not be negative; {value} is. Write {T.Definition.Name} such as "
                    + $"{T.Definition.Example}.");
    }
}
