using System.Globalization;
using System.Reflection;
using System.Text;
using Lab.Quantities;

namespace Lab.Runs.Settings;

/// <summary>Describes the settings of a protocol and fills them from text.</summary>
public static class SettingsBinder
{
    /// <summary>The most points of a run, and the most combinations of the values of its sweeps.
    /// A rehearsal of so many takes minutes.</summary>
    public const int MaximumPoints = 1_000_000;

    private const int RoundTripDigits = 15;
    private const string None = "none";

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
    /// <exception cref="SettingsException">An unknown key, or a value that does not fit;
    /// the message lists what is allowed.</exception>
    public static object Bind(Type settingsType, IReadOnlyDictionary<string, string> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        IReadOnlyList<SettingDescription> settings = Describe(settingsType);
        object values = Activator.CreateInstance(settingsType)!;
        foreach ((string key, string text) in given)
        {
            SettingDescription setting = settings.FirstOrDefault(s => s.Name == key)
                ?? throw new SettingsException(
                    $"There is no setting '{key}'; "
                        + $"{NearName.Remedy(key, settings.Select(each => each.Name), "the settings are")}");
            setting.Property.SetValue(values, Read(setting, text));
        }

        RequireFewCombinations(settings, values);
        return values;
    }

    /// <summary>Remarks on settings that a reader may not expect, such as a range whose end is not reached; each with its
    /// setting.</summary>
    public static IReadOnlyList<string> Remarks(Type settingsType, object settings) =>
    [
        .. Describe(settingsType)
            .Select(setting => (setting.Name, (setting.Property.GetValue(settings) as ISweep)?.Remark))
            .Where(pair => pair.Remark is not null)
            .Select(pair => $"The setting '{pair.Name}': {pair.Remark}"),
    ];

    /// <summary>The values of a settings record as text, by key, such that <see cref="Bind"/> reads them back.</summary>
    public static IReadOnlyDictionary<string, string> Write(Type settingsType, object settings) =>
        Describe(settingsType).ToDictionary(setting => setting.Name, setting => Write(setting.Property.GetValue(settings)));

    // Said before anything is made of them: a plan of a thousand million points would seem to hang.
    private static void RequireFewCombinations(IReadOnlyList<SettingDescription> settings, object values)
    {
        (string Name, int Count)[] sweeps =
        [
            .. settings.Select(setting => (setting.Name, (setting.Property.GetValue(values) as ISweep)?.Count ?? 1))
                .Where(pair => pair.Item2 > 1),
        ];
        double product = sweeps.Aggregate(1.0, (combinations, sweep) => combinations * sweep.Count);
        if (product > MaximumPoints)
        {
            string factors = string.Join(
                " times ", sweeps.Select(sweep => string.Create(CultureInfo.InvariantCulture, $"{sweep.Count} {sweep.Name}")));
            throw new SettingsException(string.Create(
                CultureInfo.InvariantCulture,
                $"{factors} are {product:0} combinations; a run has at most {MaximumPoints}. Take fewer values."));
        }
    }

    private static object? Read(SettingDescription setting, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            bool mayBeNone = setting.Property.PropertyType == typeof(string)
                || Nullable.GetUnderlyingType(setting.Property.PropertyType) is not null;
            throw new SettingsException(
                $"The setting '{setting.Name}' is empty; "
                    + $"{(mayBeNone ? "write none to leave it out" : $"leave it out for its default, {setting.Default}")}.");
        }

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
            return IsNone(text) ? null : ReadValue(underlying, text);
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
            return NumberText.ParseWhole(text);
        }

        if (type == typeof(double))
        {
            return NumberText.Parse(text);
        }

        if (type == typeof(bool))
        {
            return NumberText.ParseSwitch(text);
        }

        if (type == typeof(string))
        {
            return IsNone(text) ? string.Empty : text;
        }

        if (type.IsEnum)
        {
            string word = text.Replace('_', '-');
            return Enum.GetValues(type).Cast<object>().FirstOrDefault(value => WordOf(value).Equals(
                word, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException(
                    $"'{text}' is none of "
                        + $"{ExpectedOf(type)}.{NearName.Hint(text, Enum.GetValues(type).Cast<object>().Select(WordOf))}");
        }

        throw new InvalidOperationException($"Bug in Lab: settings of type {type.Name} cannot be read.");
    }

    private static bool IsNone(string text) => text.Equals(None, StringComparison.OrdinalIgnoreCase);

    private static Exception Unwrap(Exception error) =>
        error is TargetInvocationException { InnerException: { } inner } ? inner : error;

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
        null or "" => None,
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
