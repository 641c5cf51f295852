namespace Lab.Runs.Protocols;

/// <summary>A protocol with settings of one type.</summary>
/// <typeparam name="TSettings">A record whose properties are documented with <see cref="Settings.SettingAttribute"/>.</typeparam>
public abstract class Protocol<TSettings> : IProtocol
    where TSettings : class, new()
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<InstrumentNeed> Needs { get; }

    /// <inheritdoc/>
    public abstract string DefaultBench { get; }

    /// <inheritdoc/>
    public Type SettingsType => typeof(TSettings);

    /// <inheritdoc/>
    public IExperiment Create(object settings) => Create((TSettings)settings);

    /// <summary>Makes the experiment for some settings.</summary>
    /// <exception cref="Settings.SettingsException">Settings that contradict each other.</exception>
    public abstract IExperiment Create(TSettings settings);
}
