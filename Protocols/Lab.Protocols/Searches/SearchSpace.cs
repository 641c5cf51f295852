using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Models.Searching;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Searches;

/// <summary>Which settings of a protocol are searched, and where.</summary>
internal sealed partial class SearchSpace
{
    private const int LongestRange = 200;

    private readonly IReadOnlyList<Range> ranges;

    private SearchSpace(IReadOnlyList<Range> ranges) => this.ranges = ranges;

    /// <summary>The settings that are searched.</summary>
    public IReadOnlyList<string> Names => [.. ranges.Select(range => range.Name)];

    /// <summary>As coordinates from 0 to 1.</summary>
    public IReadOnlyList<SearchDimension> Dimensions => [.. ranges.Select(range => new SearchDimension(range.Choices.Length))];

    /// <summary>Reads a space: <c>amplification=0.02..0.6 log; configuration=a|b</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="protocol">The protocol whose settings they are.</param>
    /// <exception cref="SettingsException">It is none; the message says where.</exception>
    public static SearchSpace Parse(string text, IProtocol protocol)
    {
        IReadOnlyList<SettingDescription> settings = SettingsBinder.Describe(protocol.SettingsType);
        Range[] ranges = [.. SplitPairs(text, "space").Select(pair => ParseRange(pair.Key, pair.Value, settings, protocol))];
        if (ranges.Length == 0 || ranges.Length > ParzenSampler.MostDimensions)
        {
            throw new SettingsException(
                $"The setting 'space' has {ranges.Length} settings to search; it needs 1 to {ParzenSampler.MostDimensions}.");
        }

        return ranges.GroupBy(range => range.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new SettingsException($"The setting 'space' has '{twice.Key}' twice.")
            : new SearchSpace(ranges);
    }

    /// <summary>Reads <c>key=value; key=value</c>.</summary>
    /// <exception cref="SettingsException">A piece has no '='.</exception>
    public static IEnumerable<KeyValuePair<string, string>> SplitPairs(string text, string setting)
    {
        foreach (string piece in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int sign = piece.IndexOf('=', StringComparison.Ordinal);
            yield return sign > 0
                ? new(piece[..sign].Trim(), piece[(sign + 1)..].Trim())
                : throw new SettingsException($"The setting '{setting}' has '{piece}', which is not 'key=value'.");
        }
    }

    /// <summary>The settings at a place, as text.</summary>
    /// <param name="place">Shape [dimension], each from 0 to 1.</param>
    public IEnumerable<KeyValuePair<string, string>> At(double[] place) =>
        ranges.Select((range, d) => new KeyValuePair<string, string>(range.Name, range.TextAt(place[d])));

    /// <summary>Places that have, together, every choice of every dimension; the middle of the space is the first.</summary>
    /// <returns>Shape [place][dimension].</returns>
    public IEnumerable<double[]> PlacesOfAllChoices()
    {
        double[] middle = [.. ranges.Select(_ => 0.5)];
        yield return middle;
        for (int d = 0; d < ranges.Count; d++)
        {
            for (int choice = 0; choice < ranges[d].Choices.Length; choice++)
            {
                double[] place = [.. middle];
                place[d] = (choice + 0.5) / ranges[d].Choices.Length;
                yield return place;
            }
        }
    }

    /// <summary>The numbers at a place: in the unit of the space's text, or the number of a choice.</summary>
    public double NumberAt(int dimension, double place) => ranges[dimension].NumberAt(place);

    /// <summary>Name and unit: <c>relaxation_time (ns)</c>.</summary>
    public string LabelOf(int dimension) =>
        ranges[dimension] is { Unit: { Length: > 0 } unit } range ? $"{range.Name} ({unit})" : ranges[dimension].Name;

    /// <summary>Whether equal factors of a dimension are tried equally often.</summary>
    public bool IsLogarithmic(int dimension) => ranges[dimension].IsLogarithmic;

    /// <summary>The meaning of the numbers of a dimension.</summary>
    public string Describe(int dimension) => ranges[dimension] switch
    {
        { Choices.Length: > 0 } range =>
            $"Of the setting '{range.Name}': {string.Join(", ", range.Choices.Select((choice, i) => $"{i} is {choice}"))}.",
        { Unit.Length: > 0 } range => $"Of the setting '{range.Name}', in {range.Unit}.",
        var range => $"Of the setting '{range.Name}'.",
    };

    private static Range ParseRange(string name, string text, IReadOnlyList<SettingDescription> settings, IProtocol protocol)
    {
        SettingDescription setting = settings.FirstOrDefault(known => known.Name == name)
            ?? throw new SettingsException(
                $"The setting 'space' has '{name}', which {protocol.Name} has not; its settings are "
                    + $"{string.Join(", ", settings.Select(known => known.Name))}.");
        Range range;
        if (text.Contains('|', StringComparison.Ordinal))
        {
            string[] choices = text.Split('|', StringSplitOptions.TrimEntries);
            range = new Range(name, 0, choices.Length, IsLogarithmic: false, IsWhole: false, string.Empty, choices);
        }
        else
        {
            Match match = text.Length <= LongestRange ? RangePattern().Match(text) : Match.Empty;
            if (!match.Success
                || !double.TryParse(match.Groups["from"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double from)
                || !double.TryParse(match.Groups["to"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double to)
                || !(from < to) || !double.IsFinite(to - from))
            {
                throw new SettingsException(
                    $"The setting 'space' has '{name}={text}'; a range is 'from..to', with a unit and 'log' after it where "
                        + "they are wanted, and from below to; choices are 'this|that'.");
            }

            bool isLogarithmic = match.Groups["log"].Success;
            if (isLogarithmic && from <= 0)
            {
                throw new SettingsException($"The setting 'space' has '{name}={text}'; with 'log' a range begins above 0.");
            }

            range = new Range(
                name, from, to, isLogarithmic, setting.Property.PropertyType == typeof(int), match.Groups["unit"].Value, []);
        }

        // Both ends have to be what the setting takes.
        foreach (double end in (double[])[0, 1])
        {
            SettingsBinder.Bind(protocol.SettingsType, new Dictionary<string, string> { [name] = range.TextAt(end) });
        }

        return range;
    }

    [GeneratedRegex(
        @"^(?<from>[-+0-9.eE]+)\s*\.\.\s*(?<to>[-+0-9.eE]+?)\s*(?<unit>[^\s0-9.]\S*)??\s*(?<log>\blog)?$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex RangePattern();

    private sealed record Range(
        string Name, double From, double To, bool IsLogarithmic, bool IsWhole, string Unit, string[] Choices)
    {
        public double NumberAt(double place)
        {
            if (Choices.Length > 0)
            {
                return new SearchDimension(Choices.Length).ChoiceAt(place);
            }

            double number = IsLogarithmic ? From * Math.Pow(To / From, place) : From + ((To - From) * place);
            return IsWhole ? Math.Round(number) : number;
        }

        public string TextAt(double place) => Choices.Length > 0
            ? Choices[(int)NumberAt(place)]
            : string.Create(CultureInfo.InvariantCulture, $"{NumberAt(place):R}{(Unit.Length > 0 ? " " : string.Empty)}{Unit}");
    }
}
