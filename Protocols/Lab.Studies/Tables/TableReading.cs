namespace Lab.Studies.Tables;

/// <summary>The first part of a table, read in one of several ways.</summary>
/// <param name="Dialect">The way.</param>
/// <param name="ColumnCount">Columns, without an empty one at the end.</param>
/// <param name="HeaderLines">Lines with names and units, 0 to 2.</param>
/// <param name="Header">Those lines.</param>
/// <param name="Body">The rows, shape [row][column].</param>
/// <param name="IsNumeric">Whether a column has numbers, shape [column].</param>
/// <param name="IsSound">Whether all rows have the same number of cells, and none was cut at a wrong place.</param>
/// <param name="Score">How well the way fits where none is sound, from 0 to 1.</param>
internal sealed record TableReading(
    TableDialect Dialect, int ColumnCount, int HeaderLines, string[][] Header, string[][] Body, bool[] IsNumeric, bool IsSound,
    double Score)
{
    private const int MostHeaderLines = 2;
    private const int RowsCompared = 50;

    // A row of so many names is taken for a header even among whole numbers.
    private const int ManyColumns = 5;

    private static readonly string[] MissingWords = ["", "-", "nan", "na", "n/a", "null", "none", "inf", "-inf", "?"];

    /// <summary>Reads a text in one way.</summary>
    /// <param name="sample">The text.</param>
    /// <param name="dialect">The way.</param>
    /// <param name="header">Whether there are names, as a person says.</param>
    /// <exception cref="InvalidDataException">It cannot be cut into cells.</exception>
    public static TableReading Of(string sample, TableDialect dialect, TableHeader header)
    {
        var reader = new RowReader(new StringReader(sample), dialect);
        List<string[]> records = [];
        while (reader.Read() is { } record)
        {
            records.Add(record);
        }

        if (records.Count == 0)
        {
            return new TableReading(dialect, 0, 0, [], [], [], IsSound: false, 0);
        }

        // The first lines may be names and units.
        bool isShort = records.Count <= MostHeaderLines + 1;
        string[][] usual = [.. isShort ? records : records.Skip(MostHeaderLines)];
        int cells = usual.GroupBy(record => record.Length).OrderByDescending(group => group.Count())
            .ThenByDescending(group => group.Key).First().Key;
        string[][] whole = [.. usual.Where(record => record.Length == cells)];
        int count = cells > 1 && whole.Skip(isShort ? 1 : 0).All(record => record[^1].Length == 0)
            && whole.Length > (isShort ? 1 : 0) ? cells - 1 : cells;
        bool[] isNumeric = [.. Enumerable.Range(0, count).Select(column => HasNumbers(whole, column, isShort, dialect))];
        int headerLines = CountHeaderLines(records, count, isNumeric, dialect, header);
        string[][] body = [.. records.Skip(headerLines)];
        bool isSound = isNumeric.Contains(value: true)
            && body.All(record => IsSoundRow(record, cells, count, isNumeric, dialect));
        double fitting = body.Count(record => record.Length == cells) / (double)Math.Max(body.Length, 1);
        double numbers = body.Average(record => record.Count(cell => dialect.TryNumber(cell, out _)) / (double)record.Length);
        return new TableReading(
            dialect, count, headerLines, [.. records.Take(headerLines)], body, isNumeric, isSound,
            fitting * numbers * (count > 1 ? 1 : 0.5));
    }

    /// <summary>Whether another way gives the same numbers and texts.</summary>
    public bool IsSameAs(TableReading other) =>
        ColumnCount == other.ColumnCount && HeaderLines == other.HeaderLines && Body.Length == other.Body.Length
        && Body.Take(RowsCompared).Zip(other.Body)
            .All(pair => pair.First.Length == pair.Second.Length && pair.First.Zip(pair.Second).All(cells =>
            Dialect.TryNumber(cells.First, out double number) && other.Dialect.TryNumber(cells.Second, out double same)
                ? number.Equals(same)
                : cells.First == cells.Second));

    /// <summary>Whether the first row may be names of columns that are whole numbers, such as those of pandas.</summary>
    public bool HasDoubtfulHeader
    {
        get
        {
            const int fewestRows = 3;
            if (HeaderLines > 0 || Body.Length < fewestRows)
            {
                return false;
            }

            string[] first = NumbersOf(Body[0]);
            bool others = Body.Skip(1).Any(row => row.SequenceEqual(Body[0]));
            bool areWhole = Body.Skip(1).Any(row => NumbersOf(row).All(cell => cell.All(char.IsAsciiDigit)));
            return !others
                && ((Counts(first, 0) && (first.Length >= ManyColumns || !areWhole))
                    || (Counts(first, 1) && first.Length >= ManyColumns));
        }
    }

    /// <summary>The reading in words, with the first row.</summary>
    public override string ToString()
    {
        const int mostShown = 4;
        string[] row = Body.Length > 0 ? Body[0] : [];
        string values = string.Join(" | ", row.Take(Math.Min(mostShown, ColumnCount)).Select(
            cell => Dialect.TryNumber(cell, out double number) ? Invariant(number) : cell));
        return $"{Dialect}: {ColumnCount} column{(ColumnCount == 1 ? string.Empty : "s")}, "
            + $"{values}{(ColumnCount > mostShown ? " …" : string.Empty)}";
    }

    private static string Invariant(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsMissing(string cell) => MissingWords.Contains(cell, StringComparer.OrdinalIgnoreCase);

    private static bool Counts(string[] cells, int from) =>
        cells.Length > 0 && cells.Select(
            (cell, i) => cell == (from + i).ToString(System.Globalization.CultureInfo.InvariantCulture)).All(equal => equal);

    private static bool HasNumbers(string[][] rows, int column, bool isShort, TableDialect dialect)
    {
        int numbers = rows.Count(row => dialect.TryNumber(row[column], out _));
        return isShort ? numbers > 0 : 2 * numbers >= rows.Length;
    }

    private static int CountHeaderLines(
        List<string[]> records, int count, bool[] isNumeric, TableDialect dialect, TableHeader header)
    {
        if (header == TableHeader.Numbers || records.Count < 2)
        {
            return 0;
        }

        int lines = 0;
        while (lines < MostHeaderLines && lines < records.Count - 1 && IsHeader(records[lines], count, isNumeric, dialect))
        {
            lines++;
        }

        return lines == 0 && (header == TableHeader.Names || NumbersItsColumns(records, count, isNumeric)) ? 1 : lines;
    }

    private static bool IsHeader(string[] record, int count, bool[] isNumeric, TableDialect dialect)
    {
        // R names every column but that of the rows, and separates by blanks or tabs then.
        int shift = record.Length == count - 1 && dialect.Separator is (TableSeparator.Blank or TableSeparator.Tab) ? 1 : 0;
        if (record.Length < count - shift || record.Length > count + 1 || !isNumeric.Contains(value: true))
        {
            return false;
        }

        string[] overNumbers = [.. Enumerable.Range(0, count).Where(column => isNumeric[column]
            && column >= shift).Select(column => record[column - shift])];
        return overNumbers.Length > 0 && overNumbers.All(cell => !dialect.TryNumber(cell, out _) && !dialect.IsBroken(cell))
            && !overNumbers.All(IsMissing);
    }

    // Names that are numbers are known by a cell that is empty where rows have a number, or by a text that no row has.
    private static bool NumbersItsColumns(List<string[]> records, int count, bool[] isNumeric)
    {
        string[] first = records[0];
        if (first.Length < count)
        {
            return false;
        }

        if (count > 1 && isNumeric[0] && first[0].Length == 0)
        {
            return Counts(first[1..count], 0);
        }

        int label = Array.IndexOf(isNumeric, value: false);
        string[] numbers = [.. first.Take(count).Where((_, column) => isNumeric[column])];
        return label >= 0 && numbers.Length > 1 && (Counts(numbers, 0) || Counts(numbers, 1))
            && records.Skip(1).All(record => record.Length <= label || record[label] != first[label]);
    }

    private static bool IsSoundRow(string[] record, int cells, int count, bool[] isNumeric, TableDialect dialect)
    {
        if (record.Length != cells)
        {
            return false;
        }

        for (int column = 0; column < count; column++)
        {
            if (isNumeric[column]
                ? !dialect.TryNumber(record[column], out _) && !IsMissing(record[column])
                : dialect.IsBroken(record[column]))
            {
                return false;
            }
        }

        return true;
    }

    private string[] NumbersOf(string[] row) => [.. row.Take(ColumnCount).Where((_, column) => IsNumeric[column])];
}
