using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols;

/// <summary>Checks of settings that the type alone does not make.</summary>
internal static class RequiredSetting
{
    /// <summary>Refuses a value below zero.</summary>
    /// <exception cref="SettingsException">It is.</exception>
    public static void NotNegative<T>(string name, T value)
        where T : struct, IQuantity<T>
    {
        if (!(value.SiValue >= 0))
        {
            throw new SettingsException($"The setting '{name}' is {value}; it cannot be negative.");
        }
    }
}
