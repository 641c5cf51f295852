using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads the recipe <c>safe_state</c> of a bench file, or makes the default one.</summary>
/// <param name="devices">The instruments of the bench.</param>
/// <param name="kindOf">Tells the kind of one.</param>
/// <param name="names">The names of all instruments of the file, those included whose entries are wrong.</param>
internal sealed class SafeStateReader(
    IReadOnlyList<InstrumentDefinition> devices, Func<InstrumentDefinition, InstrumentKind> kindOf,
    IReadOnlyCollection<string> names)
{
    private const string Key = "safe_state";

    private static readonly Dictionary<string, SafeAction> Actions =
        Enum.GetValues<SafeAction>().ToDictionary(SafeStateStep.NameOf, action => action);

    /// <summary>The names of the actions in bench files.</summary>
    public static IReadOnlyCollection<string> ActionNames => Actions.Keys;

    /// <summary>Everything that can drive the sample, in the order of its ranks: an instrument as a whole, or each terminal by
    /// itself where their ranks differ.</summary>
    public IReadOnlyList<SafeStateStep> Default() =>
        [.. devices.SelectMany(Drives).OrderBy(drive => drive.Rank).Select(drive => new SafeStateStep(drive.Terminal))];

    /// <summary>Reads the recipe; reports what is wrong with it.</summary>
    public IReadOnlyList<SafeStateStep> Read(BenchSection top)
    {
        if (top.Entries(Key) is not { } entries)
        {
            return Default();
        }

        List<SafeStateStep> steps = [.. entries.Select(entry => entry.Section is { } section
            ? ReadStep(top, section)
            : ReadName(top, entry.Text!)).OfType<SafeStateStep>()];
        foreach (Terminal missing in Default().Select(needed => needed.Terminal).Where(needed => !IsCovered(needed, steps)))
        {
            top.ReportAt(
                Key, $" leaves out '{missing}', which can drive the sample; name every instrument that drives something.");
        }

        return steps;
    }

    private SafeStateStep? ReadName(BenchSection top, string name)
    {
        if (Terminal.Find(name, names) is not { } terminal)
        {
            top.ReportNone(Key, "instrument", name, names);
            return null;
        }

        if (!terminal.IsWhole && WiringReader.FaultOf(devices, terminal) is { } fault)
        {
            top.ReportAt(Key, fault);
            return null;
        }

        return devices.Any(device => device.Name == terminal.Instrument) ? new SafeStateStep(terminal) : null;
    }

    private static IEnumerable<(Terminal Terminal, int Rank)> Drives(InstrumentDefinition device)
    {
        TerminalDefinition[] driving = [.. device.Terminals.Where(terminal => terminal.DrivesSample)];
        return driving.DistinctBy(terminal => terminal.SafeRank).Count() switch
        {
            0 => [],
            1 => [(device.Name, driving[0].SafeRank!.Value)],
            _ => driving.Select(terminal => (new Terminal(device.Name, terminal.Name), terminal.SafeRank!.Value)),
        };
    }

    /// <summary>Whether steps reach all that a default step does: the terminal, its instrument,
    /// or each driving terminal of that.</summary>
    private bool IsCovered(Terminal needed, List<SafeStateStep> steps)
    {
        IEnumerable<Terminal> parts = needed.IsWhole
            ? devices.First(device => device.Name == needed.Instrument).Terminals.Where(terminal => terminal.DrivesSample)
                .Select(terminal => new Terminal(needed.Instrument, terminal.Name))
            : [needed];
        return parts.All(part => steps.Exists(step => step.Terminal.Covers(part)));
    }

    private SafeStateStep? ReadStep(BenchSection top, BenchSection section)
    {
        string? name = section.Text("instrument", isMandatory: true, devices.Count > 0 ? devices[0].Name : "rf");
        string actionName = section.Text("action", isMandatory: false, "zero") ?? SafeStateStep.NameOf(SafeAction.Safe);
        object? rate = section.Value(SettingKey.Positive<CurrentRate>("rate", default(CurrentRate), string.Empty));
        section.RefuseOthers("instrument", "action", "rate");
        if (name is null || ReadName(top, name) is not { } step)
        {
            return null;
        }

        if (!Actions.TryGetValue(actionName, out SafeAction action))
        {
            section.ReportNone("action", "action", actionName, ActionNames);
            return step;
        }

        InstrumentDefinition device = devices.First(each => each.Name == step.Instrument);
        InstrumentKind kind = kindOf(device);
        TerminalDefinition[] terminals = [.. device.TerminalsOf(step.Terminal)];
        ZeroRamp ramp = terminals.Select(terminal => terminal.Ramp).DefaultIfEmpty(ZeroRamp.None).Max();
        if (action == SafeAction.Off && Array.Exists(terminals, terminal => terminal.IsInductive))
        {
            section.ReportAt(
                "action",
                $": '{name}' is {kind.Name}; off without a ramp would let its field collapse. Write safe, which ramps first.");
        }
        else if (action == SafeAction.Zero && ramp == ZeroRamp.None)
        {
            section.ReportAt("action", $": '{name}' is {kind.Name}, which has no current to bring to zero. Write safe or off.");
        }
        else if (rate is not null && (ramp != ZeroRamp.AtAnyRate || action is SafeAction.Off or SafeAction.Hold))
        {
            section.ReportAt(
                "rate",
                ": only currents of sources are ramped at a rate of the recipe, with the actions safe and zero; magnets have "
                    + "theirs among their settings.");
        }

        return step with { Action = action, Rate = rate as CurrentRate? };
    }
}
