using System.Text.Json.Nodes;

namespace Lab.Workbench.Workers;

/// <summary>The items of a study as a worker computes them.</summary>
internal interface IItemWork
{
    /// <summary>Stage of an item; stages ascend with the items, and those of one are independent.</summary>
    int StageOf(int item);

    /// <summary>Computes an item, after all those of the stages before are done.</summary>
    /// <param name="item">The item, from 0.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>What its file holds.</returns>
    /// <exception cref="Lab.Runs.RunException">The item has no result.</exception>
    ValueTask<JsonNode> ComputeAsync(int item, CancellationToken cancellationToken);
}
