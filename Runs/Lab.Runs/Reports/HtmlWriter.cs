using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lab.Runs.Reports;

/// <summary>
/// Collects HTML. The literal parts of an interpolated string are markup and every hole is escaped, so that no name or message
/// that comes from a file or an instrument can become markup.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder html = new();

    /// <summary>Adds markup with escaped holes: <c>Write($"&lt;td&gt;{name}&lt;/td&gt;")</c>.</summary>
    public void Write(Markup markup) => html.Append(markup.Text);

    /// <summary>Adds text of Lab's own making as it is: scripts, styles and JSON that is already safe in HTML.</summary>
    public void WriteTrusted(string text) => html.Append(text);

    public override string ToString() => html.ToString();

    /// <summary>The handler of interpolated strings.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup(int literalLength, int formattedCount)
    {
        private const int TypicalHoleLength = 16;

        public StringBuilder Text { get; } = new(literalLength + (formattedCount * TypicalHoleLength));

        public void AppendLiteral(string literal) => Text.Append(literal);

        public void AppendFormatted<T>(T hole)
            where T : IFormattable => AppendFormatted(hole.ToString(format: null, CultureInfo.InvariantCulture));

        public void AppendFormatted(string? hole)
        {
            foreach (char c in hole ?? string.Empty)
            {
                _ = c switch
                {
                    '&' => Text.Append("&amp;"),
                    '<' => Text.Append("&lt;"),
                    '>' => Text.Append("&gt;"),
                    '"' => Text.Append("&quot;"),
                    '\'' => Text.Append("&#39;"),
                    _ => Text.Append(c),
                };
            }
        }
    }
}
