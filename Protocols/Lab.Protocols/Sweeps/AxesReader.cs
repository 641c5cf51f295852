using Lab.Benches;
using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Sweeps;

/// <summary>Reads the axes of a sweep: <c>rf.frequency 330..362 MHz step 1 MHz; magnet.field 6000..6500 Oe in 11 up and down</c>.
/// A semicolon
/// begins an axis where a name follows it, and joins ranges where a number does.</summary>
/// <param name="terminals">The names of the bench.</param>
/// <param name="table">Reads values from a file.</param>
/// <param name="defaultSettle">Wait after a set-point where an axis names none.</param>
internal sealed class AxesReader(BenchTerminals terminals, AxisTable table, Duration defaultSettle)
{
    /// <summary>The most axes of a sweep.</summary>
    public const int MostAxes = 4;

    private const string Setting = "axes";
    private const string Example = "rf.frequency 330..362 MHz step 1 MHz";

    /// <summary>Reads them, the fastest first.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SettingsException">It is wrong; the message has the axis, the place and the remedy.</exception>
    public IReadOnlyList<SweepAxis> Read(string text)
    {
        List<AxisText> texts = Split(text);
        if (texts.Count > MostAxes)
        {
            throw TerminalSetting.Fault(
                Setting,
                texts[MostAxes].Place,
                $"'{texts[MostAxes].Name}' is axis {MostAxes + 1}; a sweep has at most {MostAxes}.");
        }

        List<SweepAxis> axes = [];
        foreach (AxisText axis in texts)
        {
            axes.Add(Guarded(axis, axes.Count, () => ReadAxis(axis, axes, isSlowest: axes.Count == texts.Count - 1)));
        }

        return axes;
    }

    private static List<AxisText> Split(string text)
    {
        List<AxisText> axes = [];
        foreach ((string part, int place) in TerminalSetting.PartsOf(text, commas: false))
        {
            if (part.Length == 0)
            {
                throw TerminalSetting.Fault(
                    Setting, place, $"nothing stands here; write an axis such as {Example}, or leave the ';' out.");
            }

            if (char.IsLetter(part[0]))
            {
                int end = part.IndexOfAny([' ', '=', ':']);
                axes.Add(new AxisText(
                    end < 0 ? part : part[..end], end < 0 ? string.Empty : part[end..].TrimStart(' ', '=', ':'), place));
            }
            else if (axes.Count == 0)
            {
                throw TerminalSetting.Fault(
                    Setting, place, $"'{part}' has no channel before its values; write for example {Example}.");
            }
            else
            {
                axes[^1] = axes[^1] with { Values = $"{axes[^1].Values}; {part}" };
            }
        }

        return axes;
    }

    private static SweepAxis Guarded(AxisText axis, int index, Func<SweepAxis> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is BenchException or QuantityFormatException or InvalidDataException)
        {
            throw TerminalSetting.Fault(Setting, axis.Place, $"axis {index + 1}, {axis.Name}: {error.Message}");
        }
    }

    private SweepAxis ReadAxis(AxisText axis, List<SweepAxis> faster, bool isSlowest)
    {
        NamedChannel channel = terminals.FindChannel(axis.Name);
        if (faster.Exists(other => other.Channel.Name == channel.Name))
        {
            throw new InvalidDataException("it is an axis already; join its ranges in one, with ';'.");
        }

        var options = AxisOptions.Read(axis.Values);
        if (options.Values.Length == 0)
        {
            throw new InvalidDataException(
                $"it has no values; write for example {channel.Name} {channel.Channel.Quantity.Example}, or "
                    + $"{SweepForms(channel)}");
        }

        (IReadOnlyList<double> values, string? remark) = ReadValues(channel, options.Values);
        RequireTaken(channel, values);
        var read = new SweepAxis(channel, values)
        {
            IsThereAndBack = options.IsThereAndBack,
            IsSnake = options.IsSnake,
            Reset = options.Reset,
            Settle = options.Settle ?? Longest(channel.Channel.Settling, defaultSettle),
            Remark = remark,
        };
        return (read, isSlowest) switch
        {
            ({ IsThereAndBack: true, Values.Count: 1 }, _) =>
                throw new InvalidDataException("it has one value, and cannot go up and down; give it a range."),
            ({ IsThereAndBack: true, IsSnake: true }, _) => throw new InvalidDataException(
                "'up and down' ends where it begins, so that 'snake' changes nothing; leave one out."),
            ({ IsSnake: true, Reset: not null }, _) =>
                throw new InvalidDataException("'snake' never returns and 'reset' does; leave one out."),
            ({ IsSnake: true }, true) => throw new InvalidDataException(
                "it is the slowest axis, which is passed once, so that 'snake' changes nothing; put it on a faster one."),
            ({ Reset: not null }, true) => throw new InvalidDataException(
                "it is the slowest axis, after which none moves, so that 'reset' changes nothing; put it on a faster one."),
            _ => read,
        };
    }

    private (IReadOnlyList<double> Values, string? Remark) ReadValues(NamedChannel channel, string text)
    {
        if (AxisTable.IsMeant(text))
        {
            return (table.Read(channel, text), null);
        }

        try
        {
            var sweep = SweepValues.Parse(text, channel.Channel.Quantity);
            return (sweep.Values, sweep.Remark);
        }
        catch (QuantityFormatException error) when (AxisOptions.Misspelt(text) is { } hint)
        {
            throw new QuantityFormatException($"{error.Message} {hint}");
        }
    }

    private static void RequireTaken(NamedChannel channel, IReadOnlyList<double> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (!channel.Channel.Takes(values[i]))
            {
                throw new InvalidDataException(
                    $"its value {i + 1} is {channel.Channel.Show(values[i])}, and the channel takes what is "
                        + $"{HeldChannels.SignOf(channel.Channel)}.");
            }
        }
    }

    private static string SweepForms(NamedChannel channel)
    {
        string unit = channel.Channel.Quantity.Example[(channel.Channel.Quantity.Example.IndexOf(' ') + 1)..];
        return $"{channel.Name} 1..5 {unit} step 1 {unit}.";
    }

    private static Duration Longest(Duration one, Duration other) => one > other ? one : other;

    /// <summary>An axis as it is written.</summary>
    /// <param name="Name">The name, before the first blank.</param>
    /// <param name="Values">The values, after that blank.</param>
    /// <param name="Place">Where it begins, from 0.</param>
    private sealed record AxisText(string Name, string Values, int Place);
}
