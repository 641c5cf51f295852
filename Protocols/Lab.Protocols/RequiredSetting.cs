using System.Globalization;
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

    /// <summary>Refuses a value that is not above zero.</summary>
    /// <exception cref="SettingsException">It is not.</exception>
    public static void Positive<T>(string name, T value)
        where T : struct, IQuantity<T>
    {
        if (!(value.SiValue > 0))
        {
            throw new SettingsException($"The setting '{name}' is {value}; it must be above zero.");
        }
    }

    /// <summary>Refuses a value below a least one.</summary>
    /// <exception cref="SettingsException">It is.</exception>
    public static void AtLeast<T>(string name, T value, T least, string reason)
        where T : struct, IQuantity<T>
    {
        if (!(value.SiValue >= least.SiValue))
        {
            throw new SettingsException($"The setting '{name}' is {value}; it has to be at least {least}, since {reason}.");
        }
    }

    /// <summary>Refuses a count below a least one.</summary>
    /// <exception cref="SettingsException">It is.</exception>
    public static void AtLeast(string name, int value, int least)
    {
        if (value < least)
        {
            throw new SettingsException(
                string.Create(CultureInfo.InvariantCulture, $"The setting '{name}' is {value}; at least {least} are needed."));
        }
    }
}
