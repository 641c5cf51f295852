using Lab.Benches;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Runs.Protocols;

/// <summary>A kind of experiment, as the program lists it.</summary>
public interface IProtocol
{
    /// <summary>Its name on the command line, in kebab case.</summary>
    string Name { get; }

    /// <summary>Its measurement, in a sentence.</summary>
    string Summary { get; }

    /// <summary>The instruments it needs.</summary>
    IReadOnlyList<InstrumentNeed> Needs { get; }

    /// <summary>The bench that ships with the program and on which the protocol runs where none is given.</summary>
    string DefaultBench { get; }

    /// <summary>The record of its settings, whose defaults are the experiment one would do first.</summary>
    Type SettingsType { get; }

    /// <summary>The files that some settings name, by their paths or as <see cref="INamesFiles"/>.</summary>
    IReadOnlyList<NamedFile> FilesOf(object settings) =>
    [
        .. SettingsBinder.Describe(SettingsType)
            .Where(setting => setting.IsFile && setting.Property.GetValue(settings) is string { Length: > 0 })
            .Select(setting => new NamedFile(setting.Name, (string)setting.Property.GetValue(settings)!)),
        .. settings is INamesFiles named ? named.FindFiles() : [],
    ];

    /// <summary>Whether its plan depends on the bench, such as on the channels that its settings name.</summary>
    bool PlansByBench => false;

    /// <summary>Makes the experiment for some settings on a bench; its plan is known from then on.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench; nothing of it need be open.</param>
    /// <exception cref="Settings.SettingsException">Settings that contradict each other,
    /// or name what the bench does not have.</exception>
    IExperiment Create(object settings, BenchDefinition bench) => Create(settings);

    /// <summary>Makes the experiment for some settings; its plan is known from then on.
    /// Not of a protocol that plans by its bench.</summary>
    /// <exception cref="Settings.SettingsException">Settings that contradict each other.</exception>
    IExperiment Create(object settings);
}
