using Lab.Runs.Engine;
using Lab.Runs.Protocols;

namespace Lab.Runs.Studies;

/// <summary>A kind of study with settings of one type.</summary>
/// <typeparam name="TSettings">A record whose properties are documented with <see cref="Settings.SettingAttribute"/>.</typeparam>
public abstract class Study<TSettings> : IStudyProtocol
    where TSettings : class, new()
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public Type SettingsType => typeof(TSettings);

    /// <summary>None: a study touches no instrument.</summary>
    public IReadOnlyList<InstrumentNeed> Needs => [];

    /// <summary>The bench that ships with the program and whose device is taken where none is named.</summary>
    public string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public bool TakesDevice(object settings) => TakesDevice((TSettings)settings);

    /// <inheritdoc/>
    IExperiment IProtocol.Create(object settings) => new StudyExperiment(Create((TSettings)settings));

    /// <summary>Makes the study for some settings.</summary>
    /// <exception cref="Settings.SettingsException">Settings that contradict each other.</exception>
    public abstract IStudy Create(TSettings settings);

    /// <summary>Whether it takes a device from a bench file.</summary>
    protected virtual bool TakesDevice(TSettings settings) => false;
}
