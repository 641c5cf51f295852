using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <summary>A change of one limit for one run: <c>rf.power.max=2 mW</c> or <c>awg.1.amplitude.max=1 V</c> for a channel of a
/// terminal, <c>mtj.rf_power=200 uW</c> for a place of the sample. The result says what was changed,
/// so that the run's record can.</summary>
public static class LimitOverride
{
    private static readonly string[] Bounds = ["min", "max", "rate", "step"];

    /// <summary>Applies a change to a bench.</summary>
    /// <param name="bench">The bench as its file describes it.</param>
    /// <param name="change">The change: a path, <c>=</c>, and a value with its unit.</param>
    /// <returns>The bench with the limit changed and one more text in <see cref="BenchDefinition.LimitChanges"/>.</returns>
    /// <exception cref="BenchException">There is no such place or limit, or the value is not one.</exception>
    public static BenchDefinition Apply(BenchDefinition bench, string change)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(change);
        int equals = change.IndexOf('=', StringComparison.Ordinal);
        string[] path = equals < 0 ? [] : change[..equals].Trim().Split('.');
        string value = equals < 0 ? string.Empty : change[(equals + 1)..].Trim();
        return path.Length switch
        {
            4 => OfInstrument(bench, change, new Terminal(path[0], path[1]), path[2], path[3], value),
            3 => OfInstrument(bench, change, path[0], path[1], path[2], value),
            2 => OfSample(bench, change, path[0], path[1], value),
            _ => throw new BenchException(
                $"'{change}' is not a change of a limit; write instrument.channel.bound=value such as rf.power.max=2 mW, or "
                    + "place.limit=value such as mtj.rf_power=200 uW."),
        };
    }

    private static BenchDefinition OfInstrument(
        BenchDefinition bench, string change, Terminal terminal, string channelName, string bound, string text)
    {
        InstrumentDefinition instrument = bench.Instruments.FirstOrDefault(each => each.Name == terminal.Instrument)
            ?? throw new BenchException(
                $"'{change}': there is no instrument '{terminal.Instrument}'; "
                    + $"{NearName.Remedy(terminal.Instrument, bench.Instruments.Select(each => each.Name))}");
        TerminalDefinition declared = instrument.FindTerminal(terminal.Name) ?? throw new BenchException(terminal.IsWhole
            ? $"'{change}': '{instrument.Name}' has several terminals; write instrument.terminal.channel.bound=value. "
                + NearName.Remedy(channelName, instrument.Terminals.Select(each => each.Name))
            : $"'{change}': '{instrument.Name}' has no terminal '{terminal.Name}'; "
                + $"{NearName.Remedy(terminal.Name, instrument.Terminals.Select(each => each.Name))}");
        ChannelDefinition channel = declared.Channels.FirstOrDefault(each => each.Name == channelName)
            ?? throw new BenchException(
                $"'{change}': {terminal} has no channel '{channelName}'; "
                    + $"{NearName.Remedy(channelName, declared.Channels.Select(each => each.Name))}");
        QuantityDefinition quantity = channel.Quantity;
        if (!Bounds.Contains(bound))
        {
            throw new BenchException($"'{change}': there is no bound '{bound}'; {NearName.Remedy(bound, Bounds)}");
        }

        double value = Read(change, text, bound == "rate" ? RateQuantity.Of(quantity) : quantity);
        ChannelLimit old = instrument.FindLimit(terminal.Name, channelName)
            ?? new ChannelLimit(channelName, null, null, quantity) { Terminal = terminal.Name };
        (ChannelLimit changed, double? before) = bound switch
        {
            "min" => (old with { Minimum = value }, old.Minimum),
            "max" => (old with { Maximum = value }, old.Maximum),
            "rate" => (old with { Rate = Positive(change, value) }, old.Rate),
            _ => (old with { Step = Positive(change, value) }, old.Step),
        };
        if (changed.Minimum > changed.Maximum)
        {
            throw new BenchException($"'{change}': min would be above max, so nothing would be allowed.");
        }

        if (channel.RestsAt is { } rest && (changed.Minimum > rest || changed.Maximum < rest))
        {
            throw new BenchException($"'{change}': the limits must allow 0, where the instrument is brought to make it safe.");
        }

        string words = bound switch { "min" => "at least", "max" => "at most", "rate" => "rate at most", _ => "step at most" };
        string unit = bound == "rate" ? $"{quantity.SiUnit}/s" : quantity.SiUnit;
        string told = $"{terminal} {channelName} {words} {Show(before)} → {Show(value)}";
        InstrumentDefinition replaced = instrument with
        {
            Limits = [.. instrument.Limits.Where(limit => limit != instrument.FindLimit(terminal.Name, channelName)), changed]
        };
        return bench with
        {
            Instruments = [.. bench.Instruments.Select(each => each.Name == instrument.Name ? replaced : each)],
            LimitChanges = [.. bench.LimitChanges, told],
        };

        string Show(double? si) => si is { } number ? Quantity.FormatSi(number, unit) : "no limit";
    }

    private static BenchDefinition OfSample(BenchDefinition bench, string change, string place, string limit, string text)
    {
        SampleDefinition sample = bench.Sample;
        if (sample.Junctions.FirstOrDefault(junction => junction.Name == place) is { } junction)
        {
            (JunctionDefinition changed, string told) = Changed(
                PartLimits.OfJunction, junction, $"junction '{place}'", change, limit, text);
            return With(
                sample with { Junctions = [.. sample.Junctions.Select(each => each.Name == place ? changed : each)] }, told);
        }

        if (sample.FieldLines.FirstOrDefault(line => line.Name == place) is { } line)
        {
            (FieldLineDefinition changed, string told) = Changed(
                PartLimits.OfFieldLine, line, $"field line '{place}'", change, limit, text);
            return With(
                sample with { FieldLines = [.. sample.FieldLines.Select(each => each.Name == place ? changed : each)] }, told);
        }

        if (place == "magnet" && sample.Magnet is { } magnet)
        {
            (MagnetDefinition changed, string told) = Changed(PartLimits.OfMagnet, magnet, "magnet", change, limit, text);
            return With(sample with { Magnet = changed }, told);
        }

        if (sample.Parts.FirstOrDefault(part => part.Name == place) is { } open)
        {
            (PartDefinition changed, string told) = Changed(
                open.Schema.Limits, open, $"{open.Schema.Noun} '{place}'", change, limit, text);
            return With(sample with { Parts = [.. sample.Parts.Select(each => each == open ? changed : each)] }, told);
        }

        string[] places =
        [
            .. sample.Junctions.Select(each => each.Name), .. sample.FieldLines.Select(each => each.Name),
            .. sample.Magnet is null ? Array.Empty<string>() : ["magnet"], .. sample.Parts.Select(each => each.Name),
        ];
        throw new BenchException($"'{change}': the sample has no '{place}'; {NearName.Remedy(place, places)}");

        BenchDefinition With(SampleDefinition changed, string told) =>
            bench with { Sample = changed, LimitChanges = [.. bench.LimitChanges, told] };
    }

    private static (TPart Part, string Told) Changed<TPart>(
        IReadOnlyList<PartLimit<TPart>> limits, TPart part, string place, string change, string key, string text)
    {
        string[] keys = [.. limits.Select(each => each.Key)];
        PartLimit<TPart> limit = limits.FirstOrDefault(each => each.Key == key)
            ?? throw new BenchException($"'{change}': there is no limit '{key}' here; {NearName.Remedy(key, keys)}");
        if (limit.Lacks(part) is { } needed)
        {
            throw new BenchException($"'{change}': needs {needed} in the bench file.");
        }

        try
        {
            double value = limit.Read(text);
            string before = limit.Get(part) is { } old ? limit.Show(old) : "no limit";
            return (limit.With(part, value), $"{limit.What} at most {before} → {limit.Show(value)} ({place})");
        }
        catch (FormatException error)
        {
            throw new BenchException($"'{change}': {error.Message}");
        }
    }

    private static double Positive(string change, double value) =>
        value > 0 ? value : throw new BenchException($"'{change}': a limit is above zero.");

    private static double Read(string change, string text, QuantityDefinition quantity)
    {
        try
        {
            return Quantity.ParseSi(text, quantity);
        }
        catch (QuantityFormatException error)
        {
            throw new BenchException($"'{change}': {error.Message}");
        }
    }
}
