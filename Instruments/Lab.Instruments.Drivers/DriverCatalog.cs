using Lab.Instruments.Drivers.RfGenerators;

namespace Lab.Instruments.Drivers;

/// <summary>All drivers that bench files can name.</summary>
public static class DriverCatalog
{
    /// <summary>The drivers, by kind.</summary>
    public static IReadOnlyList<DriverDescription> All { get; } =
    [
        RohdeSchwarzSmb100A.Description,
    ];
}
