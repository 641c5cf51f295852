using Lab.Benches;
using Lab.Mocks.CurrentSources;
using Lab.Mocks.Described;
using Lab.Mocks.Electromagnets;
using Lab.Mocks.Nanovoltmeters;
using Lab.Mocks.PulseGenerators;
using Lab.Mocks.RfGenerators;
using Lab.Mocks.SourceMeters;
using Lab.Mocks.Stages;

namespace Lab.Mocks;

/// <summary>The twins of instruments, one for each driver with a wire of its own, and the models of parts of the sample: the
/// shipped ones, and those of modules beside them.</summary>
/// <param name="all">The twins, by kind. No two stand for one driver.</param>
/// <param name="parts">The kinds of parts that modules brought.</param>
public sealed class TwinCatalog(IReadOnlyList<TwinDescription> all, params IReadOnlyList<PartDescription> parts)
{
    /// <summary>The twins that ship with Lab.</summary>
    public static TwinCatalog Shipped { get; } = new(
    [
        RohdeSchwarzSmb100ATwin.Description,
        KeysightE8257DTwin.Description,
        AvtechAvr3HeBTwin.Description,
        Keithley2182ATwin.Description,
        YokogawaGs200Twin.Description,
        Keithley6221Twin.Description,
        Keithley2400Twin.Description,
        KepcoBopBit4886Twin.Description,
        LakeShore475Twin.Description,
        DescribedInstrumentTwin.Description,
    ]);

    /// <summary>The twins, by kind.</summary>
    public IReadOnlyList<TwinDescription> All => all;

    /// <summary>The kinds of parts that modules brought.</summary>
    public IReadOnlyList<PartDescription> Parts => parts;

    /// <summary>The twin of a driver's instrument; <see langword="null"/> where it has none.</summary>
    /// <param name="driver">The driver's name.</param>
    public TwinDescription? Find(string driver) => All.FirstOrDefault(twin => twin.Driver == driver);

    /// <summary>What a bench file can tell the twin of a driver's instrument; nothing where it has none.</summary>
    public IReadOnlyList<SettingKey> SettingsOf(string driver) => Find(driver)?.Settings ?? [];
}
