using Lab.Benches;

namespace Lab.Workbench.Validation;

/// <summary>A study on each device of a grid, and on devices with effects.</summary>
public static class GridStudy
{
    /// <summary>The devices that a text names.</summary>
    /// <param name="text"><c>grid</c> for all, or names with a semicolon between them.</param>
    /// <exception cref="WorkbenchException">There is no such device.</exception>
    public static IReadOnlyList<GridDevice> ReadDevices(string text) => text == "grid"
        ? DeviceGrid.All
        : [.. text.Split(';', StringSplitOptions.TrimEntries)
            .Select(name => DeviceGrid.All.FirstOrDefault(device => device.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new WorkbenchException(
                    $"--devices: there is no device '{name}'; there are grid, for all, and, with a semicolon between several, "
                        + $"{string.Join("; ", DeviceGrid.All.Select(device => device.Name))}.",
                    WorkbenchFault.Request))];

    /// <summary>The effects that a text names.</summary>
    /// <param name="text"><c>all</c>, <c>none</c>, or names with a comma between them.</param>
    /// <exception cref="WorkbenchException">There is no such effect.</exception>
    public static IReadOnlyList<GridEffect> ReadEffects(string text)
    {
        GridEffect[] known = [GridEffect.None, .. GridEffect.All];
        return text == "all" ? known : [.. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(name => known.FirstOrDefault(effect => effect.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new WorkbenchException(
                    $"--effects: there is no effect '{name}'; there are all and, with a comma between several, "
                        + $"{string.Join(", ", known.Select(effect => effect.Name))}.",
                    WorkbenchFault.Request))];
    }

    /// <summary>The pairs that are studied: every device with every effect, or, where no effects are named, every device by
    /// itself and the first
    /// one with each effect.</summary>
    public static IReadOnlyList<(GridDevice Device, GridEffect Effect)> Pairs(
        IReadOnlyList<GridDevice> devices, IReadOnlyList<GridEffect>? effects) =>
        effects is null
            ? [.. devices.Select(device => (device, GridEffect.None)), .. GridEffect.All.Select(effect => (devices[0], effect))]
            : [.. devices.SelectMany(device => effects.Select(effect => (device, effect)))];

    /// <summary>The name of the study of a device with an effect.</summary>
    internal static string NameOf(GridDevice device, GridEffect effect) => $"{device.Name}, {effect.Name}";

    /// <summary>The experiment on a device with an effect.</summary>
    internal static Experiment On(Experiment experiment, GridDevice device, GridEffect effect)
    {
        Experiment there = device.In(experiment);
        return there with
        {
            Bench = effect.Bench(StatedErrors.OfField(there.Bench)),
            Settings = effect.Suited(there.Settings),
        };
    }

    /// <summary>The bench of a seed where it is another one for each; <see langword="null"/> where it is the same.</summary>
    internal static Func<BenchDefinition, ulong, BenchDefinition>? BenchOf(Experiment there, GridEffect effect) =>
        effect.IsErrorOfPower ? null : StatedErrors.OfPower(there.Settings);

    /// <summary>Carries the studies out, one after the other.</summary>
    /// <param name="experiment">The experiment on its own bench.</param>
    /// <param name="pairs">Devices with their effects.</param>
    /// <param name="seeds">How many seeds each gets.</param>
    /// <param name="progress">Told after each seed how many are done in all.</param>
    /// <param name="found">Told of each pair when it is done.</param>
    /// <param name="stop">Ends the study; what is done is given.</param>
    /// <param name="kept">The file of the seeds that are done; <see langword="null"/> where none is kept.</param>
    /// <param name="elsewhere">Gives seeds that other processes run; <see langword="null"/> where this one does.</param>
    public static async Task<IReadOnlyList<GridCell>> RunAsync(
        Experiment experiment,
        IReadOnlyList<(GridDevice Device, GridEffect Effect)> pairs,
        int seeds,
        Action<int> progress,
        Action<GridCell> found,
        CancellationToken stop,
        SeedFile? kept = null,
        ISeedSource? elsewhere = null)
    {
        List<GridCell> cells = [];
        foreach ((GridDevice device, GridEffect effect) in pairs)
        {
            Experiment there = On(experiment, device, effect);
            int before = cells.Count * seeds;
            Recovery recovery = await RecoveryStudy.RunAsync(
                there,
                seeds,
                done => progress(before + done),
                stop,
                BenchOf(there, effect),
                kept,
                elsewhere,
                NameOf(device, effect)).ConfigureAwait(false);
            if (recovery.Outcomes.Count == 0)
            {
                break; // stopped before its first seed
            }

            var cell = new GridCell(device.Name, effect.Name, recovery);
            cells.Add(cell);
            found(cell);
            if (stop.IsCancellationRequested)
            {
                break;
            }
        }

        return cells;
    }
}
