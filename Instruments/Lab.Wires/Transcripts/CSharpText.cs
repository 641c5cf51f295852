using System.Globalization;
using System.Reflection;

namespace Lab.Wires.Transcripts;

/// <summary>Arguments and results of drivers as C# expressions, from which a transcript becomes a test.</summary>
internal static class CSharpText
{
    /// <summary>Writes a value.</summary>
    /// <returns>The expression, or <see langword="null"/> where the value has none.</returns>
    public static string? Of(object? value) => value switch
    {
        null => "null",
        bool yes => yes ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null,
        string name when name.All(IsPlain) => $"\"{name}\"",
        Enum name => $"{name.GetType().Name}.{name}",
        _ when value.GetType().GetProperty("SiValue")?.GetValue(value) is double si => Of(si) is { } text
            ? $"{value.GetType().Name}.FromSi({text})"
            : null,
        _ => OfRecord(value),
    };

    // The names of terminals, channels and readings.
    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-';

    private static string? OfRecord(object record)
    {
        PropertyInfo[] properties = [.. record.GetType().GetProperties().Where(property => property.CanWrite
            && property.GetIndexParameters().Length == 0)];
        string?[] values = [.. properties.Select(property => Of(property.GetValue(record)))];
        return properties.Length == 0 || values.Contains(null)
            ? null
            : $"new {record.GetType().Name} {{ "
                + $"{string.Join(", ", properties.Select((property, i) => $"{property.Name} = {values[i]}"))} }}";
    }
}
