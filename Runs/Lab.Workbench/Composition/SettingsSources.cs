using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Files;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using YamlDotNet.RepresentationModel;

namespace Lab.Workbench.Composition;

/// <summary>The settings of a protocol from texts, a settings file or a recorded run.</summary>
public static class SettingsSources
{
    private const int MostBytes = 1 << 20;

    /// <summary>Reads a settings file.</summary>
    /// <param name="file">The file, a YAML mapping.</param>
    /// <returns>The values as they are written, by key.</returns>
    /// <exception cref="WorkbenchException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> ReadFile(string file)
    {
        var given = new Dictionary<string, string>();
        ReadFile(file, given);
        return given;
    }

    /// <summary>Reads the text of a settings file.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="yaml">The text.</param>
    /// <exception cref="WorkbenchException">A key is unknown or a value does not fit.</exception>
    public static object ReadText(IProtocol protocol, string yaml)
    {
        var given = new Dictionary<string, string>();
        AddText(yaml, "settings", given);
        return Bind(protocol, given);
    }

    /// <summary>Makes the settings of a protocol from texts by key.</summary>
    /// <exception cref="WorkbenchException">A key is unknown or a value does not fit.</exception>
    public static object Bind(IProtocol protocol, IReadOnlyDictionary<string, string> given)
    {
        try
        {
            object settings = SettingsBinder.Bind(protocol.SettingsType, given);

            // Settings that contradict each other are found here, before anything opens; so is a plan that would seem to hang.
            if (!protocol.PlansByBench)
            {
                RequireFewPoints(protocol.Create(settings));
            }

            return settings;
        }
        catch (SettingsException error)
        {
            throw new WorkbenchException($"{protocol.Name}: {error.Message}", WorkbenchFault.Request);
        }
    }

    /// <summary>Finds what contradicts the bench in the settings of a protocol that plans by it.</summary>
    /// <exception cref="WorkbenchException">Something does.</exception>
    public static void RequirePlan(IProtocol protocol, object settings, BenchDefinition bench)
    {
        if (!protocol.PlansByBench)
        {
            return;
        }

        try
        {
            RequireFewPoints(protocol.Create(settings, bench));
        }
        catch (SettingsException error)
        {
            throw new WorkbenchException($"{protocol.Name}: {error.Message}", WorkbenchFault.Request);
        }
    }

    private static void RequireFewPoints(IExperiment experiment)
    {
        if (experiment.PointCount is not (>= 0 and <= SettingsBinder.MaximumPoints) and var points)
        {
            throw new SettingsException(
                $"The settings ask for {(points < 0 ? "more than two thousand million" : points)} points; a run has at most "
                    + $"{SettingsBinder.MaximumPoints}.");
        }
    }

    /// <summary>The settings of a recorded run, whose files are those that it read: their copies in its folder, or themselves
    /// where they are
    /// unchanged.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="info">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="WorkbenchException">This version of Lab does not have them.</exception>
    /// <exception cref="Lab.Runs.RunException">A file is not there any more and was too large for a copy.</exception>
    public static object OfRun(IProtocol protocol, RunInfo info, string folder) =>
        OfRun(protocol, info, file => RunFiles.Find(folder, file));

    /// <summary>The settings of a recorded run that goes on, whose files are those that lie where they lay; the copies in its
    /// folder where
    /// nothing lies there.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="info">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="acceptsChanges">Whether a file may be another one than the run began with.</param>
    /// <exception cref="WorkbenchException">A file has changed, or this version of Lab does not have the settings.</exception>
    /// <exception cref="Lab.Runs.RunException">A file is not there any more and was too large for a copy.</exception>
    public static object OfRunToResume(
        IProtocol protocol, RunInfo info, string folder,
        bool acceptsChanges) => OfRun(protocol, info, file => RunFiles.SumOf(file.Path) switch
    {
        null => RunFiles.Find(folder, file),
        string sum when sum != file.Sha256 && !acceptsChanges => throw new WorkbenchException(
            $"The run began differently: the file {file.Path} of the setting '{file.Setting}' has changed since. Put it back as "
                + "it was, or accept it with --accept-changes, which is recorded. "
            + (RunFiles.FindCopy(folder, file) is { } copy ? $"A copy of it as it was is '{copy}'." : string.Empty),
            WorkbenchFault.Request),
        _ => file.Path,
    });

    private static object OfRun(IProtocol protocol, RunInfo info, Func<RunFile, string> find)
    {
        try
        {
            var texts = new Dictionary<string, string>(info.Settings);
            foreach (SettingDescription setting in SettingsBinder.Describe(protocol.SettingsType)
                .Where(setting => setting.IsFile))
            {
                if (info.Files.FirstOrDefault(file => file.Setting == setting.Name) is { } file)
                {
                    texts[setting.Name] = find(file);
                }
            }

            object settings = SettingsBinder.Bind(protocol.SettingsType, texts);
            if (!protocol.PlansByBench)
            {
                protocol.Create(settings);
            }

            return settings;
        }
        catch (SettingsException error)
        {
            throw new WorkbenchException(
                info.Version == RunEngine.Version
                    ? $"The settings of the run '{info.Run}' cannot be read again. {error.Message}"
                    : $"The run '{info.Run}' was made by Lab {info.Version} with settings that this version does not have. "
                        + $"{error.Message}",
                WorkbenchFault.Request);
        }
    }

    private static void ReadFile(string file, Dictionary<string, string> given)
    {
        try
        {
            AddText(PlainFile.ReadText(file, MostBytes), file, given);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WorkbenchException($"{file} cannot be read as settings: {error.Message}", WorkbenchFault.Request);
        }
    }

    private static void AddText(string yaml, string file, Dictionary<string, string> given)
    {
        try
        {
            if (FlatYaml.Load(yaml, file).Documents is not [{ RootNode: YamlMappingNode mapping }])
            {
                throw new WorkbenchException($"{file}: a settings file holds lines 'key: value'.", WorkbenchFault.Request);
            }

            foreach ((YamlNode key, YamlNode value) in mapping.Children)
            {
                given[key.ToString()] = value is YamlScalarNode { Value: { } text }
                    ? text
                    : throw new WorkbenchException(
                        $"{file}:{key.Start.Line}: '{key}' must be a text such as 2..12 uW step 2 uW.", WorkbenchFault.Request);
            }
        }
        catch (BenchException error)
        {
            throw new WorkbenchException($"{file} cannot be read as settings: {error.Message}", WorkbenchFault.Request);
        }
    }
}
