using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Benches;
using Lab.Workbench.Validation;

namespace Lab.Workbench.Workers;

/// <summary>The items of a validation: a seed of a device each.</summary>
internal sealed class SeedItems : IItemWork
{
    private readonly ValidationOrder order;
    private readonly (Experiment On, Func<BenchDefinition, ulong, BenchDefinition>? BenchOf)[] studies;

    public SeedItems(Experiment experiment, ValidationOrder order)
    {
        RecoveryStudy.RequireTruth(experiment);
        this.order = order;
        studies = order.IsGrid
            ?
            [
                .. order.ReadPairs().Select(pair =>
                {
                    Experiment there = GridStudy.On(experiment, pair.Device, pair.Effect);
                    return (there, GridStudy.BenchOf(there, pair.Effect));
                }),
            ]
            : [(RecoveryStudy.Stated(experiment), StatedErrors.OfPower(experiment.Settings))];
    }

    public int StageOf(int item) => 0;

    public async ValueTask<JsonNode> ComputeAsync(int item, CancellationToken cancellationToken)
    {
        (Experiment on, Func<BenchDefinition, ulong, BenchDefinition>? benchOf) = studies[item / order.Seeds];
        SeedOutcome outcome = await RecoveryStudy.RunSeedAsync(
            on, on.Seed + (ulong)(item % order.Seeds), benchOf, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.SerializeToNode(outcome, SeedFile.Format)
            ?? throw new InvalidOperationException("Bug in Lab: a seed without an outcome.");
    }
}
