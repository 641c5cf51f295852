using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Reports;

/// <summary>Writes the report of a run: what came out, the figures, and what was measured on what.</summary>
/// <remarks>
/// The report is one file that opens without a network and stays whole when it is moved or mailed. Plotly is packed into it:
/// 0.7 MB for each run with figures, where the plain script beside the report would be 1.5 MB and a second file to lose. Its
/// content security policy lets nothing be fetched and only Lab's two scripts be executed.
/// </remarks>
public static class HtmlReport
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes or replaces <c>report.html</c>, as a whole, so that a reader never sees half of it.</summary>
    /// <param name="folder">The run's folder, which exists.</param>
    /// <param name="info">The run.</param>
    /// <param name="analysis">Its results; an empty one where the run did not come so far.</param>
    /// <param name="columns">The columns of its record.</param>
    /// <param name="notes">The notes that persons wrote about the run; none where it is <see langword="null"/>.</param>
    /// <exception cref="RunException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A bug of the protocol: a figure's series has unequal lengths.</exception>
    public static void Write(
        string folder, RunInfo info, Analysis analysis, IReadOnlyList<Column> columns, RunNotes? notes = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(columns);
        WriteFile(Path.Combine(folder, FileName), Page(
            info.Protocol,
            info.Run,
            info.Computed
                ? $"{info.Run} · computed"
                : $"{info.Run} · bench {info.Bench}{(info.Simulated ? " · simulated" : string.Empty)}",
            analysis.Figures.Count > 0,
            html =>
            {
                WriteUnsafe(html, info);
                WriteStatus(html, info);
                WriteWarnings(html, [.. analysis.Warnings.Union(info.Warnings)]);
                WriteNotes(html, notes ?? RunNotes.None);
            },
            html =>
            {
                ConclusionSection.Write(html, analysis);
                WriteResultsAndFigures(html, analysis, info.Status);
                WriteTables(html, analysis.Tables);
                ProvenanceSection.Write(html, info, columns, folder);
            }));
    }

    /// <summary>Writes or replaces a report that belongs to several runs, or to none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="title">The subject of the report.</param>
    /// <param name="subtitle">The source of the report.</param>
    /// <param name="analysis">The results that the report shows.</param>
    /// <exception cref="RunException">The file cannot be written.</exception>
    public static void WritePage(string file, string title, string subtitle, Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        WriteFile(file, Page(title, Path.GetFileName(file), subtitle, analysis.Figures.Count > 0, html =>
            WriteWarnings(html, [.. analysis.Warnings]), html =>
        {
            if (analysis.Results.Count > 0)
            {
                ConclusionSection.Write(html, analysis);
                WriteResultsAndFigures(html, analysis, RunStatus.Done);
                WriteTables(html, analysis.Tables);
            }
            else
            {
                WriteTables(html, analysis.Tables);
                WriteFigures(html, analysis.Figures, isAlone: analysis.Figures.Count == 1);
            }
        }));
    }

    private static void WriteFile(string file, string page)
    {
        try
        {
            WholeFile.WriteText(file, page);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{file}' cannot be written: {error.Message}", error);
        }
    }

    private static string Page(
        string title, string name, string subtitle, bool hasFigures, Action<HtmlWriter> banners, Action<HtmlWriter> main)
    {
        var html = new HtmlWriter();
        string scripts = hasFigures ? ReportAssets.AllowedScripts : "'none'";
        string policy = $"default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src {scripts}";
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <title>{title} · {name}</title>
            <style>

            """);
        html.WriteTrusted(ReportAssets.Style);
        html.Write($"""
            </style>
            </head>
            <body>
            <header>
            <h1>{title}</h1>
            <p class="subtitle">{subtitle}</p>
            </header>

            """);
        banners(html);
        html.Write($"<main>\n");
        main(html);
        html.Write($"</main>\n");
        if (hasFigures)
        {
            html.Write($"<script type=\"application/gzip\" id=\"plotly\">");
            html.WriteTrusted(ReportAssets.CompressedPlotly);
            html.Write($"</script>\n<script>");
            html.WriteTrusted(ReportAssets.Script);
            html.Write($"</script>\n");
        }

        html.Write($"</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteUnsafe(HtmlWriter html, RunInfo info)
    {
        if (info.Unsafe.Count > 0)
        {
            html.Write(
                $"<div class=\"banner bad unsafe\" role=\"alert\"><strong>The bench was left unsafe.</strong> Make it safe by "
                    + $"hand before anyone touches it:");
            WriteList(html, info.Unsafe);
            html.Write($"</div>\n");
        }
    }

    private static void WriteStatus(HtmlWriter html, RunInfo info)
    {
        (string kind, string word) = info.Status switch
        {
            RunStatus.Done => ("done", "Done"),
            RunStatus.Aborted => ("careful", "Aborted"),
            RunStatus.Failed => ("bad", "Failed"),
            _ => ("careful", "Under way, or its process died"),
        };
        html.Write($"<div class=\"banner {kind}\"><strong>{word}:</strong> {info.Points} of {info.PlannedPoints} points");
        html.Write(
            $" in {BenchTimeText.Format(Duration.FromSeconds(info.BenchSeconds))}{(info.Computed ? "." : " on the bench.")}");
        if (info.Reason is { } reason)
        {
            html.Write($" <span class=\"reason\">{reason}</span>");
        }

        html.Write($"</div>\n");
    }

    private static void WriteWarnings(HtmlWriter html, List<string> warnings)
    {
        if (warnings.Count > 0)
        {
            html.Write($"<div class=\"banner careful\"><strong>Before you believe the results:</strong>");
            WriteList(html, warnings);
            html.Write($"</div>\n");
        }
    }

    private static void WriteNotes(HtmlWriter html, RunNotes notes)
    {
        if (notes.Notes.Count > 0 || notes.Tags.Count > 0)
        {
            html.Write($"<div class=\"banner\"><strong>Notes:</strong> {string.Join(", ", notes.Tags)}");
            WriteList(html, notes.Notes.Select(note => $"{note.Time:yyyy-MM-dd HH:mm}  {note.Text}"));
            html.Write($"</div>\n");
        }
    }

    private static void WriteList(HtmlWriter html, IEnumerable<string> items)
    {
        html.Write($"<ul>");
        foreach (string item in items)
        {
            html.Write($"<li>{item}</li>");
        }

        html.Write($"</ul>");
    }

    // The first figure stands beside the results where the window is wide enough, so that both are seen without scrolling.
    private static void WriteResultsAndFigures(HtmlWriter html, Analysis analysis, RunStatus status)
    {
        html.Write($"<div class=\"lead\">\n<section>\n");
        WriteResults(html, analysis.Results, status);
        html.Write($"</section>\n");
        if (analysis.Figures is [var first, ..])
        {
            html.Write($"<section>\n<h2>{(analysis.Figures.Count > 1 ? "Figures" : "Figure")}</h2>\n");
            WriteFigure(html, first);
            html.Write($"</section>\n");
        }

        html.Write($"</div>\n");
        WriteFigures(html, [.. analysis.Figures.Skip(1)], isAlone: false);
    }

    // Figures stand in pairs where the window is wide enough; one that is alone takes the whole width.
    private static void WriteFigures(HtmlWriter html, IReadOnlyList<Figure> figures, bool isAlone)
    {
        if (figures.Count == 0)
        {
            return;
        }

        html.Write($"<div{(isAlone ? string.Empty : " class=figures")}>\n");
        foreach (Figure figure in figures)
        {
            WriteFigure(html, figure);
        }

        html.Write($"</div>\n");
    }

    private static void WriteResults(HtmlWriter html, IReadOnlyList<ResultValue> results, RunStatus status)
    {
        html.Write($"<h2>Results</h2>\n");
        if (results.Count == 0)
        {
            string why = status == RunStatus.Done
                ? "None."
                : "None: the run ended before anything of it was complete enough for results.";
            html.Write($"<p class=\"empty\">{why}</p>\n");
            return;
        }

        html.Write($"<div class=\"scroll\"><table class=\"wide results\">\n<tbody>\n");
        foreach (ResultValue result in results)
        {
            html.Write(
                $"<tr><th scope=\"row\">{result.Name.Replace('_', ' ')}</th>"
                    + $"<td>{ValueText.Format(result)}</td><td>{result.Description}</td></tr>\n");
        }

        html.Write($"</tbody>\n</table></div>\n");
        if (results.Any(result => result.Uncertainty is not null))
        {
            html.Write($"<p class=\"caption\">± is the standard uncertainty (68 %).</p>\n");
        }
    }

    private static void WriteFigure(HtmlWriter html, Figure figure)
    {
        html.Write(
            $"<figure class=\"figure\" data-name=\"{figure.Title}\">\n<h3>{figure.Title}</h3>\n<div class=\"plot\"></div>\n"
                + $"<div class=\"buttons\" hidden>");
        foreach (string format in (string[])["PNG", "SVG", "CSV"])
        {
            html.Write($"<button type=\"button\" aria-label=\"Save '{figure.Title}' as {format}\">{format}</button>");
        }

        html.Write($"</div>\n");
        html.Write($"<script type=\"application/json\">");
        html.WriteTrusted(PlotlyFigure.ToJson(figure));
        html.Write($"</script>\n");
        if (figure.Caption.Length > 0)
        {
            html.Write($"<figcaption class=\"caption\">{figure.Caption}</figcaption>\n");
        }

        html.Write($"</figure>\n");
    }

    private static void WriteTables(HtmlWriter html, IReadOnlyList<ResultTable> tables)
    {
        if (tables.Count > 0)
        {
            html.Write($"<h2>Tables</h2>\n");
        }

        foreach (ResultTable table in tables)
        {
            HtmlTable.Write(html, table.Title, table.Headers, table.Rows);
        }
    }
}
