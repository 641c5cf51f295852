using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <summary>The limits that a bench file sets, as the gate checks them.</summary>
internal static class SampleLimits
{
    /// <summary>The limits on quantities at the sample.</summary>
    public static IReadOnlyList<DerivedLimit> Of(BenchDefinition bench) =>
    [
        .. bench.Sample.Junctions.SelectMany(junction => Of(bench, junction, PartLimits.OfJunction)),
        .. bench.Sample.FieldLines.SelectMany(line => Of(bench, line, PartLimits.OfFieldLine)),
        .. bench.Sample.Magnet is { } magnet ? Of(bench, magnet, PartLimits.OfMagnet) : [],
        .. bench.Sample.Parts.SelectMany(part => Of(bench, part, part.Schema.Limits)),
    ];

    private static IEnumerable<DerivedLimit> Of<TPart>(BenchDefinition bench, TPart part, IReadOnlyList<PartLimit<TPart>> limits)
    {
        foreach (PartLimit<TPart> limit in limits)
        {
            if (limit.Derive is { } derive && limit.Get(part) is { } maximum)
            {
                yield return derive(bench, part, maximum);
            }
        }
    }

    /// <summary>The limits on the channels of an instrument's terminals. The supply of a magnet has one more from the rate of
    /// field.</summary>
    public static IReadOnlyList<(Terminal Terminal, string Channel, ChannelGuard Guard)> GuardsOf(
        BenchDefinition bench, InstrumentDefinition instrument)
    {
        var guards = new List<(Terminal Terminal, string Channel, ChannelGuard Guard)>();
        foreach (TerminalDefinition definition in instrument.Terminals)
        {
            var terminal = new Terminal(instrument.Name, definition.Name);
            (double rate, string text) = CoilRate(bench, terminal);
            foreach (ChannelDefinition channel in definition.Channels)
            {
                bool isCoil = channel.Name == Channels.Current && double.IsFinite(rate);
                ChannelLimit? limit = instrument.FindLimit(definition.Name, channel.Name)
                    ?? (isCoil ? new ChannelLimit(channel.Name, null, null, channel.Quantity) : null);
                if (limit is not null)
                {
                    guards.Add((terminal, channel.Name, isCoil
                        ? new ChannelGuard($"{terminal}", limit, channel.Reach, rate, text)
                        : new ChannelGuard($"{terminal}", limit, channel.Reach, double.PositiveInfinity, string.Empty)));
                }
            }
        }

        if (instrument.Limits.FirstOrDefault(limit => instrument.FindChannel(limit.Terminal, limit.Channel) is null) is { } stray)
        {
            throw new BenchException(
                $"{instrument.Name}: '{instrument.Driver}' declares no channel '{stray.Channel}', which is limited.");
        }

        return guards;
    }

    /// <summary>The fastest change of a coil's current that the limits of field rate leave: that of the sample's magnet, shared
    /// by all supplies on its coils, and those of electromagnets that are made with this supply.</summary>
    private static (double AmperesPerSecond, string Text) CoilRate(BenchDefinition bench, Terminal supply)
    {
        if (bench.Sample.Magnet is not { } magnet || magnet.Conversion.TeslaPerAmpere == 0
            || bench.WiringOf(supply)?.Port != SamplePort.Coil)
        {
            return (double.PositiveInfinity, string.Empty);
        }

        (double TeslaPerSecond, string Text) lowest = (double.PositiveInfinity, string.Empty);
        if (magnet.FieldRateLimit is { } atSample)
        {
            int supplies = bench.Wiring.Count(wiring => wiring.Port == SamplePort.Coil);
            lowest = (
                atSample.TeslaPerSecond / supplies,
                $"dB/dt of the magnet at most {atSample}{(supplies > 1 ? $", shared by {supplies} supplies" : string.Empty)}");
        }

        foreach (InstrumentDefinition other in bench.Instruments.Where(
            other => other.Settings.All.Values.Contains(supply.Instrument)))
        {
            if (other.Limits.FirstOrDefault(limit => limit.Channel == Channels.Field)?.Rate is { } rate
                && rate < lowest.TeslaPerSecond)
            {
                lowest = (rate, $"{other.Name} field rate at most {FieldRate.FromTeslaPerSecond(rate)}");
            }
        }

        return (lowest.TeslaPerSecond / Math.Abs(magnet.Conversion.TeslaPerAmpere), $"{lowest.Text} (by {supply} current)");
    }
}
