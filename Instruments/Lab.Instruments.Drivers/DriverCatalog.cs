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

    /// <summary>The driver of a name that the bench file's reader has checked.</summary>
    /// <exception cref="InvalidOperationException">There is none: a bug in Lab.</exception>
    public static DriverDescription Get(string name) =>
        All.FirstOrDefault(driver => driver.Name == name) ?? throw new InvalidOperationException($"Bug in Lab: there is no driver '{name}'.");
}
