using Lab.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>The setting of current sources that keeps them in one range: a change of range interrupts the current for a
/// moment.</summary>
internal static class FixedRange
{
    public const string Key = "range";

    public static SettingKey Setting { get; } = SettingKey.Quantity<Current>(
        Key,
        default(Current),
        "The largest current of a fixed range; 0 A lets the instrument choose a range with every current.");

    /// <summary>The largest current of the range, or <see langword="null"/> where the instrument chooses.</summary>
    /// <exception cref="BenchException">It is negative.</exception>
    public static Current? Of(DriverContext context)
    {
        Current range = context.Settings.Get<Current>(Key);
        return range.Amperes switch
        {
            > 0 => range,
            0 => null,
            _ => throw new BenchException(
                $"{context.Name}: the key '{Key}' is {range}; a range is a current above zero, or 0 A to choose automatically."),
        };
    }
}
