using Lab.Instruments.Benches;
using Lab.Mocks.CurrentSources;
using Lab.Mocks.Electromagnets;
using Lab.Mocks.Nanovoltmeters;
using Lab.Mocks.PulseGenerators;
using Lab.Mocks.RfGenerators;
using Lab.Mocks.SourceMeters;

namespace Lab.Mocks;

/// <summary>All twins, one for each driver with a wire of its own.</summary>
public static class TwinCatalog
{
    /// <summary>The twins, by kind.</summary>
    public static IReadOnlyList<TwinDescription> All { get; } =
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
    ];

    /// <summary>What a bench file can tell the twin of a driver's instrument; nothing where it has none.</summary>
    public static IReadOnlyList<SettingKey> SettingsOf(string driver) => All.FirstOrDefault(twin => twin.Driver == driver)?.Settings ?? [];
}
