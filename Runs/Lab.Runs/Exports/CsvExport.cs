using System.Buffers;
using System.Globalization;
using Lab.Runs.Records;

namespace Lab.Runs.Exports;

/// <summary>Writes the points of a run as comma-separated values (RFC 4180), for spreadsheets and quick looks.</summary>
/// <remarks>
/// The first line names the columns with their units, <c>frequency (Hz)</c>; there are no comment lines, because every reader
/// would have to be told to skip them. Numbers have a point, whatever the computer's language, and read back as the same
/// 64-bit floats. A name that a spreadsheet would take for a formula has an apostrophe before it. An array becomes one column an
/// element: <c>trace[0] (V)</c>. </remarks>
public static class CsvExport
{
    private const string LineEnd = "\r\n";

    // -2.2250738585072014E-308 has 24 characters.
    private const int LongestNumber = 32;

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
        Cells[] columns = [.. data.Columns.Select(column => Cells.Of(column, info, data))];
        writer.Write("point,bench_seconds");
        foreach (string header in columns.SelectMany(column => column.Headers))
        {
            writer.Write(',');
            writer.Write(Quote(ExportedName.InTable(header)));
        }

        writer.Write(LineEnd);
        for (int row = 0; row < data.Count; row++)
        {
            writer.Write(data.Points[row].ToString(CultureInfo.InvariantCulture));
            Write(writer, data.BenchSeconds[row]);
            foreach (Cells column in columns)
            {
                foreach (double value in column.At(row))
                {
                    Write(writer, value);
                }
            }

            writer.Write(LineEnd);
        }
    }

    private static void Write(TextWriter writer, double value)
    {
        Span<char> text = stackalloc char[LongestNumber];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        writer.Write(',');
        writer.Write(text[..length]);
    }

    private static string Quote(string field) =>
        !field.AsSpan().ContainsAny(Quoted) ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The cells of one column of the record: one a point, or one an element,
    /// of which only one point's are in memory.</summary>
    private sealed class Cells(IRunData data, Column column, double[]? numbers, int length)
    {
        private readonly double[] values = new double[length];

        public IEnumerable<string> Headers
        {
            get
            {
                string unit = column.Unit.Length == 0 ? string.Empty : $" ({column.Unit})";
                return numbers is null
                    ? Enumerable.Range(0, length).Select(element => $"{column.Name}[{element}]{unit}")
                    : [$"{column.Name}{unit}"];
            }
        }

        /// <summary>The cells of a column.</summary>
        /// <exception cref="RunException">The arrays of the column have different lengths.</exception>
        public static Cells Of(Column column, RunInfo info, IRunData data)
        {
            if (column.Kind == ColumnKind.Number)
            {
                return new Cells(data, column, data.Numbers(column.Name), 1);
            }

            (int shortest, int longest) = (data.Count == 0 ? 0 : int.MaxValue, 0);
            for (int row = 0; row < data.Count; row++)
            {
                int elements = data.LengthOf(column.Name, row);
                (shortest, longest) = (Math.Min(shortest, elements), Math.Max(longest, elements));
            }

            return shortest == longest
                ? new Cells(data, column, numbers: null, longest)
                : throw new RunException(
                    $"The arrays of '{column.Name}' in the run '{info.Run}' have {shortest} to {longest} elements, which makes "
                        + "no table. Export the run as npz.");
        }

        public ReadOnlySpan<double> At(int row)
        {
            if (numbers is not null)
            {
                values[0] = numbers[row];
            }
            else
            {
                data.ReadArray(column.Name, row, values);
            }

            return values;
        }
    }
}
