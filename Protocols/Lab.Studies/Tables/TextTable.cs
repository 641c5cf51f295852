using System.Globalization;

namespace Lab.Studies.Tables;

/// <summary>A table that a person brings as text: rows with the lines they stand on, columns with names and units. All protocols
/// read tables by it.</summary>
/// <remarks>A file is read as CSV (RFC 4180) or its like: <see cref="DialectGuess"/> finds separator and decimal mark, names and
/// units come from the first lines, or from a comment before the rows. At most 2²⁵ numbers are read.</remarks>
internal sealed class TextTable
{
    private const int MostNumbers = 1 << 25;
    private const int MostTexts = 1 << 22;
    private const int SampleLength = 1 << 20;
    private const int PieceLength = 1 << 12;

    // Codes of SCPI for infinity and for no number (SCPI 1999.0, section 7.2.1.4).
    private static readonly double[] NoReadings = [9.9e37, 9.91e37];

    private readonly double[] numbers;
    private readonly int[] lines;
    private readonly Dictionary<long, string> texts;

    private TextTable(TableReading reading, TableColumn[] columns, double[] numbers, int[] lines, Dictionary<long, string> texts)
    {
        (Dialect, HeaderLines, Columns) = (reading.Dialect, reading.HeaderLines, columns);
        (this.numbers, this.lines, this.texts) = (numbers, lines, texts);
    }

    /// <summary>How it is written.</summary>
    public TableDialect Dialect { get; }

