using System.Globalization;
using System.Text;

namespace Lab.Instruments.DaqCards.Library;

/// <summary>The text of calls: words, numbers and quoted texts, of which none holds an end of a line.</summary>
public static class CallText
{
    /// <summary>The end of every answer, without which it was cut off.</summary>
    public const string EndMark = ";.";

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (char letter in text)
        {
            quoted.Append(letter switch
            {
                '\\' => "\\\\",
                '"' => "\\q",
                '\n' => "\\n",
                '\r' => string.Empty,
                '\0' => string.Empty,
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A number, as exactly as it is.</summary>
    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">Words, numbers and quoted texts.</param>
    /// <param name="separator">What stands between them.</param>
    /// <returns>The parts, those in quotes without them; <see langword="null"/> where a quote does not end.</returns>
    public static string[]? Split(string text, char separator)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>();
        var part = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == separator && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else if (letter == '\\' && isQuoted && i + 1 < text.Length)
            {
                part.Append(text[++i] switch
                {
                    'n' => '\n',
                    'q' => '"',
                    char other => other,
                });
            }
            else
            {
                part.Append(letter);
            }
        }

        parts.Add(part.ToString());
        return isQuoted ? null : [.. parts];
    }
}
