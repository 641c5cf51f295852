using System.Reflection;
using Lab.Benches;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;

namespace Lab.Mocks;

/// <summary>The twins of instruments, one for each driver with a wire of its own, and the models of parts of the sample: the
/// shipped ones, and those of modules beside them.</summary>
/// <param name="all">The twins, by kind. No two stand for one driver.</param>
/// <param name="parts">The kinds of parts beside junctions, field lines and magnet.</param>
public sealed class TwinCatalog(IReadOnlyList<TwinDescription> all, params IReadOnlyList<PartDescription> parts)
{
    /// <summary>The twins that ship with Lab. Each names itself in its own file (<see
    /// cref="ShippedTwinAttribute{TTwin}"/>).</summary>
    public static TwinCatalog Shipped { get; } = new(
    [
        .. typeof(TwinCatalog).Assembly.GetCustomAttributes<TwinSourceAttribute>()
            .Select(source => source.Description)
            .OrderBy(twin => twin.Driver, StringComparer.Ordinal),
    ],
    Bilayer.Description,
    Film.Description,
    HallSensor.Description,
    Nanowire.Description,
    Oscillator.Description,
    Pillar.Description,
    Vortex.Description,
    ThermalStage.Description,
    CoaxialLine.Description);

    /// <summary>The twins, by driver.</summary>
    public IReadOnlyList<TwinDescription> All => all;

    /// <summary>The kinds of parts beside junctions, field lines and magnet.</summary>
    public IReadOnlyList<PartDescription> Parts => parts;

    /// <summary>The twin of a driver's instrument; <see langword="null"/> where it has none.</summary>
    /// <param name="driver">The driver's name.</param>
    public TwinDescription? Find(string driver) => All.FirstOrDefault(twin => twin.Driver == driver);

    /// <summary>The settings that a bench file can give the twin of a driver's instrument; none where there is no twin.</summary>
    public IReadOnlyList<SettingKey> SettingsOf(string driver) => Find(driver)?.Settings ?? [];
}
