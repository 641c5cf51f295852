using Lab.Instruments.Terminals;

namespace Lab.Benches.Samples;

/// <summary>A quantity that grows with the magnitudes of the currents of some instruments, whatever their outputs.</summary>
internal sealed class CurrentSumLimit : DerivedLimit
{
    private readonly Func<WiringDefinition, double> weight;
    private readonly Func<double, double> convert;

    private CurrentSumLimit(
        string what, string place, double maximum, Func<double, string> show, IEnumerable<WiringDefinition> wiring,
        Func<WiringDefinition, double> weight, Func<double, double> convert)
        : base(what, place, maximum, show, wiring)
    {
        this.weight = weight;
        this.convert = convert;
    }

    /// <summary>The direct current through a junction.</summary>
    public static CurrentSumLimit Bias(BenchDefinition bench, JunctionDefinition junction, Quantities.Current limit) => new(
        $"current through junction '{junction.Name}'", $"junction '{junction.Name}'", limit.Amperes,
        amperes => Quantities.Current.FromAmperes(amperes).ToString(), To(bench, SamplePort.DcBias), _ => 1, sum => sum);

    /// <summary>The direct current through a junction, in units of its threshold current.</summary>
    public static CurrentSumLimit OverThreshold(
        BenchDefinition bench, JunctionDefinition junction, Quantities.Current threshold, double limit) => new(
        $"current over threshold at junction '{junction.Name}'", $"junction '{junction.Name}'", limit,
        ratio => Quantities.Quantity.FormatSi(ratio, string.Empty),
        To(bench, SamplePort.DcBias),
        _ => 1,
        sum => sum / threshold.Amperes);

    /// <summary>The current density in a field line: its own sources, what leaks in from the other lines, and pulses.</summary>
    public static CurrentSumLimit Density(BenchDefinition bench, FieldLineDefinition line, Quantities.CurrentDensity limit)
    {
        var lines = bench.Sample.FieldLines.ToDictionary(each => each.Name);
        double area = line.Width.Meters * line.Thickness.Meters;
        return new CurrentSumLimit(
            $"current density in field line '{line.Name}'", $"field line '{line.Name}'", limit.AmperesPerSquareMetre,
            density => Quantities.CurrentDensity.FromAmperesPerSquareMetre(density).ToString(),
            bench.Wiring.Where(wiring => wiring.Part is not null && Share(wiring) > 0),
            wiring => Share(wiring) / (wiring.Port == SamplePort.Pulse ? lines[wiring.Part!].Resistance.Ohms : 1),
            amperes => amperes / area);

        double Share(WiringDefinition wiring) => wiring.Part == line.Name ? 1 : Math.Abs(lines[wiring.Part!].Leakage);
    }

    /// <summary>The energy that the field of the magnet holds, ½ L I².</summary>
    public static CurrentSumLimit StoredEnergy(BenchDefinition bench, MagnetDefinition magnet, Quantities.Energy limit) => new(
        "energy stored in the magnet", "magnet", limit.Joules,
        joules => Quantities.Energy.FromJoules(joules).ToString(), To(bench, SamplePort.Coil), _ => 1,
        amperes => magnet.Inductance.Henries * amperes * amperes / 2);

    /// <inheritdoc/>
    public override double Worst(ITerminalStates state)
    {
        double sum = 0;
        foreach (WiringDefinition source in Sources)
        {
            string channel = source.Port == SamplePort.Pulse ? Channels.Amplitude : Channels.Current;
            sum += weight(source) * state.Get(source.Terminal, channel).Worst;
        }

        return convert(sum);
    }
}
