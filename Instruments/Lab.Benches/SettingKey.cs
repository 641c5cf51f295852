using System.Globalization;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>A key that a section of a bench file can hold: what it means, how its value is read and what it is when left
/// out.</summary>
/// <param name="Name">The key.</param>
/// <param name="Expected">The kind of its value, for messages and the schema: <c>a voltage</c>, <c>on or off</c>.</param>
/// <param name="Description">The effect of the key, in a sentence.</param>
/// <param name="Default">The value when the key is left out; <see langword="null"/> makes the key mandatory.</param>
/// <param name="Read">Reads a value; throws <see cref="FormatException"/> with a message for the user.</param>
public sealed record SettingKey(string Name, string Expected, string Description, object? Default, Func<string, object> Read)
{
    /// <summary>The least and the largest value as a bench file writes them; empty for a key that has no bounds.</summary>
    public IReadOnlyList<string> Ends { get; init; } = [];

    /// <summary>A key whose value is a quantity with its unit.</summary>
    /// <param name="name">The key.</param>
    /// <param name="defaultValue">The default; <see langword="null"/> makes the key mandatory.</param>
    /// <param name="description">The effect of the key.</param>
    public static SettingKey Quantity<T>(string name, T? defaultValue, string description)
        where T : struct, IQuantity<T> =>
        new(
            name,
            $"{T.Definition.Name} such as {T.Definition.Example}",
            description,
            defaultValue,
            text => Quantities.Quantity.Parse<T>(text));

    /// <summary>A key whose value is a quantity above zero.</summary>
    /// <inheritdoc cref="Quantity{T}" path="/param"/>
    public static SettingKey Positive<T>(string name, T? defaultValue, string description)
        where T : struct, IQuantity<T> =>
        Quantity(name, defaultValue, description) with
        {
            Read = text => Quantities.Quantity.Parse<T>(text) is { SiValue: > 0 } value
                ? value
                : throw new FormatException($"'{text}' is not above zero."),
        };

    /// <summary>A key whose value is a quantity between two others.</summary>
    /// <param name="name">The key.</param>
    /// <param name="defaultValue">Its value where the file has none.</param>
    /// <param name="least">The smallest value.</param>
    /// <param name="most">The largest value.</param>
    /// <param name="description">The meaning of the key.</param>
    public static SettingKey Between<T>(string name, T? defaultValue, T least, T most, string description)
        where T : struct, IQuantity<T> =>
        Quantity(name, defaultValue, description) with
        {
            Ends = [$"{least}", $"{most}"],
            Read = text => Quantities.Quantity.Parse<T>(text) is var value && value.SiValue >= least.SiValue
                && value.SiValue <= most.SiValue
                ? value
                : throw new FormatException(OutOfBounds(text, value.SiValue, least, most)),
        };

    private static string OutOfBounds<T>(string text, double siValue, T least, T most)
        where T : struct, IQuantity<T> =>
        least.SiValue == 0 && siValue < 0 ? $"'{text}' is below zero."
        : least.SiValue > 0 && siValue <= 0 ? $"'{text}' is not above zero."
        : $"'{text}' is not between {least} and {most}.";

    /// <summary>A key whose value is a quantity of zero or more.</summary>
    /// <inheritdoc cref="Quantity{T}" path="/param"/>
    public static SettingKey NotNegative<T>(string name, T? defaultValue, string description)
        where T : struct, IQuantity<T> =>
        Quantity(name, defaultValue, description) with
        {
            Read = text => Quantities.Quantity.Parse<T>(text) is { SiValue: >= 0 } value
                ? value
                : throw new FormatException($"'{text}' is below zero."),
        };

    /// <summary>A key whose value is a plain number within bounds.</summary>
    public static SettingKey Number(string name, double? defaultValue, double minimum, double maximum, string description) =>
        new(name, $"a number from {minimum:R} to {maximum:R}", description, defaultValue, text =>
            ReadNumber(text) is var value && value >= minimum && value <= maximum
                ? value
                : throw new FormatException($"'{text}' is not a number from {minimum:R} to {maximum:R}."))
        {
            Ends = [minimum.ToString("R", CultureInfo.InvariantCulture), maximum.ToString("R", CultureInfo.InvariantCulture)],
        };

    /// <summary>A key that is on or off.</summary>
    public static SettingKey Switch(string name, bool defaultValue, string description) =>
        new(name, "on or off", description, defaultValue, text => NumberText.ParseSwitch(text));

    /// <summary>A key whose value is one of several words.</summary>
    public static SettingKey Choice(string name, string defaultValue, IReadOnlyList<string> allowed, string description) =>
        new(name, string.Join(", ", allowed), description, defaultValue, text =>
            allowed.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"'{text}' {NearName.Remedy(text, allowed, "is not one of")}"));

    /// <summary>A key whose value is a text.</summary>
    public static SettingKey Text(string name, string? defaultValue, string description) =>
        new(name, "a text", description, defaultValue, text => text);

    /// <summary>A key whose value is the name of another instrument of the bench.</summary>
    public static SettingKey InstrumentName(string name, string? defaultValue, string description) =>
        new(name, "the name of an instrument of this bench", description, defaultValue, text =>
            text.Length > 0 ? text : throw new FormatException("The name of an instrument is missing."));

    // What is no number at all is none in the bounds either; a comma has its own message.
    private static double ReadNumber(string text)
    {
        try
        {
            return NumberText.Parse(text);
        }
        catch (QuantityFormatException error) when (error.Message.EndsWith(" is not a number.", StringComparison.Ordinal))
        {
            return double.NaN;
        }
    }
}
