using System.Text.Json.Nodes;
using Lab.Workbench.Validation;

namespace Lab.Cli.Output;

/// <summary>Studies as JSON, in SI units. What is not a number is null.</summary>
internal static class RecoveryJson
{
    /// <summary>A study.</summary>
    public static JsonObject Of(Recovery recovery) => new()
    {
        ["seeds"] = recovery.Outcomes.Count,
        ["failed"] = recovery.Failures.Count,
        ["withheld"] = recovery.WithheldCount,
        ["coverage"] = Number(recovery.Coverage),
        ["coverageError"] = Number(recovery.CoverageError),
        ["rmsZ"] = Number(recovery.RootMeanSquareScore),
        ["stated"] = recovery.StatedCount,
        ["beyond3"] = recovery.BeyondCount,
        ["failures"] = new JsonArray(
            [.. recovery.Failures.Select(each => (JsonNode)new JsonObject { ["seed"] = each.Seed, ["reason"] = each.Failure })]),
        ["results"] = new JsonArray([.. recovery.Results.Select(result => (JsonNode)Of(result))]),
    };

    /// <summary>A grid.</summary>
    public static JsonArray Of(IEnumerable<GridCell> cells) => new(
    [
        .. cells.Select(cell =>
        {
            JsonObject study = Of(cell.Recovery);
            study["device"] = cell.Device;
            study["effect"] = cell.Effect;
            return (JsonNode)study;
        }),
    ]);

    private static JsonObject Of(RecoveredResult result)
    {
        var known = new JsonObject
        {
            ["name"] = result.Name,
            ["count"] = result.Count,
            ["notDetermined"] = result.NotDeterminedCount,
            ["unfounded"] = result.UnfoundedCount,
        };
        if (result.Count > 0)
        {
            known["hidden"] = Number(result.MeanTruth);
            known["bias"] = Number(result.Bias);
            known["spread"] = Number(result.Spread);
            known["uncertainty"] = Number(result.MeanUncertainty);
            known["coverage"] = Number(result.Coverage);
            known["coverageError"] = Number(result.CoverageError);
            known["rmsZ"] = Number(result.RootMeanSquareScore);
            known["worstZ"] = Number(result.WorstScore);
            known["z"] = new JsonArray([.. result.Scores.Select(z => (JsonNode?)Number(Math.Round(z, 3)))]);
        }

        return known;
    }

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
