using System.Text.RegularExpressions;

namespace Lab.Studies.Tables;

/// <summary>Finds how a table is written from its first part. Where two ways are sound and differ, it takes neither.</summary>
internal static partial class DialectGuess
{
    private static readonly TableDialect[] Ways =
    [
        new(TableSeparator.Tab, DecimalMark.Point), new(TableSeparator.Tab, DecimalMark.Comma),
        new(TableSeparator.Semicolon, DecimalMark.Point), new(TableSeparator.Semicolon, DecimalMark.Comma),
        new(TableSeparator.Comma, DecimalMark.Point), new(TableSeparator.Comma, DecimalMark.Comma),
        new(TableSeparator.CommaBlank, DecimalMark.Comma),
        new(TableSeparator.Bar, DecimalMark.Point), new(TableSeparator.Bar, DecimalMark.Comma),
        new(TableSeparator.Blank, DecimalMark.Point), new(TableSeparator.Blank, DecimalMark.Comma),
        new(TableSeparator.Nothing, DecimalMark.Point), new(TableSeparator.Nothing, DecimalMark.Comma),
    ];

    /// <summary>Finds the way.</summary>
    /// <param name="sample">The first part of the text, of whole lines.</param>
    /// <param name="options">The options that a person states for the table.</param>
    /// <exception cref="InvalidDataException">It has no numbers, or can be read in two ways; both are told.</exception>
    public static TableReading Find(string sample, TableOptions options)
    {
        TableSeparator said = options.Separator == TableSeparator.Auto ? StatedBy(sample) : options.Separator;
        List<TableReading> all = [];
        InvalidDataException? uncut = null;
        foreach (TableDialect way in Ways.Where(way => IsWorthTrying(way, sample, said, options)))
        {
            try
            {
                all.Add(TableReading.Of(sample, way, options.Header));
            }
            catch (InvalidDataException error)
            {
                uncut ??= error;
            }
        }

        if (!all.Exists(way => way.Score > 0))
        {
            throw uncut ?? new InvalidDataException("it has no numbers");
        }

        TableReading found = FindSound(all, said, options) ?? (uncut is null ? all.MaxBy(way => way.Score)! : throw uncut);
        if (options.Header == TableHeader.Auto && found.HasDoubtfulHeader)
        {
            throw new InvalidDataException(
                $"its first line is '{string.Join(", ", found.Body[0].Take(found.ColumnCount).Take(3))}"
                + $"{(found.ColumnCount > 3 ? ", …" : string.Empty)}': "
                + "numbers of the columns, as pandas writes them, or the first values. Give --header names, or --header numbers");
        }

        return found;
    }

    private static TableReading? FindSound(List<TableReading> all, TableSeparator said, TableOptions options)
    {
        List<TableReading> sound = [];
        foreach (TableReading way in all.Where(way => way.IsSound && !sound.Exists(way.IsSameAs)))
        {
            bool isMany = way.Dialect.Separator is not (TableSeparator.Blank or TableSeparator.Nothing);
            if (isMany ? way.ColumnCount > 1 : sound.Count == 0)
            {
                sound.Add(way);
            }
        }

        if (sound.Count == 0)
        {
            return null;
        }

        // Two columns of whole numbers may be one of numbers with a decimal comma; names of two columns decide.
        TableReading first = sound[0];
        if (said == TableSeparator.Auto && options.Decimal == DecimalMark.Auto
            && first is
            {
                Dialect: { Separator: TableSeparator.Comma, Decimal: DecimalMark.Point }, ColumnCount: 2,
                HeaderLines: 0
            }
            && all.Find(
                way => way is { IsSound: true, Dialect: { Separator: TableSeparator.Nothing, Decimal: DecimalMark.Comma } })
                    is { } single)
        {
            sound.Add(single);
        }

        if (sound.Count > 1)
        {
            throw new InvalidDataException(
                $"it can be read in two ways. With {sound[0]}. With {sound[1]}. Say which: {Remedy(sound[0].Dialect)}, or "
                    + $"{Remedy(sound[1].Dialect)}");
        }

        RequireDecimals(first, options);
        return first;
    }

    // 1,234 is one and a bit, or a thousand and a bit.
    private static void RequireDecimals(TableReading reading, TableOptions options)
    {
        if (reading.Dialect.Decimal != DecimalMark.Comma || options.Decimal == DecimalMark.Comma)
        {
            return;
        }

        string[] withComma = [.. reading.Body.SelectMany(row => row).Where(cell => cell.Contains(',', StringComparison.Ordinal)
            && reading.Dialect.TryNumber(cell, out _))];
        if (withComma.Length > 0 && withComma.All(cell => Grouped().IsMatch(cell)))
        {
            string cell = withComma[0];
            throw new InvalidDataException(
                $"'{cell}' can be read in two ways: as {cell.Replace(',', '.')}, or as "
                    + $"{cell.Replace(",", string.Empty, StringComparison.Ordinal)} with a comma after the thousands. "
                + "Give --decimal-mark comma, or write it without");
        }
    }

    private static string Remedy(TableDialect dialect) => dialect.Separator == TableSeparator.Nothing
        ? "--decimal-mark comma"
        : "--separator "
            + (dialect.Separator == TableSeparator.CommaBlank ? "comma-blank" : dialect.Separator.ToString().ToLowerInvariant())
            + (dialect is { Decimal: DecimalMark.Comma, Separator: not TableSeparator.CommaBlank }
                ? " --decimal-mark comma"
                : string.Empty);

    private static bool IsWorthTrying(TableDialect way, string sample, TableSeparator said, TableOptions options)
    {
        if ((said != TableSeparator.Auto && way.Separator != said)
            || (options.Decimal != DecimalMark.Auto && way.Decimal != options.Decimal
                && way.Separator != TableSeparator.CommaBlank))
        {
            return false;
        }

        bool isSaid = said != TableSeparator.Auto;
        return way switch
        {
            // Only marks keep them apart.
            { Separator: TableSeparator.Comma, Decimal: DecimalMark.Comma } => isSaid
                || sample.Contains('"', StringComparison.Ordinal),
            { Separator: TableSeparator.CommaBlank } => isSaid
                || (sample.Contains(", ", StringComparison.Ordinal) && DecimalBeside().IsMatch(sample)),
            { Separator: TableSeparator.Nothing } => true,
            { Separator: TableSeparator.Blank } => isSaid || sample.AsSpan().ContainsAny(" \t"),
            _ => isSaid || sample.Contains(way.Character, StringComparison.Ordinal),
        };
    }

    private static TableSeparator StatedBy(string sample) =>
        sample.StartsWith(RowReader.Statement, StringComparison.OrdinalIgnoreCase) && sample.Length > RowReader.Statement.Length
            ? sample[RowReader.Statement.Length] switch
            {
                ';' => TableSeparator.Semicolon,
                ',' => TableSeparator.Comma,
                '\t' => TableSeparator.Tab,
                '|' => TableSeparator.Bar,
                _ => TableSeparator.Auto,
            }
            : TableSeparator.Auto;

    [GeneratedRegex(@"^[+\-\u2212]?[1-9]\d{0,2},\d{3}$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\d,\d", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex DecimalBeside();
}
