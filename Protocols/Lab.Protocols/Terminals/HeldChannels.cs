using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Terminals;

/// <summary>Set-points that stay for a whole run: the bench's operating point, and those of a setting, which win.</summary>
internal sealed class HeldChannels
{
    private HeldChannels(IReadOnlyList<OperatingSetPoint> all) => All = all;

    /// <summary>The set-points, in the order in which they are set.</summary>
    public IReadOnlyList<OperatingSetPoint> All { get; }

    /// <summary>Reads them.</summary>
    /// <param name="setting">The setting's key, for messages.</param>
    /// <param name="text">Its text: <c>rf.power -14 dBm; magnet.field 6250 Oe</c>; empty for none.</param>
    /// <param name="bench">The bench.</param>
    /// <param name="terminals">The names of the bench.</param>
    /// <param name="isAtOperatingPoint">Whether the bench's operating point comes first.</param>
    /// <param name="moved">Channels that the run moves: one of the operating point is left out, one of the setting
    /// refused.</param>
    /// <exception cref="SettingsException">The setting is wrong.</exception>
    public static HeldChannels Read(
        string setting, string text, BenchDefinition bench, BenchTerminals terminals, bool isAtOperatingPoint,
        IReadOnlyList<NamedChannel> moved)
    {
        List<OperatingSetPoint> given = [];
        foreach ((string part, int place) in text.Length == 0 ? [] : TerminalSetting.PartsOf(text, commas: true))
        {
            OperatingSetPoint held = ReadOne(setting, part, place, terminals);
            if (moved.Any(channel => channel.Name == held.Channel.Name))
            {
                throw TerminalSetting.Fault(
                    setting, place, $"'{held.Channel.Name}' is an axis as well; take it out of one of both.");
            }

            if (given.Exists(other => other.Channel.Name == held.Channel.Name))
            {
                throw TerminalSetting.Fault(setting, place, $"'{held.Channel.Name}' is given twice; leave one out.");
            }

            given.Add(held);
        }

        IEnumerable<OperatingSetPoint> usual = isAtOperatingPoint
            ? bench.OperatingPoint.Where(point => moved.All(channel => channel.Name != point.Channel.Name)
                && !given.Exists(held => held.Channel.Name == point.Channel.Name))
            : [];
        return new HeldChannels([.. usual, .. given]);
    }

    private static OperatingSetPoint ReadOne(string setting, string part, int place, BenchTerminals terminals)
    {
        int blank = part.IndexOfAny([' ', '=', ':']);
        if (blank <= 0)
        {
            throw TerminalSetting.Fault(
                setting, place, $"'{part}' is no set-point; write a channel and its value, such as rf.power -14 dBm.");
        }

        try
        {
            NamedChannel channel = terminals.FindChannel(part[..blank]);
            double value = Quantity.ParseSi(part[blank..].TrimStart(' ', '=', ':'), channel.Channel.Quantity);
            return channel.Channel.Takes(value)
                ? new OperatingSetPoint(channel, value)
                : throw TerminalSetting.Fault(
                    setting,
                    place,
                    $"{channel.Channel.Show(value)} is no value for '{channel.Name}', which is {SignOf(channel.Channel)}.");
        }
        catch (Exception error) when (error is BenchException or QuantityFormatException)
        {
            throw TerminalSetting.Fault(setting, place, error.Message);
        }
    }

    /// <summary>The signs that a channel takes, in words.</summary>
    public static string SignOf(ChannelDefinition channel) =>
        channel.Sign == SetPointSign.Positive ? "above zero" : "zero or above";
}
