using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Tables;

namespace Lab.Protocols;

/// <summary>A table of numbers that a setting names: columns of known names, in any order and beside others,
/// read as all tables are.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Data">The data that were read, for plan, run, report and record.</param>
internal sealed record NumberTable(IReadOnlyList<NumberRow> Rows, ReadData Data)
{
    /// <summary>Reads a file.</summary>
    /// <param name="setting">The setting that names it, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns that are wanted.</param>
    /// <exception cref="SettingsException">It cannot be read, has not these columns, or a cell that is no number.</exception>
    public static NumberTable Read(string setting, string file, IReadOnlyList<string> columns)
    {
        try
        {
            var table = TextTable.Read(file, new TableOptions(Header: TableHeader.Names));
            int[] places = PlacesOf(table, columns);
            NumberRow[] rows =
            [
                .. Enumerable.Range(0, table.RowCount).Select(row => new NumberRow(
                    table.LineOf(row),
                    [.. places.Select(column => table.TextAt(row, column))],
                    [.. places.Select(column => table.NumberAt(row, column))])),
            ];
            string[] others = [.. Enumerable.Range(0, table.Columns.Count).Except(places).Select(table.NameOf)];
            return new NumberTable(rows, new ReadData(
                setting,
                Path.GetFileName(file),
                new Dictionary<string, long>(StringComparer.Ordinal) { ["rows"] = rows.Length },
                columns,
                [],
                [table.ToString(), .. others.Select(column => $"{column} left out")]));
        }
        catch (Exception error)
            when (error is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"The setting '{setting}': {file} cannot be read: {error.Message.TrimEnd('.')}.");
        }
    }

    private static int[] PlacesOf(TextTable table, IReadOnlyList<string> columns)
    {
        try
        {
            return [.. columns.Select(table.Find)];
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"its first line has to be '{string.Join(',', columns)}': {error.Message}", error);
        }
    }
}
