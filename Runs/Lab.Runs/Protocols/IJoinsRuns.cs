using Lab.Runs.Settings;

namespace Lab.Runs.Protocols;

/// <summary>A protocol that can analyse several of its runs together, as if their points were of one run.</summary>
public interface IJoinsRuns
{
    /// <summary>The experiment whose analysis takes the points of all runs, one run after the other.</summary>
    /// <param name="settings">The settings of each run, in the order in which they began; of the protocol's own type.</param>
    /// <exception cref="SettingsException">The runs do not belong together, such as runs in different fields.</exception>
    IExperiment Join(IReadOnlyList<object> settings);
}
