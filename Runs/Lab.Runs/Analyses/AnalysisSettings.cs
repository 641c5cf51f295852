using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Runs.Analyses;

/// <summary>The settings of a protocol that its analysis alone reads, and that may therefore be others after the
/// measurement.</summary>
public static class AnalysisSettings
{
    /// <summary>Their keys.</summary>
    /// <param name="protocol">The protocol.</param>
    public static IReadOnlyList<string> Of(IProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        return [.. SettingsBinder.Describe(protocol.SettingsType).Where(setting => setting.IsAnalysis)
            .Select(setting => setting.Name)];
    }

    /// <summary>Requires that settings are of the analysis alone.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="keys">The keys that are to have other values.</param>
    /// <exception cref="SettingsException">One decides what is measured, or is not there.</exception>
    public static void Require(IProtocol protocol, IEnumerable<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        IReadOnlyList<string> allowed = Of(protocol);
        string all = allowed.Count == 0 ? $"{protocol.Name} has no settings of the analysis alone."
            : $"Settings of the analysis are {string.Join(", ", allowed)}.";
        foreach (string key in keys.Where(key => !allowed.Contains(key)))
        {
            throw SettingsBinder.Describe(protocol.SettingsType).Any(setting => setting.Name == key)
                ? new SettingsException(
                    $"The setting '{key}' decides what is measured: with another value the data would be another. Measure again "
                        + $"with 'lab run {protocol.Name} --set {key}=…'. {all}")
                : new SettingsException($"There is no setting '{key}'. {all}");
        }
    }
}
