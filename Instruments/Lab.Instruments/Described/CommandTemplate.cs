using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Instruments.Described;

/// <summary>A command with the place of its number: <c>VOLT {value}</c>, <c>SLVL {value:F3}</c>, <c>SETP
/// 1,{value:G6}</c>.</summary>
/// <remarks>The format is F (digits after the point), E or G (digits in all) as in .NET; without one the shortest text is sent
/// that reads as the same number.</remarks>
public sealed partial class CommandTemplate
{
    private readonly string before;
    private readonly string format;
    private readonly string after;

    private CommandTemplate(string text, string before, string format, string after)
    {
        Text = text;
        this.before = before;
        this.format = format;
        this.after = after;
    }

    /// <summary>The template as the description has it.</summary>
    public string Text { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="template">The template, where it is one.</param>
    /// <param name="fault">The fault, as the end of a sentence that begins with the text.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out CommandTemplate? template, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        template = null;
        fault = CommandText.FaultOf(text);
        if (fault is not null)
        {
            return false;
        }

        MatchCollection places = Place().Matches(text);
        string rest = Place().Replace(text, string.Empty);
        if (places.Count != 1)
        {
            fault = places.Count == 0
                ? "has no {value}, the place of the number; write for example 'VOLT {value}' or 'VOLT {value:F3}'"
                : "has {value} twice; one number is sent with each command";
        }
        else if (rest.AsSpan().IndexOfAny('{', '}') >= 0)
        {
            fault = "has braces beside those of {value}; formats are F, E and G with digits, such as {value:F3}";
        }
        else if (text.Contains('?', StringComparison.Ordinal))
        {
            fault = "has a question mark; a command that sets is not answered, and its query stands under 'query'";
        }
        else
        {
            fault = CommandText.FaultOfForm(rest);
        }

        if (fault is not null)
        {
            return false;
        }

        Match place = places[0];
        template =
            new CommandTemplate(text, text[..place.Index], place.Groups["format"].Value, text[(place.Index + place.Length)..]);
        return true;
    }

    /// <summary>The command for a number, and the number that it says: formats round.</summary>
    /// <param name="value">The number, in the channel's unit.</param>
    public (string Command, double Sent) Of(double value)
    {
        // No instrument is told a negative zero; adding zero takes its sign away.
        string number = (value + 0.0).ToString(format.Length == 0 ? "R" : format, CultureInfo.InvariantCulture);
        double sent = double.Parse(number, CultureInfo.InvariantCulture);
        return ($"{before}{(sent == 0 ? number.TrimStart('-') : number)}{after}", sent);
    }

    /// <summary>The largest difference between a number that is sent and the number that was meant.</summary>
    /// <param name="value">The number, in the channel's unit.</param>
    public double RoundingAt(double value)
    {
        if (format.Length == 0)
        {
            return 0;
        }

        double unit = 0.5 * Math.Pow(10, -int.Parse(format.AsSpan(1), CultureInfo.InvariantCulture));
        return format[0] == 'F' || value == 0 ? unit : unit * Math.Pow(10, Math.Ceiling(Math.Log10(Math.Abs(value))));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"\{value(:(?<format>F([0-9]|1[0-5])|E([0-9]|1[0-5])|G([1-9]|1[0-7])))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
