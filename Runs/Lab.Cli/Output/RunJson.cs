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
            ["data"] = Of(info.Data),
            ["results"] = results,
            ["folder"] = folder,
        };
        return document.ToJsonString(Options);
    }

    /// <summary>The data read from files that settings name.</summary>
    public static JsonArray Of(IReadOnlyList<ReadData> data) => new(
    [
        .. data.Select(each => (JsonNode)new JsonObject
        {
            ["setting"] = each.Setting,
            ["source"] = each.Source,
            ["counts"] = new JsonObject(each.Counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
            ["columns"] = new JsonArray([.. each.Columns.Select(column => (JsonNode)column)]),
            ["classes"] = new JsonObject(each.Classes.Select(known => KeyValuePair.Create(known.Name, (JsonNode?)known.Count))),
            ["notes"] = new JsonArray([.. each.Notes.Select(note => (JsonNode)note)]),
        }),
    ]);

    // JSON has no NaN; an unknown number is null.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
