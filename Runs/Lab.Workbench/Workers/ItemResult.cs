using System.Text.Json.Nodes;

namespace Lab.Workbench.Workers;

/// <summary>An item that is done, as its file holds it.</summary>
internal sealed record ItemResult
{
    /// <summary>The item, from 0.</summary>
    public int Item { get; init; }

    /// <summary>The hash of the study's settings (<see cref="WorkOrder.Hash"/>).</summary>
    public required string Hash { get; init; }

    /// <summary>The worker that computed it.</summary>
    public required string Worker { get; init; }

    /// <summary>How long that took.</summary>
    public double Seconds { get; init; }

    /// <summary>What came of it; <see langword="null"/> where nothing did.</summary>
    public JsonNode? Outcome { get; init; }

    /// <summary>Files beside the record that came with it, in the folder of the worker's files.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Why nothing came of it; <see langword="null"/> where something did.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the failure is a bug of Lab.</summary>
    public bool IsBug { get; init; }
}
