using System.Buffers;

namespace Lab.Runs.Reports;

/// <summary>Writes a table with a title; columns of nothing but numbers stand to the right.</summary>
internal static class HtmlTable
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.,+-−±()eE×% ⁰¹²³⁴⁵⁶⁷⁸⁹⁻");

    public static void Write(
        HtmlWriter html, string title, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        bool[] isNumeric =
            [.. headers.Select((_, column) => rows.Count > 0 && rows.All(row => column >= row.Count || IsNumber(row[column])))];
        html.Write($"<h3>{title}</h3>\n<div class=\"scroll\"><table>\n<thead><tr>");
        for (int column = 0; column < headers.Count; column++)
        {
            html.Write($"<th scope=\"col\"{(isNumeric[column] ? " class=number" : string.Empty)}>{headers[column]}</th>");
        }

        html.Write($"</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Write($"<tr>");
            for (int column = 0; column < row.Count; column++)
            {
                bool isRight = column < isNumeric.Length && isNumeric[column];
                html.Write($"<td{(isRight ? " class=number" : string.Empty)}>{row[column]}</td>");
            }

            html.Write($"</tr>\n");
        }

        html.Write($"</tbody>\n</table></div>\n");
    }

    private static bool IsNumber(string cell) =>
        cell is "" or "NaN" or "—"
            || (cell.AsSpan().IndexOfAnyExcept(NumberCharacters) < 0 && cell.AsSpan().IndexOfAnyInRange('0', '9') >= 0);
}
