using System.Globalization;
using System.Reflection;
using System.Text;
using Lab.Quantities;

namespace Lab.Runs.Settings;

/// <summary>Describes the settings of a protocol and fills them from text.</summary>
public static class SettingsBinder
{
    private const int RoundTripDigits = 15;

    private static readonly MethodInfo ParseQuantity = typeof(Quantity).GetMethod(nameof(Quantity.Parse))!;
    private static readonly MethodInfo FormatQuantity = typeof(Quantity).GetMethod(nameof(Quantity.Format))!;

    /// <summary>The settings of a record type, in the order of its properties.</summary>
    public static IReadOnlyList<SettingDescription> Describe(Type settingsType)
    {
        ArgumentNullException.ThrowIfNull(settingsType);
        object defaults = Activator.CreateInstance(settingsType)!;
        return
        [
            .. settingsType.GetProperties()
                .Select(property => (property, attribute: property.GetCustomAttribute<SettingAttribute>()))
                .Where(pair => pair.attribute is not null)
                .Select(pair => new SettingDescription(
                    SnakeCase(pair.property.Name),
                    ExpectedOf(pair.property.PropertyType),
                    Write(pair.property.GetValue(defaults)),
                    pair.attribute!.Description,
                    pair.property)),
        ];
    }

    /// <summary>Makes the settings from text values over the defaults.</summary>
    /// <param name="settingsType">The record type.</param>
    /// <param name="given">Values by key.</param>
    /// <exception cref="SettingsException">An unknown key, or a value that does not fit; the message lists what is allowed.</exception>
    public static object Bind(Type settingsType, IReadOnlyDictionary<string, string> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        IReadOnlyList<SettingDescription> settings = Describe(settingsType);
        object values = Activator.CreateInstance(settingsType)!;
        foreach ((string key, string text) in given)
        {
            SettingDescription setting = settings.FirstOrDefault(s => s.Name == key)
                ?? throw new SettingsException($"There is no setting '{key}'; the settings are {string.Join(", ", settings.Select(s => s.Name))}.");
            setting.Property.SetValue(values, Read(setting, text));
        }

        return values;
    }

    /// <summary>The values of a settings record as text, by key, such that <see cref="Bind"/> reads them back.</summary>
    public static IReadOnlyDictionary<string, string> Write(Type settingsType, object settings) =>
        Describe(settingsType).ToDictionary(setting => setting.Name, setting => Write(setting.Property.GetValue(settings)));

    private static object? Read(SettingDescription setting, string text)
    {
        try
        {
            return ReadValue(setting.Property.PropertyType, text.Trim());
        }
        catch (Exception error) when (Unwrap(error) is FormatException or OverflowException)
        {
            throw new SettingsException($"The setting '{setting.Name}': {Unwrap(error).Message}");
        }
    }

    private static object? ReadValue(Type type, string text)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return text is "none" or "" ? null : ReadValue(underlying, text);
        }

        if (IsQuantity(type))
        {
            return ParseQuantity.MakeGenericMethod(type).Invoke(obj: null, [text]);
        }

        if (IsSweep(type))
        {
            return type.GetMethod(nameof(Sweep<Frequency>.Parse))!.Invoke(obj: null, [text]);
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int integer)
                ? integer
                : throw new FormatException($"'{text}' is not a whole number.");
        }

        if (type == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? number
                : throw new FormatException($"'{text}' is not a number.");
        }

        if (type == typeof(bool))
        {
            return text switch
            {
                "on" or "true" or "yes" => true,
                "off" or "false" or "no" => false,
                _ => throw new FormatException($"'{text}' is neither on nor off."),
            };
        }

        if (type == typeof(string))
        {
            return text is "none" ? string.Empty : text;
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().FirstOrDefault(value => WordOf(value) == text)
                ?? throw new FormatException($"'{text}' is none of {ExpectedOf(type)}.");
        }

        throw new InvalidOperationException($"Bug in Lab: settings of type {type.Name} cannot be read.");
    }

    private static Exception Unwrap(Exception error) => error is TargetInvocationException { InnerException: { } inner } ? inner : error;

    private static string ExpectedOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{ExpectedOf(underlying)}, or none";
        }

        if (IsSweep(type))
        {
            QuantityDefinition swept = DefinitionOf(type.GetGenericArguments()[0]);
            return $"a sweep of {swept.Name[(swept.Name.IndexOf(' ') + 1)..]} such as {swept.Example}";
        }

        return IsQuantity(type) ? $"{DefinitionOf(type).Name} such as {DefinitionOf(type).Example}"
            : type == typeof(int) ? "a whole number"
            : type == typeof(bool) ? "on or off"
            : type == typeof(string) ? "a text, or none"
            : type.IsEnum ? string.Join(", ", Enum.GetValues(type).Cast<object>().Select(WordOf))
            : "a number";
    }

    private static QuantityDefinition DefinitionOf(Type quantity) =>
        (QuantityDefinition)quantity.GetProperty(nameof(Frequency.Definition))!.GetValue(obj: null)!;

    private static bool IsQuantity(Type type) =>
        Array.Exists(type.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IQuantity<>));

    private static bool IsSweep(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Sweep<>);

    private static string Write(object? value) => value switch
    {
        null or "" => "none",
        bool on => on ? "on" : "off",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum choice => WordOf(choice),
        _ when IsQuantity(value.GetType()) =>
            (string)FormatQuantity.MakeGenericMethod(value.GetType()).Invoke(obj: null, [value, RoundTripDigits])!,
        _ => value.ToString()!,
    };

    /// <summary>A choice as it is written: <c>in-the-loop</c>.</summary>
    private static string WordOf(object choice) => SnakeCase(choice.ToString()!).Replace('_', '-');

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
