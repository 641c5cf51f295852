using System.Globalization;
using Lab.Benches;
using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Tables;

namespace Lab.Protocols.Sweeps;

/// <summary>Values of axes from a file: <c>rf.frequency from table</c>, <c>from table column f in MHz</c>.</summary>
/// <param name="file">The file of the setting <c>table</c>; empty where there is none.</param>
internal sealed class AxisTable(string file)
{
    private const string Setting = "table";
    private const string Phrase = "from table";
    private const string ColumnWord = "column";
    private const string UnitWord = "in";

    private readonly List<string> notes = [];
    private TextTable? table;

    /// <summary>The data that were read of the file; none where no axis asked for it.</summary>
    public IEnumerable<ReadData> Data => table is null
        ? []
        :
        [
            new ReadData(
                Setting,
                Path.GetFileName(file),
                new Dictionary<string, long>(StringComparer.Ordinal) { ["rows"] = table.RowCount },
                [],
                [],
                [table.ToString(), .. notes]),
        ];

    /// <summary>Whether values are meant to come from the file.</summary>
    public static bool IsMeant(string values) => values.StartsWith("from", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the values of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="text">How it is asked for.</param>
    /// <exception cref="InvalidDataException">The text or the file is not what it should be.</exception>
    /// <exception cref="QuantityFormatException">The column has a unit of another quantity.</exception>
    public IReadOnlyList<double> Read(NamedChannel channel, string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string asked = string.Join(' ', words.Take(2));
        if (!asked.Equals(Phrase, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException(
                $"'{text}' is not understood; write 'from table', and name the file with the setting 'table'.");
        }

        (string? column, string? unit) = Named(words[2..], text);
        TextTable values = table ??= Open();
        int place = column is null ? PlaceOf(values, channel) : values.Find(column);
        string written = unit ?? values.Columns[place].Unit;
        if (written.Length == 0 && channel.Channel.Quantity.SiUnit.Length > 0)
        {
            throw new InvalidDataException(
                $"{values.NameOf(place)} of '{file}' has no unit; write it into the header, as in 'frequency (MHz)', or '{text} "
                    + $"in {ExampleUnit(channel)}'.");
        }

        notes.Add($"{values.NameOf(place)} is {channel.Name}{(written.Length > 0 ? $" in {written}" : string.Empty)}");
        return
        [
            .. Enumerable.Range(0, values.RowCount).Select(row => Quantity.ParseSi(
                $"{values.NumberAt(row, place).ToString("R", CultureInfo.InvariantCulture)} {written}",
                channel.Channel.Quantity)),
        ];
    }

    private static (string? Column, string? Unit) Named(string[] words, string text)
    {
        string? column = null;
        string? unit = null;
        int at = 0;
        if (at < words.Length && words[at].Equals(ColumnWord, StringComparison.OrdinalIgnoreCase))
        {
            int end = Array.FindIndex(words, at + 1, word => word.Equals(UnitWord, StringComparison.OrdinalIgnoreCase));
            end = end < 0 ? words.Length : end;
            column = string.Join(' ', words[(at + 1)..end]).Trim('\'', '"');
            at = end;
        }

        if (at < words.Length && words[at].Equals(UnitWord, StringComparison.OrdinalIgnoreCase))
        {
            unit = string.Join(' ', words[(at + 1)..]);
            at = words.Length;
        }

        return at == words.Length && column?.Length != 0 && unit?.Length != 0
            ? (column, unit)
            : throw new InvalidDataException(
                $"'{text}' is not understood; write 'from table', 'from table column NAME' or 'from table column NAME in MHz'.");
    }

    private static int PlaceOf(TextTable values, NamedChannel channel)
    {
        string[] wanted = [channel.Name, TerminalColumns.NameOf(channel.Name), channel.Channel.Name];
        foreach (string name in wanted)
        {
            int[] named = [.. Enumerable.Range(0, values.Columns.Count).Where(i => values.Columns[i].Name.Equals(
                name, StringComparison.OrdinalIgnoreCase))];
            if (named.Length == 1)
            {
                return named[0];
            }
        }

        int[] numeric = [.. Enumerable.Range(0, values.Columns.Count).Where(values.IsNumeric)];
        return numeric.Length == 1
            ? numeric[0]
            : throw new InvalidDataException(
                $"the table has {numeric.Length} columns of numbers, and none is called '{channel.Channel.Name}'; write 'from "
                    + "table column NAME'.");
    }

    private static string ExampleUnit(NamedChannel channel) =>
        channel.Channel.Quantity.Example[(channel.Channel.Quantity.Example.IndexOf(' ') + 1)..];

    private TextTable Open()
    {
        if (file.Length == 0)
        {
            throw new InvalidDataException("'from table' needs a file; name it with --set table=FILE.");
        }

        try
        {
            return TextTable.Read(file, new TableOptions());
        }
        catch (Exception error)
            when (error is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"The setting '{Setting}': {file} cannot be read: {error.Message.TrimEnd('.')}.");
        }
    }
}
