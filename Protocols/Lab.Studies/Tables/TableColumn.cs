using System.Text.RegularExpressions;

namespace Lab.Studies.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name without the unit; empty where the file has none.</param>
/// <param name="Unit">Its unit as the file writes it; empty where there is none.</param>
internal sealed partial record TableColumn(string Name, string Unit)
{
    private const int LongestWithUnit = 1000;

    private static readonly string[] IndexNames =
    [
        "index", "idx", "id", "nr", "no", "no.", "number", "row", "sample", "point", "step", "unnamed: 0"
    ];

    private static readonly string[] TimeNames =
        [
            "time", "zeit", "timestamp", "date", "datetime", "date time", "seconds", "elapsed", "elapsed time", "time stamp",
            "time_s", "time_ns", "time_us", "time_ms", "t_s", "t_ns"
        ];

    /// <summary>Whether its name is that of a running number.</summary>
    public bool IsIndex => IndexNames.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether its name is that of a time; T is a temperature or a field.</summary>
    public bool IsTime => Name == "t" || TimeNames.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Divides a heading: <c>voltage (mV)</c>, <c>voltage [mV]</c> and <c>U/mV</c> have a unit.</summary>
    /// <param name="heading">The cell of the header.</param>
    public static TableColumn Of(string heading)
    {
        // The pattern takes a time in proportion to the square of the length.
        Match match = heading.Length <= LongestWithUnit ? WithUnit().Match(heading) : Match.Empty;
        return match.Success
            ? new TableColumn(match.Groups["name"].Value.Trim(), match.Groups["unit"].Value.Trim())
            : new TableColumn(heading.Trim(), string.Empty);
    }

    /// <inheritdoc/>
    public override string ToString() => Unit.Length > 0 ? $"{Name} ({Unit})" : Name;

    [GeneratedRegex(
        @"^(?<name>[^\[(/]+?)\s*(?:\((?<unit>[^()]{1,20})\)|\[(?<unit>[^\[\]]{1,20})\]|/\s*(?<unit>[\p{L}%°Ωµμ][^\s/]{0,11}))$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex WithUnit();
}
