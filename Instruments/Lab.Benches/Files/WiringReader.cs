using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads the section <c>wiring</c> of a bench file: the port of the sample to which each terminal is
/// connected.</summary>
/// <param name="parts">The kinds of parts that a sample can have beside junctions, field lines and magnet.</param>
/// <param name="devices">The instruments that could be read.</param>
/// <param name="names">The names of all instruments of the file.</param>
internal sealed class WiringReader(
    IReadOnlyList<PartSchema> parts, List<InstrumentDefinition> devices, string[] names)
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The section <c>wiring</c>.</param>
    /// <param name="sampleSection">The section <c>sample</c>, for the names of its parts.</param>
    /// <param name="sample">The sample.</param>
    public List<WiringDefinition> Read(BenchSection section, BenchSection sampleSection, SampleDefinition sample)
    {
        var wiring = new List<WiringDefinition>();
        string[] lines = [.. sampleSection.Section("field_lines").Keys];
        foreach (string key in section.Keys)
        {
            if (Terminal.Find(key, names) is not { } terminal)
            {
                continue; // reported below, with what is allowed
            }

            BenchSection entry = section.Section(key);
            if (FaultOf(devices, terminal) is { } fault)
            {
                section.ReportAt(key, fault);
            }

            string? portName = entry.Text("port", isMandatory: true, "rf");
            PartSchema? schema = parts.FirstOrDefault(part => part.Ports.Any(each => each.Name == portName));
            SamplePort? port = schema is null
                ? SamplePort.Shipped.FirstOrDefault(each => each.Name == portName)
                : schema.Ports.First(each => each.Name == portName);
            string? line = entry.Text("line", isMandatory: port?.PartKey == "line", "the name of a field line");
            string? part = schema is null ? line : ReadPart(entry, schema, sample);
            object? loss = entry.Value(SettingKey.Quantity<LevelRatio>("loss", default(LevelRatio), "Loss up to the chain."));
            IReadOnlyList<SettingKey> effects = portName is "rf" or null ? EffectSchema.RfKeys : [];
            var path = new SettingValues(effects.ToDictionary(key => key.Name, key => entry.Value(key) ?? key.Default!));
            entry.RefuseOthers([
                "port",
                "line",
                "loss",
                .. parts.Count > 0 ? [PartSchema.PartKey] : Array.Empty<string>(),
                .. effects.Select(key => key.Name)
            ]);
            if (portName is null)
            {
                continue;
            }

            if (port is null)
            {
                entry.ReportNone("port", "port", portName, [
                    .. SamplePort.Shipped.Select(each => each.Name),
                    .. parts.SelectMany(each => each.Ports).Select(each => each.Name)
                ]);
                continue;
            }

            if (port.PartKey == "line" && line is not null && !lines.Contains(line))
            {
                if (!sampleSection.IsMalformed)
                {
                    entry.ReportNone("line", "field line", line, lines);
                }

                continue;
            }

            if ((port == SamplePort.Coil || port == SamplePort.Gap || port == SamplePort.Rotation) && sample.Magnet is null)
            {
                if (sampleSection.IsMalformed)
                {
                    continue;
                }

                entry.ReportAt(
                    "port",
                    ": the sample has no magnet; describe it in the section sample.magnet, from which its twin is made for "
                        + "rehearsals.");
                continue;
            }

            if (UncountedFault(terminal, port) is { } uncounted)
            {
                section.ReportAt(key, uncounted);
            }

            wiring.Add(new WiringDefinition(terminal, port, part, loss is LevelRatio ratio ? ratio : default)
            {
                Path = port == SamplePort.Rf ? EffectSchema.ToRfPath(path) : new RfPathEffects(),
            });
        }

        section.RefuseOthers([.. names.Union(section.Keys.Where(key => Terminal.Find(key, names) is not null))]);
        return wiring;
    }

    /// <summary>Why the limits of the sample could not count what a described terminal brings to a port:
    /// they go by the names of channels.</summary>
    private string? UncountedFault(Terminal terminal, SamplePort port)
    {
        (string Channel, QuantityDefinition Quantity)? counted = port == SamplePort.Rf ? (Channels.Power, Power.Definition)
            : port == SamplePort.Pulse ? (Channels.Amplitude, Voltage.Definition)
            : port == SamplePort.DcBias || port == SamplePort.FieldLine || port == SamplePort.Coil
                ? (Channels.Current, Current.Definition)
                : null;
        return counted is var (channel, quantity)
            && devices.Find(device => device.Name == terminal.Instrument) is { Description: not null } device
            && device.FindTerminal(terminal.Name) is { DrivesSample: true } declared
            && !declared.Channels.Any(each => each.Name == channel && each.Quantity == quantity)
                ? $": the limits of the sample count the channel '{channel}', {quantity.Name}, of what is wired to {port.Name}, "
                    + $"and '{terminal}' describes none. "
                    + "Describe it, or leave the wiring out and limit the terminal's own channels."
                : null;
    }

    // The only part of a kind need not be named.
    private static string? ReadPart(BenchSection entry, PartSchema schema, SampleDefinition sample)
    {
        string[] there = [.. sample.Parts.Where(part => part.Schema == schema).Select(part => part.Name)];
        string? name = entry.Text(PartSchema.PartKey, isMandatory: there.Length > 1, $"the name of one of the {schema.Section}");
        if (there.Length == 0)
        {
            entry.ReportAt("port", $": the sample has no {schema.Noun}; describe it in the section sample.{schema.Section}.");
        }
        else if (name is not null && !there.Contains(name))
        {
            entry.ReportNone(PartSchema.PartKey, schema.Noun, name, there);
        }

        return name ?? there.FirstOrDefault();
    }

    /// <summary>The fault of a terminal that a bench file names; <see langword="null"/> where it has none, or where its
    /// instrument has no driver and thus no terminals that could be known.</summary>
    public static string? FaultOf(IEnumerable<InstrumentDefinition> devices, Terminal terminal)
    {
        if (devices.FirstOrDefault(device => device.Name == terminal.Instrument) is not { } device
            || device.FindTerminal(terminal.Name) is not null)
        {
            return null;
        }

        string[] declared = [.. device.Terminals.Select(each => $"{new Terminal(device.Name, each.Name)}")];
        return terminal.IsWhole
            ? $": '{device.Name}' has several terminals; {NearName.Remedy(terminal.ToString(), declared)}"
            : $": '{device.Name}' has no terminal '{terminal.Name}'; {NearName.Remedy(terminal.ToString(), declared)}";
    }
}
