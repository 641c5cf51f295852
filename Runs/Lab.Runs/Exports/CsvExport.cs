using System.Buffers;
using System.Globalization;
using Lab.Runs.Records;

namespace Lab.Runs.Exports;

/// <summary>Writes the points of a run as comma-separated values (RFC 4180), for spreadsheets and quick looks.</summary>
/// <remarks>
/// The first line names the columns with their units, <c>frequency (Hz)</c>; there are no comment lines, because every reader
/// would have to be told to skip them. Numbers have a point, whatever the computer's language, and read back as the same
/// 64-bit floats. A name that a spreadsheet would take for a formula has an apostrophe before it. An array becomes one column an element: <c>trace[0] (V)</c>.
/// </remarks>
public static class CsvExport
{
    private const string LineEnd = "\r\n";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\t\"\r\n");

    /// <summary>Writes all points.</summary>
    /// <param name="writer">Receives the text; it stays open.</param>
    /// <param name="info">The run, for messages.</param>
    /// <param name="data">Its points.</param>
    /// <exception cref="RunException">The arrays of a column have different lengths.</exception>
    public static void Write(TextWriter writer, RunInfo info, IRunData data)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(data);
        List<Cells> columns = [.. data.Columns.SelectMany(column => Expand(column, info, data))];
        writer.Write(string.Join(',', columns.Select(column => Quote(ExportedName.InTable(column.Header))).Prepend("bench_seconds").Prepend("point")));
        writer.Write(LineEnd);
        for (int row = 0; row < data.Count; row++)
        {
            writer.Write(data.Points[row].ToString(CultureInfo.InvariantCulture));
            writer.Write(',');
            writer.Write(Number(data.BenchSeconds[row]));
            foreach (Cells column in columns)
            {
                writer.Write(',');
                writer.Write(Number(column.At(row)));
            }

            writer.Write(LineEnd);
        }
    }

    private static IEnumerable<Cells> Expand(Column column, RunInfo info, IRunData data)
    {
        string unit = column.Unit.Length == 0 ? string.Empty : $" ({column.Unit})";
        if (column.Kind == ColumnKind.Number)
        {
            double[] numbers = data.Numbers(column.Name);
            return [new Cells($"{column.Name}{unit}", row => numbers[row])];
        }

        double[][] arrays = data.Arrays(column.Name);
        int shortest = arrays.Select(array => array.Length).DefaultIfEmpty().Min();
        int longest = arrays.Select(array => array.Length).DefaultIfEmpty().Max();
        if (shortest != longest)
        {
            throw new RunException(
                $"The arrays of '{column.Name}' in the run '{info.Run}' have {shortest} to {longest} elements, which makes no table. Export the run as npz.");
        }

        return Enumerable.Range(0, longest).Select(element => new Cells($"{column.Name}[{element}]{unit}", row => arrays[row][element]));
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string field) =>
        !field.AsSpan().ContainsAny(Quoted) ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed record Cells(string Header, Func<int, double> At);
}
