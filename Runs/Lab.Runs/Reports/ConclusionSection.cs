using System.Text.RegularExpressions;
using Lab.Runs.Results;

namespace Lab.Runs.Reports;

/// <summary>The paragraph of a report that says what the results mean, whether they can be trusted, and what to do
/// next.</summary>
internal static partial class ConclusionSection
{
    /// <summary>Writes the section; none where neither results nor a failure have anything to say.</summary>
    public static void Write(HtmlWriter html, Analysis analysis)
    {
        if (analysis.Conclusion is not { } conclusion)
        {
            if (analysis.Failure is { } failure)
            {
                WriteHead(html);
                html.Write($"<p>The points are recorded, but give no results. {failure}</p>\n</section>\n");
            }

            return;
        }

        WriteHead(html);
        foreach (string text in (string[])[conclusion.Meaning, $"{conclusion.Trust} {Doubts(analysis)}", conclusion.Next])
        {
            WriteParagraph(html, Fill(text, analysis.Results));
        }

        html.Write($"</section>\n");
    }

    /// <summary>Puts the results into a text; a sentence with one that is not there is left out.</summary>
    /// <param name="text">Sentences with <c>{name}</c> in the place of results.</param>
    /// <param name="results">The results.</param>
    internal static string Fill(string text, IReadOnlyList<ResultValue> results)
    {
        // A value stays on one line with its uncertainty and unit.
        var known = results.DistinctBy(result => result.Name)
            .ToDictionary(result => result.Name, result => ValueText.Format(result).Replace(' ', '\u00a0'));
        return string.Join(' ', Sentence().Split(text.Trim())
            .Where(sentence => Hole().Matches(sentence).All(hole => known.ContainsKey(hole.Groups[1].Value)))
            .Select(sentence => Hole().Replace(sentence, hole => known[hole.Groups[1].Value])));
    }

    // What the analysis itself found wanting, whatever the protocol.
    private static string Doubts(Analysis analysis)
    {
        string[] open =
            [.. analysis.Results.Where(result => result.IsUndetermined).Select(result => result.Name.Replace('_', ' '))];
        string undetermined = open.Length == 0 ? string.Empty
            : $"These points do not determine {string.Join(" and ", open)}: more points or a longer integration may. ";
        return undetermined + (analysis.Warnings.Count switch
        {
            0 when analysis.Results.Any(result => result.Uncertainty is not null) => "The analysis raised no warning.",
            0 => string.Empty,
            1 => "Read the warning above before you use these values.",
            int count => $"Read the {count} warnings above before you use these values.",
        });
    }

    private static void WriteHead(HtmlWriter html) =>
        html.Write($"<section class=\"conclusion\">\n<h2>What this says and what to do next</h2>\n");

    // Every second part stands between backticks.
    private static void WriteParagraph(HtmlWriter html, string text)
    {
        string[] parts = text.Trim().Split('`');
        if (parts is [""])
        {
            return;
        }

        html.Write($"<p>");
        for (int i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1)
            {
                WriteCommand(html, parts[i]);
            }
            else
            {
                html.Write($"{parts[i]}");
            }
        }

        html.Write($"</p>\n");
    }

    // A line ends between the words of a command, and not at a hyphen.
    private static void WriteCommand(HtmlWriter html, string command)
    {
        html.Write($"<code>");
        foreach ((int i, string word) in command.Split(' ').Index())
        {
            html.Write($"{(i > 0 ? " " : string.Empty)}<span>{word}</span>");
        }

        html.Write($"</code>");
    }

    // A decimal point has no blank behind it.
    [GeneratedRegex(@"(?<=[.]) +(?=[A-Z{`])", RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{([a-z0-9_]+)\}")]
    private static partial Regex Hole();
}
