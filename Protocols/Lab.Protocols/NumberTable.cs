using System.Globalization;
using Lab.Runs.Settings;

namespace Lab.Protocols;

/// <summary>Reads tables of numbers that settings name: CSV with a header, lines that begin with # left out.</summary>
internal static class NumberTable
{
    private const long MostBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="setting">The setting that names it, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns that it has, in their order.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="SettingsException">It cannot be read or is no such table.</exception>
    public static IReadOnlyList<NumberRow> Read(string setting, string file, IReadOnlyList<string> columns)
    {
        try
        {
            return new FileInfo(file).Length <= MostBytes
                ? Parse(setting, file, File.ReadAllText(file), columns)
                : throw new SettingsException($"The setting '{setting}': {file} has more than {MostBytes >> 10} KiB; thin it out.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"The setting '{setting}': {file} cannot be read: {error.Message}");
        }
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="SettingsException">It is no such table.</exception>
    public static IReadOnlyList<NumberRow> Parse(string setting, string name, string text, IReadOnlyList<string> columns)
    {
        (string Text, int Number)[] lines =
        [
            .. text.Split('\n').Select((line, index) => (line.Trim(), index + 1)).Where(line => line.Item1.Length > 0 && line.Item1[0] != '#'),
        ];
        string header = string.Join(',', columns);
        if (lines.Length < 2 || lines[0].Text != header)
        {
            throw new SettingsException($"The setting '{setting}': {name} has to begin with the line '{header}' and go on with rows of numbers.");
        }

        return [.. lines.Skip(1).Select(line => ParseRow(setting, name, line.Text, line.Number, columns.Count))];
    }

    private static NumberRow ParseRow(string setting, string name, string line, int number, int count)
    {
        string[] cells = [.. line.Split(',').Select(cell => cell.Trim())];
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            if (cells.Length != count || !double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !double.IsFinite(values[i]))
            {
                throw new SettingsException($"The setting '{setting}': {name}:{number} is '{line}'; {count} numbers are expected.");
            }
        }

        return new NumberRow(number, cells, values);
    }
}
