using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lab.Cli.Output;

/// <summary>Fits tables into narrow terminals: the first column is never broken, the last ones wrap between words, and where even
/// the longest words do not fit beside each other, each row becomes a paragraph.</summary>
internal static class TableLayout
{
    /// <summary>The blanks around the cells of a column, and the line between two.</summary>
    private const int Beside = 3;

    /// <summary>How much wider the last column is than the others where all of them have to wrap.</summary>
    private const double ShareOfSentences = 1.8;

    private const string Value = "value";
    private const int LeastSentence = 18;
    private const string Indent = "    ";

    /// <summary>Gives the columns widths with which the table fits.</summary>
    /// <returns><see langword="false"/> where it does not fit in any way.</returns>
    public static bool Fit(Table table, IAnsiConsole console, int width)
    {
        string[][] rows = TextsOf(table, console);
        int count = table.Columns.Count;
        int[] widest = [.. Enumerable.Range(0, count).Select(column => rows.Max(row => row[column].Length))];
        int[] least =
            [.. Enumerable.Range(0, count).Select(column => column == 0 ? widest[0] : rows.Max(row => LongestWord(row[column])))];
        int room = width - (Beside * count) - 1;
        if (widest.Sum() <= room)
        {
            return true;
        }

        if (least.Sum() > room)
        {
            return false;
        }

        // A value stays with its uncertainty and unit where sentences beside it keep room for two or three words.
        int[] whole = [.. Enumerable.Range(0, count).Select(column => rows[0][column] == Value ? widest[column] : least[column])];
        if (whole.Sum() - whole[^1] + Math.Max(whole[^1], LeastSentence) <= room)
        {
            least = whole;
        }

        int[] widths = Shrink(widest, least, room);
        for (int column = 0; column < count; column++)
        {
            table.Columns[column].NoWrap = false;
            table.Columns[column].Width = widths[column];
        }

        return true;
    }

    /// <summary>Writes each row as a paragraph: its first cell, then the others with their headers.</summary>
    public static void WriteStacked(Table table, IAnsiConsole console, TextWriter output, int width)
    {
        string[][] rows = TextsOf(table, console);
        foreach (string[] row in rows[1..])
        {
            output.WriteLine($" {row[0]}");
            for (int column = 1; column < row.Length; column++)
            {
                if (row[column].Length > 0)
                {
                    foreach (string line in Wrapped($"{rows[0][column]}: {row[column]}", width - Indent.Length - 1))
                    {
                        output.WriteLine($"{Indent}{line}");
                    }
                }
            }
        }

        output.WriteLine();
    }

    // The widest column gives up what is missing, character by character; the last one, which holds sentences, is left with more.
    private static int[] Shrink(int[] widest, int[] least, int room)
    {
        int[] widths = [.. widest];
        int last = widths.Length - 1;
        while (widths.Sum() > room)
        {
            int giving = Enumerable.Range(1, last).Where(column => widths[column] > least[column])
                .MaxBy(column => column == last ? widths[column] / ShareOfSentences : widths[column]);
            widths[giving]--;
        }

        return widths;
    }

    // The header is the first row.
    private static string[][] TextsOf(Table table, IAnsiConsole console)
    {
        var options = RenderOptions.Create(console, console.Profile.Capabilities);
        string TextOf(IRenderable cell) =>
            string.Concat(cell.Render(options, int.MaxValue).Select(segment => segment.Text)).Trim();
        return [
            [.. table.Columns.Select(column => TextOf(column.Header))],
            .. table.Rows.Select(row => row.Select(TextOf).ToArray())
        ];
    }

    private static int LongestWord(string text) => text.Split(' ').Max(word => word.Length);

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        string line = string.Empty;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = $"  {word}";
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
