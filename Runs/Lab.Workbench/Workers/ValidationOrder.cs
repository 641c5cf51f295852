using Lab.Workbench.Validation;

namespace Lab.Workbench.Workers;

/// <summary>Which seeds of which devices are validated.</summary>
/// <param name="Seeds">How many seeds each device gets.</param>
/// <param name="Devices">The devices as the command names them; <see langword="null"/> for the bench as it is.</param>
/// <param name="Effects">The effects as the command names them; <see langword="null"/> for those of the shipped list.</param>
public sealed record ValidationOrder(int Seeds, string? Devices, string? Effects)
{
    /// <summary>Whether other devices than that of the bench are validated.</summary>
    public bool IsGrid => Devices is not null || Effects is not null;

    /// <summary>The devices with their effects, each once, however often the command names it; none where the bench is
    /// validated as it is.</summary>
    /// <exception cref="WorkbenchException">There is no such device or effect.</exception>
    public IReadOnlyList<(GridDevice Device, GridEffect Effect)> ReadPairs() => IsGrid
        ?
        [
            .. GridStudy.Pairs(
                GridStudy.ReadDevices(Devices ?? DeviceGrid.All[0].Name),
                Effects is { } names ? GridStudy.ReadEffects(names) : null).Distinct(),
        ]
        : [];

    /// <summary>How many items there are, a seed each.</summary>
    public int CountItems() => IsGrid ? checked(ReadPairs().Count * Seeds) : Seeds;
}
