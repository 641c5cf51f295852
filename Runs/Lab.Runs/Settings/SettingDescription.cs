using System.Reflection;

namespace Lab.Runs.Settings;

/// <summary>A setting of a protocol.</summary>
/// <param name="Name">Its key, in snake case.</param>
/// <param name="Expected">The form of its value: <c>a sweep of frequency such as 346 MHz</c>.</param>
/// <param name="Default">The default as text.</param>
/// <param name="Description">The effect of the setting.</param>
/// <param name="Property">The property of the settings record.</param>
public sealed record SettingDescription(string Name, string Expected, string Default, string Description, PropertyInfo Property)
{
    /// <summary>Whether its text names a file that the protocol reads.</summary>
    public bool IsFile => Property.GetCustomAttribute<SettingAttribute>() is { IsFile: true };

    /// <summary>Whether the analysis alone reads it.</summary>
    public bool IsAnalysis => Property.GetCustomAttribute<SettingAttribute>() is { IsAnalysis: true };
}
