using Lab.Mocks.RfGenerators;

namespace Lab.Mocks;

/// <summary>All twins, one for each driver with a wire of its own.</summary>
public static class TwinCatalog
{
    /// <summary>The twins, by kind.</summary>
    public static IReadOnlyList<TwinDescription> All { get; } =
    [
        RohdeSchwarzSmb100ATwin.Description,
    ];
}
