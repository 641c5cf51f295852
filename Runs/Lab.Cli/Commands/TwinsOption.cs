using System.CommandLine;

namespace Lab.Cli.Commands;

/// <summary>The option <c>--twins</c>, which chooses the form of all twins.</summary>
internal static class TwinsOption
{
    private const string Polite = "polite";
    private const string Rough = "rough";

    /// <summary>Makes the option for a command.</summary>
    public static Option<string?> New()
    {
        var option = new Option<string?>("--twins")
        {
            Description = "rough: twins have the manners of real instruments and are found as an earlier user left them, "
                + "whatever their addresses. "
                + "polite: twins are as their manuals say, but for those at the address sim:rough. Default: polite.",
        };
        option.AcceptOnlyFromAmong(Polite, Rough);
        return option;
    }

    /// <summary>Whether all twins are to be rough.</summary>
    public static bool IsRough(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) == Rough;
}
