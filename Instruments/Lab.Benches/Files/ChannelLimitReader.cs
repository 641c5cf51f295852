using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads the section <c>limits</c> of an instrument in a bench file.</summary>
internal static class ChannelLimitReader
{
    /// <summary>The limits of an instrument: those of its only terminal, or a section for each terminal.</summary>
    /// <param name="section">The section <c>limits</c>.</param>
    /// <param name="terminals">The terminals of the instrument.</param>
    public static List<ChannelLimit> Read(BenchSection section, IReadOnlyList<TerminalDefinition> terminals)
    {
        TerminalDefinition[] named = [.. terminals.Where(terminal => terminal.Name.Length > 0 && terminal.Channels.Count > 0)];
        IReadOnlyList<ChannelDefinition> channels =
            terminals.FirstOrDefault(terminal => terminal.Name.Length == 0)?.Channels ?? [];
        List<ChannelLimit> limits = Read(section, channels);
        foreach (TerminalDefinition terminal in named.Where(terminal => section.Keys.Contains(terminal.Name)))
        {
            BenchSection entry = section.Section(terminal.Name);
            limits.AddRange(Read(entry, terminal.Channels).Select(limit => limit with { Terminal = terminal.Name }));
            entry.RefuseOthers([.. terminal.Channels.Select(channel => channel.Name)]);
        }

        section.RefuseOthers([.. channels.Select(channel => channel.Name), .. named.Select(terminal => terminal.Name)]);
        return limits;
    }

    private static List<ChannelLimit> Read(BenchSection section, IReadOnlyList<ChannelDefinition> channels)
    {
        var limits = new List<ChannelLimit>();
        foreach (string name in section.Keys)
        {
            if (channels.FirstOrDefault(each => each.Name == name) is not { } channel)
            {
                continue; // reported by the caller, with what is allowed
            }

            QuantityDefinition quantity = channel.Quantity;
            BenchSection bounds = section.Section(name);
            double? minimum = Bound(bounds, "min", quantity);
            double? maximum = Bound(bounds, "max", quantity);
            double? rate = PositiveBound(bounds, "rate", RateQuantity.Of(quantity));
            double? step = PositiveBound(bounds, "step", quantity);
            bounds.RefuseOthers("min", "max", "rate", "step");
            if (step is not null && channel.NoStepLimit is { } reason)
            {
                bounds.ReportAt("step", reason);
            }

            if (minimum > maximum)
            {
                section.ReportAt(name, ": min is above max, so nothing would be allowed.");
            }
            else if (channel.RestsAt is { } rest && (minimum > rest || maximum < rest))
            {
                section.ReportAt(
                    name,
                    $": the limits must allow {(rest == 0 ? "0" : channel.Show(rest))}, where the instrument is brought to make "
                        + "it safe.");
            }

            limits.Add(new ChannelLimit(name, minimum, maximum, quantity) { Rate = rate, Step = step });
        }

        return limits;
    }

    private static double? Bound(BenchSection bounds, string key, QuantityDefinition quantity)
    {
        object optional = double.NaN; // a bound may be left out
        object? value = bounds.Value(new SettingKey(
            key,
            $"{quantity.Name} such as {quantity.Example}",
            string.Empty,
            optional,
            text => Quantity.ParseSi(text, quantity)));
        return value is double number && !double.IsNaN(number) ? number : null;
    }

    private static double? PositiveBound(BenchSection bounds, string key, QuantityDefinition quantity)
    {
        double? value = Bound(bounds, key, quantity);
        if (value <= 0)
        {
            bounds.ReportAt(key, ": is not above zero, so the instrument could never be brought to its safe state.");
            return null;
        }

        return value;
    }
}
