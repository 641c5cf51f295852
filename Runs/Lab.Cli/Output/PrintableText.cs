using System.Globalization;
using System.Text;

namespace Lab.Cli.Output;

/// <summary>Text that a terminal shows and does not obey.</summary>
internal static class PrintableText
{
    /// <summary>A text with each control character, and each character that turns the direction of writing, as its code:
    /// <c>\u001B</c>, which a JSON string reads back as the same. Ends of lines and tabs stay, and so does the return to the
    /// start of a line that begins a text or ends a line.</summary>
    public static string? Of(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isReturn = c == '\r' && (i == 0 || i + 1 == text.Length || text[i + 1] == '\n');
            if (c is '\n' or '\t' || isReturn || !Steers(c))
            {
                shown.Append(c);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
        }

        return shown.ToString();
    }

    // Printable ASCII is nearly all of the text.
    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), '\n', '\t']);

    // C0 and C1 controls (with ESC and CSI), marks and overrides of direction, line and paragraph separators, and what is
    // invisible.
    private static bool Steers(char c) =>
        char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}
