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
    /// field, and an output that a supply follows has all limits of that supply.</summary>
    public static IReadOnlyList<(Terminal Terminal, string Channel, ChannelGuard Guard)> GuardsOf(
        BenchDefinition bench, InstrumentDefinition instrument)
    {
        var guards = new List<(Terminal Terminal, string Channel, ChannelGuard Guard)>();
        foreach (TerminalDefinition definition in instrument.Terminals)
        {
            var terminal = new Terminal(instrument.Name, definition.Name);
            foreach (ChannelDefinition channel in definition.Channels)
            {
                DerivedBounds derived = channel.Name switch
                {
                    Channels.Current => new DerivedBounds { Rate = CoilRate(bench, terminal) },
                    Channels.Voltage => BoundsBySupplies(bench, terminal),
                    _ => new DerivedBounds(),
                };
                ChannelLimit? limit = instrument.FindLimit(definition.Name, channel.Name)
                    ?? (derived.AreNone ? null : new ChannelLimit(channel.Name, null, null, channel.Quantity));
                if (limit is not null)
                {
                    guards.Add((terminal, channel.Name, new ChannelGuard($"{terminal}", limit, channel.Reach, derived)));
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
    private static (double Value, string Text) CoilRate(BenchDefinition bench, Terminal supply)
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

    /// <summary>The bounds of an output's voltage that follow from the limits of the supplies which follow it, and of the magnets
    /// that are made of them. A voltage beyond them would drive what those limits forbid.</summary>
    private static DerivedBounds BoundsBySupplies(BenchDefinition bench, Terminal source)
    {
        var all = new DerivedBounds();
        foreach (InstrumentDefinition instrument in bench.Instruments.Where(
            each => each.Driver == AnalogSupplyDefinition.DriverName))
        {
            var supply = AnalogSupplyDefinition.Of(instrument.Settings);
            if (supply.Source != source || supply.AmperesPerVolt == 0)
            {
                continue;
            }

            double gain = supply.AmperesPerVolt;
            var terminal = new Terminal(instrument.Name, string.Empty);
            (double rate, string text) = CoilRate(bench, terminal);
            all = all.And(new DerivedBounds { Rate = (rate / Math.Abs(gain), $"{text}, by {source} voltage") });
            if (instrument.FindLimit(string.Empty, Channels.Current) is { } current)
            {
                all = all.And(Through(current, 1 / gain, supply.Offset.Volts, $"{terminal}", source));
            }

            foreach (InstrumentDefinition magnet in bench.Instruments.Where(
                each => each.Settings.All.Values.Contains(instrument.Name)
                    && each.Settings.All.GetValueOrDefault(AnalogSupplyDefinition.FieldPerCurrentKey) is FieldPerCurrent
                    && each.Driver == AnalogSupplyDefinition.UnregulatedMagnetDriver))
            {
                double teslaPerAmpere = magnet.Settings.Get<FieldPerCurrent>(AnalogSupplyDefinition.FieldPerCurrentKey)
                    .TeslaPerAmpere;
                if (teslaPerAmpere != 0 && magnet.FindLimit(string.Empty, Channels.Field) is { } field)
                {
                    all = all.And(Through(field, 1 / (teslaPerAmpere * gain), supply.Offset.Volts, magnet.Name, source));
                }
            }
        }

        return all;
    }

    // The voltage is offset + factor · value; a factor below zero turns the ends over. A billionth more is rounding.
    private static DerivedBounds Through(ChannelLimit limit, double factor, double offset, string instrument, Terminal source)
    {
        const double Rounding = 1e-9;
        double Volts(double? value, double none) => value is { } bound
            ? offset + (factor * bound) + (Math.Sign(none) * Rounding * Math.Abs(factor * bound))
            : none;
        (double? atLeast, double? atMost) = factor > 0 ? (limit.Minimum, limit.Maximum) : (limit.Maximum, limit.Minimum);
        (string least, string most) = factor > 0 ? ("least", "most") : ("most", "least");
        string Show(double? value) => Quantity.FormatSi(value ?? 0, limit.Quantity.SiUnit);
        string Text(string what) => $"{instrument} {limit.Channel} {what} (by {source} voltage)";
        return new DerivedBounds
        {
            Minimum = (Volts(atLeast, double.NegativeInfinity), Text($"at {least} {Show(atLeast)}")),
            Maximum = (Volts(atMost, double.PositiveInfinity), Text($"at {most} {Show(atMost)}")),
            Step = (Math.Abs(factor) * limit.Step ?? double.PositiveInfinity, Text($"step at most {Show(limit.Step)}")),
            Rate = (
                Math.Abs(factor) * limit.Rate ?? double.PositiveInfinity,
                Text($"rate at most {Show(limit.Rate)} per second")),
        };
    }
}
