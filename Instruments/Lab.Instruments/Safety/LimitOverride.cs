using Lab.Instruments.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Safety;

/// <summary>A change of one limit for one run: <c>rf.power.max=2 mW</c> for a channel of an instrument, <c>mtj.rf_power=200 uW</c> for
/// a place of the sample. The result says what was changed, so that the run's record can.</summary>
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
            3 => OfInstrument(bench, change, path, value),
            2 => OfSample(bench, change, path[0], path[1], value),
            _ => throw new BenchException(
                $"'{change}' is not a change of a limit; write instrument.channel.bound=value such as rf.power.max=2 mW, or place.limit=value such as mtj.rf_power=200 uW."),
        };
    }

    private static BenchDefinition OfInstrument(BenchDefinition bench, string change, string[] path, string text)
    {
        InstrumentDefinition instrument = bench.Instruments.FirstOrDefault(each => each.Name == path[0])
            ?? throw new BenchException($"'{change}': there is no instrument '{path[0]}'; {NearName.Remedy(path[0], bench.Instruments.Select(each => each.Name))}");
        if (instrument.FindChannel(path[1]) is not { } channel)
        {
            string[] allowed = [.. instrument.Channels.Select(each => each.Name)];
            throw new BenchException($"'{change}': {path[0]} has no channel '{path[1]}'; {NearName.Remedy(path[1], allowed)}");
        }

        QuantityDefinition quantity = channel.Quantity;

        if (!Bounds.Contains(path[2]))
        {
            throw new BenchException($"'{change}': there is no bound '{path[2]}'; {NearName.Remedy(path[2], Bounds)}");
        }

        double value = Read(change, text, path[2] == "rate" ? RateQuantity.Of(quantity) : quantity);
        ChannelLimit old = instrument.Limits.FirstOrDefault(limit => limit.Channel == path[1]) ?? new ChannelLimit(path[1], null, null, quantity);
        (ChannelLimit changed, double? before) = path[2] switch
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

        if ((changed.Minimum > 0 || changed.Maximum < 0) && channel.RestsAtZero)
        {
            throw new BenchException($"'{change}': the limits must allow 0, where the instrument is brought to make it safe.");
        }

        string words = path[2] switch { "min" => "at least", "max" => "at most", "rate" => "rate at most", _ => "step at most" };
        string unit = path[2] == "rate" ? $"{quantity.SiUnit}/s" : quantity.SiUnit;
        string told = $"{path[0]} {path[1]} {words} {Show(before)} → {Show(value)}";
        InstrumentDefinition replaced = instrument with { Limits = [.. instrument.Limits.Where(limit => limit.Channel != path[1]), changed] };
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
            (JunctionDefinition changed, string told) = Changed(PartLimits.OfJunction, junction, $"junction '{place}'", change, limit, text);
            return With(sample with { Junctions = [.. sample.Junctions.Select(each => each.Name == place ? changed : each)] }, told);
        }

        if (sample.FieldLines.FirstOrDefault(line => line.Name == place) is { } line)
        {
            (FieldLineDefinition changed, string told) = Changed(PartLimits.OfFieldLine, line, $"field line '{place}'", change, limit, text);
            return With(sample with { FieldLines = [.. sample.FieldLines.Select(each => each.Name == place ? changed : each)] }, told);
        }

        if (place == "magnet" && sample.Magnet is { } magnet)
        {
            (MagnetDefinition changed, string told) = Changed(PartLimits.OfMagnet, magnet, "magnet", change, limit, text);
            return With(sample with { Magnet = changed }, told);
        }

        string[] places =
        [
            .. sample.Junctions.Select(each => each.Name), .. sample.FieldLines.Select(each => each.Name),
            .. sample.Magnet is null ? Array.Empty<string>() : ["magnet"],
        ];
        throw new BenchException($"'{change}': the sample has no '{place}'; {NearName.Remedy(place, places)}");

        BenchDefinition With(SampleDefinition changed, string told) => bench with { Sample = changed, LimitChanges = [.. bench.LimitChanges, told] };
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

    private static double Positive(string change, double value) => value > 0 ? value : throw new BenchException($"'{change}': a limit is above zero.");

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
