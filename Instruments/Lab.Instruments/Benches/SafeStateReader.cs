using Lab.Instruments.Safety;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Benches;

/// <summary>Reads the recipe <c>safe_state</c> of a bench file, or makes the default one.</summary>
/// <param name="devices">The instruments of the bench.</param>
/// <param name="kindOf">Tells the kind of one.</param>
/// <param name="names">The names of all instruments of the file, those included whose entries are wrong.</param>
internal sealed class SafeStateReader(
    IReadOnlyList<InstrumentDefinition> devices, Func<InstrumentDefinition, InstrumentKind> kindOf, IReadOnlyCollection<string> names)
{
    private const string Key = "safe_state";

    private static readonly Dictionary<string, SafeAction> Actions =
        Enum.GetValues<SafeAction>().ToDictionary(SafeStateStep.NameOf, action => action);

    /// <summary>The names of the actions in bench files.</summary>
    public static IReadOnlyCollection<string> ActionNames => Actions.Keys;

    /// <summary>Every instrument that can drive the sample, in the order of their ranks.</summary>
    public IReadOnlyList<SafeStateStep> Default() =>
        [.. devices.Where(device => device.DrivesSample).OrderBy(device => device.SafeRank).Select(device => new SafeStateStep(device.Name))];

    /// <summary>Reads the recipe; reports what is wrong with it.</summary>
    public IReadOnlyList<SafeStateStep> Read(BenchSection top)
    {
        if (top.Entries(Key) is not { } entries)
        {
            return Default();
        }

        List<SafeStateStep> steps = [.. entries.Select(entry => entry.Section is { } section ? ReadStep(top, section) : ReadName(top, entry.Text!)).OfType<SafeStateStep>()];
        foreach (SafeStateStep missing in Default().Where(needed => !steps.Exists(step => step.Instrument == needed.Instrument)))
        {
            top.ReportAt(Key, $" leaves out '{missing.Instrument}', which can drive the sample; name every instrument that drives something.");
        }

        return steps;
    }

    private SafeStateStep? ReadName(BenchSection top, string name)
    {
        if (devices.Any(device => device.Name == name))
        {
            return new SafeStateStep(name);
        }

        if (!names.Contains(name))
        {
            top.ReportNone(Key, "instrument", name, names);
        }

        return null;
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

        InstrumentDefinition device = devices.First(each => each.Name == name);
        InstrumentKind kind = kindOf(device);
        ZeroRamp ramp = device.Terminals.Count == 0 ? ZeroRamp.None : device.Terminals.Max(terminal => terminal.Ramp);
        if (action == SafeAction.Off && device.IsInductive)
        {
            section.ReportAt("action", $": '{name}' is {kind.Name}; off without a ramp would let its field collapse. Write safe, which ramps first.");
        }
        else if (action == SafeAction.Zero && ramp == ZeroRamp.None)
        {
            section.ReportAt("action", $": '{name}' is {kind.Name}, which has no current to bring to zero. Write safe or off.");
        }
        else if (rate is not null && (ramp != ZeroRamp.AtAnyRate || action is SafeAction.Off or SafeAction.Hold))
        {
            section.ReportAt("rate", ": only currents of sources are ramped at a rate of the recipe, with the actions safe and zero; magnets have theirs among their settings.");
        }

        return step with { Action = action, Rate = rate as CurrentRate? };
    }
}