    /// <summary>Lines with names and units.</summary>
    public int HeaderLines { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>How many rows.</summary>
    public int RowCount => lines.Length;

    /// <summary>Whether the columns have names.</summary>
    public bool HasNames => Columns.Any(column => column.Name.Length > 0);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options that a person states for the table.</param>
    /// <exception cref="InvalidDataException">It is no table, or can be read in two ways; the text has the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static TextTable Read(string path, TableOptions options)
    {
        string sample;
        using (TextReader text = TextFile.Open(path))
        {
            sample = ReadSample(text);
        }

        TableReading reading = DialectGuess.Find(sample, options);
        using TextReader whole = TextFile.Open(path);
        return Read(whole, reading);
    }

    /// <summary>Reads a text, such as a text that ships with the program.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">The known options of the table.</param>
    /// <exception cref="InvalidDataException">It is no table, or can be read in two ways.</exception>
    public static TextTable Parse(string text, TableOptions options) =>
        Read(new StringReader(text), DialectGuess.Find(text, options));

    /// <summary>The line that a row stands on, from 1.</summary>
    public int LineOf(int row) => lines[row];

    /// <summary>Whether a cell is a number.</summary>
    public bool IsNumber(int row, int column) => !texts.ContainsKey(KeyOf(row, column));

    /// <summary>Whether all cells of a column are numbers.</summary>
    public bool IsNumeric(int column) => Enumerable.Range(0, RowCount).All(row => IsNumber(row, column));

    /// <summary>A number.</summary>
    /// <exception cref="InvalidDataException">The cell is empty, no number, infinite,
    /// or an instrument's code for no reading.</exception>
    public double NumberAt(int row, int column)
    {
        if (texts.TryGetValue(KeyOf(row, column), out string? text))
        {
            throw new InvalidDataException(text.Length == 0
                ? $"line {LineOf(row)}: {NameOf(column)} is empty"
                : $"line {LineOf(row)} has '{Shortened(text)}' where a number is expected, in {NameOf(column)} ({Dialect})");
        }

        double number = numbers[KeyOf(row, column)];
        return !double.IsFinite(number)
            ? throw new InvalidDataException($"line {LineOf(row)}: the number in {NameOf(column)} is infinite")
                : NoReadings.Contains(Math.Abs(number)) ? throw new InvalidDataException(
                    $"line {LineOf(row)}: {TextAt(row, column)} in {NameOf(column)} is an instrument's code for no reading")
                : number;
    }

    /// <summary>A cell as text; of a number its shortest form.</summary>
    public string TextAt(int row, int column) =>
        texts.TryGetValue(KeyOf(row, column), out string? text)
            ? text
            : numbers[KeyOf(row, column)].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A column in words: its name, or its number from 1.</summary>
    public string NameOf(int column) =>
        Columns[column].Name.Length > 0 ? $"column '{Columns[column].Name}'" : $"column {column + 1}";

    /// <summary>Finds a column.</summary>
    /// <param name="wanted">Its name in any case, or its number from 1.</param>
    /// <exception cref="InvalidDataException">There is none, or more than one.</exception>
    public int Find(string wanted)
    {
        int[] named = [.. Enumerable.Range(0, Columns.Count).Where(column => string.Equals(
            Columns[column].Name, wanted, StringComparison.OrdinalIgnoreCase))];
        if (named.Length == 1)
        {
            return named[0];
        }

        if (named.Length == 0 && int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= Columns.Count)
        {
            return number - 1;
        }

        const int mostNamed = 20;
        string there = HasNames ? string.Join(", ", Columns.Take(mostNamed).Select(column => $"'{column.Name}'"))
            + (Columns.Count > mostNamed ? ", …" : string.Empty) : $"1 to {Columns.Count}";
        throw new InvalidDataException(named.Length > 1
            ? $"it has {named.Length} columns '{wanted}'; give their numbers"
            : $"it has no column '{wanted}'; it has {there}");
    }

    /// <summary>Whether the numbers of a column rise by the same step from row to row, as times and running numbers do.</summary>
    public bool Counts(int column)
    {
        const int fewestRows = 3;
        const double tolerance = 1e-6;
        if (RowCount < fewestRows || !IsNumeric(column))
        {
            return false;
        }

        double first = numbers[KeyOf(0, column)];
        double step = (numbers[KeyOf(RowCount - 1, column)] - first) / (RowCount - 1);
        return step > 0 && Enumerable.Range(0, RowCount).All(
            row => Math.Abs(numbers[KeyOf(row, column)] - first - (row * step)) <= tolerance * step * Math.Max(1, row));
    }

    /// <summary>How it was read, in words.</summary>
    public override string ToString() =>
        $"{Dialect}, " + HeaderLines switch
        {
            0 when HasNames => "names in a comment",
            0 => "no header",
            1 => "a line of header",
            _ => "two lines of header",
        };

    private static TextTable Read(TextReader text, TableReading reading)
    {
        var reader = new RowReader(text, reading.Dialect);
        for (int i = 0; i < reading.HeaderLines; i++)
        {
            reader.Read();
        }

        int count = reading.ColumnCount;
        List<double> numbers = [];
        List<int> lines = [];
        Dictionary<long, string> texts = [];
        Dictionary<string, string> known = [];
        string comment = string.Empty;
        while (reader.Read() is { } record)
        {
            comment = lines.Count == 0 ? reader.Comment : comment;
            if (record.Length != count && !(record.Length == count + 1 && record[^1].Length == 0))
            {
                throw new InvalidDataException(
                    $"line {reader.Line} has {record.Length} cells, {(lines.Count > 0 ? $"line {lines[0]}" : "most lines")} "
                        + $"{count} ({reading.Dialect})");
            }

            lines.Add(reader.Line);
            foreach (string cell in record.AsSpan(0, count))
            {
                if (!reading.Dialect.TryNumber(cell, out double number))
                {
                    known.TryAdd(cell, cell);
                    texts.Add(numbers.Count, known[cell]);
                }

                numbers.Add(number);
            }

            if (numbers.Count > MostNumbers || texts.Count > MostTexts)
            {
                throw new InvalidDataException(
                    $"it has more than {MostNumbers >> 20} Mi numbers or {MostTexts >> 20} Mi texts; thin it out, or write "
                        + "it as NPZ");
            }
        }

        return new TextTable(reading, ColumnsOf(reading, comment), [.. numbers], [.. lines], texts);
    }

    private static TableColumn[] ColumnsOf(TableReading reading, string comment)
    {
        int count = reading.ColumnCount;
        if (reading.HeaderLines == 0)
        {
            // NumPy writes names as a comment.
            string[] cells = comment.Length > 0 ? new RowReader(new StringReader(comment), reading.Dialect).Read() ?? [] : [];
            bool areNames = count > 1 && cells.Length == count
                && !Array.Exists(cells, cell => reading.Dialect.TryNumber(cell, out _));
            return [.. Enumerable.Range(0, count).Select(column => areNames
                ? TableColumn.Of(cells[column])
                : new TableColumn(string.Empty, string.Empty))];
        }

        // Over one column of numbers, blanks part words: 'frequency (MHz)'.
        bool isOneCell = count == 1 && reading.Dialect.Separator == TableSeparator.Blank;
        string[] names = isOneCell ? [string.Join(' ', reading.Header[0])] : Filled(reading.Header[0], count);
        string[] units = reading.HeaderLines > 1 ? Filled(reading.Header[1], count) : new string[count];
        return
        [
            .. names.Zip(
                units, (name, unit) => TableColumn.Of(name) is var column && unit is { Length: > 0 } && column.Unit.Length == 0
                    ? column with { Unit = unit.Trim('(', ')', '[', ']', ' ') }
                    : column),
        ];
    }

    // R names every column but that of the rows, which comes first.
    private static string[] Filled(string[] header, int count) => header.Length < count ? ["index", .. header] : header[..count];

    // Of whole lines, the one in which the piece ends included: a table may be a short header over one long line.
    private static string ReadSample(TextReader text)
    {
        var sample = new System.Text.StringBuilder();
        char[] piece = new char[PieceLength];
        while (sample.Length < SampleLength && text.ReadBlock(piece) is > 0 and int read)
        {
            sample.Append(piece, 0, read);
        }

        if (sample.Length < SampleLength)
        {
            return sample.ToString();
        }

        string begun = sample.ToString();
        int start = begun.AsSpan().LastIndexOfAny('\n', '\r') + 1;
        if (start == begun.Length)
        {
            return begun;
        }

        for (int c = text.Read(); c >= 0 && c is not ('\n' or '\r'); c = text.Read())
        {
            if (sample.Append((char)c).Length - start > RowReader.LongestRecord)
            {
                throw RowReader.TooLong(CountEnds(begun.AsSpan(0, start)) + 1);
            }
        }

        return sample.ToString();
    }

    private static int CountEnds(ReadOnlySpan<char> text)
    {
        int count = text.Count('\n');
        for (int i = text.IndexOf('\r'); i >= 0 && i < text.Length; i++)
        {
            count += text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n') ? 1 : 0;
        }

        return count;
    }

    private static string Shortened(string text)
    {
        const int longest = 40;
        return text.Length > longest ? text[..longest] + "…" : text;
    }

    private long KeyOf(int row, int column) => ((long)row * Columns.Count) + column;
}
