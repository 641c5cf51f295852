using Lab.Runs.Settings;

namespace Lab.Protocols.Terminals;

/// <summary>Splits settings that name several channels or readings, and says where a mistake in them is.</summary>
internal static class TerminalSetting
{
    /// <summary>The parts of a list, which a comma or a semicolon joins, each with its place in the text.</summary>
    /// <param name="text">The list.</param>
    /// <param name="commas">Whether a comma joins too, before a blank and a letter: <c>rf.power -14 dBm, smu.current 1
    /// mA</c>.</param>
    public static IEnumerable<(string Part, int Place)> PartsOf(string text, bool commas)
    {
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != ';' && !(commas && text[i] == ',' && BeginsName(text, i + 1)))
            {
                continue;
            }

            string part = text[start..i];
            int lead = part.Length - part.TrimStart().Length;
            yield return (part.Trim(), start + lead);
            start = i + 1;
        }
    }

    /// <summary>A mistake in a setting.</summary>
    /// <param name="setting">The setting's key.</param>
    /// <param name="place">Where in its text, from 0.</param>
    /// <param name="message">The fault and its remedy, in a sentence.</param>
    public static SettingsException Fault(string setting, int place, string message) =>
        new($"The setting '{setting}', at character {place + 1}: {message}");

    private static bool BeginsName(string text, int from)
    {
        while (from < text.Length && text[from] == ' ')
        {
            from++;
        }

        return from < text.Length && char.IsLetter(text[from]);
    }
}
