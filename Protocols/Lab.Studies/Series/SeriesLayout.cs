using Lab.Studies.Tables;

namespace Lab.Studies.Series;

/// <summary>Which columns of a table are values and which is the class, as a person says or as the table shows. What is left out
/// is told.</summary>
/// <param name="Values">The columns of values.</param>
/// <param name="Label">The column of classes; -1 where there is none.</param>
/// <param name="Notes">Notes on what was left out or taken, in words.</param>
internal sealed record SeriesLayout(IReadOnlyList<int> Values, int Label, IReadOnlyList<string> Notes)
{
    /// <summary>The option that lets the table tell.</summary>
    public const string Auto = "auto";

    /// <summary>The option that takes all columns.</summary>
    public const string All = "all";

    private const string First = "first";
    private const string Last = "last";

    private static readonly string[] LabelNames =
    [
        "label", "labels", "class", "classes", "klasse", "target", "y", "category", "species", "classification"
    ];

    /// <summary>The channels of one series.</summary>
    /// <param name="table">The table, a step a row.</param>
    /// <param name="columns">The setting 'columns'.</param>
    /// <exception cref="InvalidDataException">A column is not there, or may be a time; both readings are told.</exception>
    public static SeriesLayout OfSeries(TextTable table, string columns)
    {
        if (columns != Auto)
        {
            return new SeriesLayout(Chosen(table, columns), -1, []);
        }

        List<int> values = [];
        List<string> notes = [];
        for (int column = 0; column < table.Columns.Count; column++)
        {
            if (KindOf(table, column) is { } kind && table.Columns.Count > 1)
            {
                notes.Add($"{table.NameOf(column)} left out as {kind}");
            }
            else
            {
                values.Add(column);
            }
        }

        if (values.Count == 0)
        {
            throw new InvalidDataException(
                "it has columns of time and running numbers alone; give --columns all to take them as values");
        }

        if (table.Columns[values[0]].Name.Length == 0 && values.Count > 1 && table.Counts(values[0]))
        {
            string rest = string.Join(",", values.Skip(1).Select(column => column + 1));
            throw new InvalidDataException(
                $"it can be read in two ways: {table.NameOf(values[0])} rises evenly from {table.TextAt(0, values[0])} to "
                    + $"{table.TextAt(table.RowCount - 1, values[0])} "
                + $"and may be a time, or a channel. Give --columns {rest}, or --columns all");
        }

        return new SeriesLayout(values, -1, notes);
    }

    /// <summary>The steps and the class of each sequence.</summary>
    /// <param name="table">The table, a sequence a row.</param>
    /// <param name="columns">The setting 'columns'.</param>
    /// <param name="label">The setting 'label'.</param>
    /// <exception cref="InvalidDataException">A column is not there, or either of two may be the class;
    /// both readings are told.</exception>
    public static SeriesLayout OfSequences(TextTable table, string columns, string label)
    {
        List<string> notes = [];
        List<int> there = [.. Enumerable.Range(0, table.Columns.Count)];
        if (columns == Auto)
        {
            foreach (int column in there.Where(column => table.Columns[column].IsIndex
                || IsUnnamedIndex(table, column)).ToArray())
            {
                notes.Add($"{table.NameOf(column)} left out as index");
                there.Remove(column);
            }
        }

        int at = label == Auto
            ? FindLabel(table, there)
            : label == First ? there[0] : label == Last ? there[^1] : table.Find(label);
        IEnumerable<int> values = columns == Auto ? there : Chosen(table, columns);
        notes.Add(
            "classes from "
                + $"{table.NameOf(at)}{(at == table.Columns.Count - 1 ? ", the last" : at == 0 ? ", the first" : string.Empty)}");
        int[] steps = [.. values.Where(column => column != at)];
        return steps.Length > 0
            ? new SeriesLayout(steps, at, notes)
            : throw new InvalidDataException("it has a class in each line, and no values");
    }

    private static string? KindOf(TextTable table, int column) =>
        table.Columns[column].IsTime ? "time" : table.Columns[column].IsIndex || IsUnnamedIndex(table, column) ? "index" : null;

    // Pandas writes the numbers of its rows below an empty name.
    private static bool IsUnnamedIndex(TextTable table, int column) =>
        table.HasNames && table.Columns[column].Name.Length == 0 && table.Counts(column);

    private static int[] Chosen(TextTable table, string columns)
    {
        if (columns == All)
        {
            return [.. Enumerable.Range(0, table.Columns.Count)];
        }

        List<int> chosen = [];
        foreach (string word in columns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = word.Split("..", StringSplitOptions.TrimEntries);
            int first = table.Find(ends[0]);
            int last = ends.Length == 2 ? table.Find(ends[1]) : first;
            chosen.AddRange(Enumerable.Range(first, Math.Max(last - first + 1, 0)));
        }

        return chosen.Count > 0 && chosen.Distinct().Count() == chosen.Count
            ? [.. chosen]
            : throw new InvalidDataException(
                $"the columns '{columns}' are none, or one of them twice; give names or numbers, such as 2,3 or 2..21");
    }

    private static int FindLabel(TextTable table, List<int> there)
    {
        int[] texts = [.. there.Where(column => !table.IsNumber(0, column) && !table.IsNumber(table.RowCount - 1, column)
            && table.TextAt(0, column).Length > 0)];
        int[] named =
            [.. there.Where(column => LabelNames.Contains(table.Columns[column].Name, StringComparer.OrdinalIgnoreCase))];
        if (named.Length == 1 && texts.All(column => column == named[0]))
        {
            return named[0];
        }

        if (texts.Length == 1)
        {
            return texts[0];
        }

        if (texts.Length > 1)
        {
            throw new InvalidDataException(
                $"it has texts in {table.NameOf(texts[0])} and {table.NameOf(texts[1])}; say with --label which is the class, "
                    + "and with --columns which are values");
        }

        (int first, int last) = (there[0], there[^1]);
        return (HoldsClasses(table, first), HoldsClasses(table, last)) switch
        {
            (_, _) when there.Count < 2 =>
                throw new InvalidDataException("it has one column; a sequence a line with its class is expected"),
            (true, false) => first,
            (false, true) => last,
            (true, true) => throw new InvalidDataException(
                $"it can be read in two ways: {table.NameOf(first)}, the first, and {table.NameOf(last)}, the last, have few "
                    + "whole numbers, and either may be the class. "
                + "Give --label first, as in the UCR archive, or --label last"),
            _ => throw new InvalidDataException(
                $"neither {table.NameOf(first)}, the first, nor {table.NameOf(last)}, the last, has classes: texts, or few "
                    + "whole numbers. Give --label"),
        };
    }

    // Whole numbers, each of them often: of a quantity that was measured few come back.
    private static bool HoldsClasses(TextTable table, int column)
    {
        const int fewestRows = 5;
        HashSet<double> found = [];
        for (int row = 0; row < table.RowCount; row++)
        {
            if (!table.IsNumber(row, column) || table.NumberAt(row, column) is var number && number != Math.Round(number))
            {
                return false;
            }

            found.Add(number);
        }

        return table.RowCount < fewestRows || found.Count <= Math.Max(2, table.RowCount / fewestRows);
    }
}
