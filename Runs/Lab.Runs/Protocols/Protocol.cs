using Lab.Benches;

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
    public virtual bool PlansByBench => false;

    /// <inheritdoc/>
    public IExperiment Create(object settings) => Create((TSettings)settings);

    /// <inheritdoc/>
    public IExperiment Create(object settings, BenchDefinition bench) => Create((TSettings)settings, bench);

    /// <summary>Makes the experiment for some settings. A protocol that plans by its bench overrides the other.</summary>
    /// <exception cref="Settings.SettingsException">Settings that contradict each other.</exception>
    public virtual IExperiment Create(TSettings settings) =>
        throw new Settings.SettingsException($"'{Name}' plans by its bench, and has no plan without one.");

    /// <summary>Makes the experiment for some settings on a bench.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench.</param>
    /// <exception cref="Settings.SettingsException">Settings that contradict each other,
    /// or name what the bench does not have.</exception>
    public virtual IExperiment Create(TSettings settings, BenchDefinition bench) => Create(settings);
}
