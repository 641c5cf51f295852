using System.Text;
using System.Text.Json.Nodes;
using Lab.Instruments.Files;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Workbench.Validation;

/// <summary>What the numbers of an experiment depend on besides its seed: version, bench, files, settings.</summary>
internal static class ExperimentIdentity
{
    /// <summary>The facts, by their names.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="settings">Its settings as texts by key, where they are written otherwise than it has them.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static JsonObject Of(Experiment experiment, IReadOnlyDictionary<string, string>? settings = null)
    {
        string? bench = experiment.ReadBenchText();
        string[] sums =
        [
            .. bench is null ? (string[])[] : [PlainFile.Sha256(Encoding.UTF8.GetBytes(bench))],
            .. bench is not null && RunFiles.DeviceOf(bench, experiment.BenchFile) is { } device
                ? (string[])[SumOf(device.Path)]
                : [],
            .. experiment.Modules.Files.Select(module => module.Sha256),
            .. experiment.Protocol.FilesOf(experiment.Settings).Select(named => SumOf(named.Path)),
        ];
        return new JsonObject
        {
            ["version"] = RunEngine.Version,
            ["bench"] = experiment.Bench.Name,
            ["files"] = string.Join(' ', sums),
            ["twins"] = experiment.HasRoughTwins ? "rough" : "as the bench says",
            ["limits"] = string.Join("; ", experiment.Limits),
            ["settings"] = string.Join(
                "; ", (settings ?? SettingsBinder.Write(experiment.Protocol.SettingsType, experiment.Settings)).Select(
                    setting => $"{setting.Key}={setting.Value}")),
        };
    }

    private static string SumOf(string path)
    {
        using FileStream stream = PlainFile.Open(path);
        return PlainFile.Sha256(stream);
    }
}
