using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Drivers.Described;
using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.Drivers.Nanovoltmeters;
using Lab.Instruments.Drivers.PulseGenerators;
using Lab.Instruments.Drivers.RfGenerators;
using Lab.Instruments.Drivers.SourceMeters;

namespace Lab.Instruments.Drivers;

/// <summary>The drivers that bench files can name: the shipped ones, and those of modules beside them.</summary>
/// <param name="all">The drivers, by kind. No two have one name.</param>
public sealed class DriverCatalog(IReadOnlyList<DriverDescription> all)
{
    /// <summary>The drivers that ship with Lab.</summary>
    public static DriverCatalog Shipped { get; } = new(
    [
        RohdeSchwarzSmb100A.Description,
        KeysightE8257D.Description,
        AvtechAvr3HeB.Description,
        Keithley2182A.Description,
        YokogawaGs200.Description,
        Keithley6221.Description,
        Keithley2400.Description,
        KepcoBopBit4886.Description,
        LakeShore475.Description,
        FieldRegulatedMagnet.Description,
        DescribedInstrument.Description,
    ]);

    /// <summary>The drivers, by kind.</summary>
    public IReadOnlyList<DriverDescription> All => all;

    /// <summary>The kind whose drivers implement an interface, as it stands in a sentence: <c>an RF generator</c>.</summary>
    public string KindNameOf<T>()
        where T : class, IInstrument =>
        All.Select(driver => driver.Kind).FirstOrDefault(kind => kind.Interface == typeof(T))?.Name
            ?? $"an instrument of the kind {typeof(T).Name}";

    /// <summary>The driver of a name that the bench file's reader has checked.</summary>
    /// <exception cref="InvalidOperationException">There is none: a bug in Lab.</exception>
    public DriverDescription Get(string name) =>
        All.FirstOrDefault(driver => driver.Name == name)
            ?? throw new InvalidOperationException($"Bug in Lab: there is no driver '{name}'.");
}
