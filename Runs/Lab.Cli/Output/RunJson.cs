using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Cli.Output;

/// <summary>The document that <c>--json</c> prints.</summary>
internal static class RunJson
{
    /// <summary>Indented, with the characters of units as they are.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document of a run.</summary>
    public static string Of(RunInfo info, string folder)
    {
        var results = new JsonObject();
        foreach (ResultValue result in info.Results)
        {
            results[result.Name] = new JsonObject
            {
                ["value"] = Number(result.Value),
                ["unit"] = result.Unit,
                ["uncertainty"] = result.Uncertainty is { } uncertainty ? Number(uncertainty) : null,
            };
        }

        var document = new JsonObject
        {
            ["run"] = info.Run,
            ["protocol"] = info.Protocol,
            ["status"] = info.Status.ToString().ToLowerInvariant(),
            ["reason"] = info.Reason,
            ["seed"] = info.Seed,
            ["points"] = info.Points,
            ["benchSeconds"] = info.BenchSeconds,
            ["results"] = results,
            ["folder"] = folder,
        };
        return document.ToJsonString(Options);
    }

    // JSON has no NaN; an unknown number is null.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
