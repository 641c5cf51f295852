using System.Collections.Concurrent;
using Lab.Models.HardwareInTheLoop;
using Lab.Runs.Studies;
using Lab.Studies.Training;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Trains and tests the chips of a replicate.</summary>
/// <param name="settings">The settings.</param>
/// <param name="chips">All chips.</param>
/// <param name="replicates">The numbers of the chips of each item.</param>
/// <param name="accuracies">Accuracies of the chips so far, by their numbers.</param>
/// <param name="context">Gives the seeds.</param>
internal sealed class DynamicalMismatchWork(
    DynamicalMismatchStudySettings settings, IReadOnlyList<ChipPlan> chips, int[][] replicates,
    ConcurrentDictionary<int, double> accuracies, StudyContext context) : IStudyWork
{
    public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
    {
        NetworkPlan network = chips[replicates[item.Index][0]].Network;
        var training = new ChipTraining(settings, network, context.SeedOf(network.Replicate), item.Threads);

        // Off the chip, by scheme and strength: once for chips of every spread.
        Dictionary<(TrainingScheme Scheme, double Strength), float[]> trained = [];
        item.SkipRecorded();
        foreach (int number in replicates[item.Index].Skip(item.FirstPoint))
        {
            ChipPlan plan = chips[number];
            TrainingScheme scheme = plan.Way.Scheme;
            double strength = plan.Strength
                ?? DynamicalMismatchStudyProtocol.ChooseStrength(plan.Way, chips, tuning => accuracies[tuning]);
            IPhysicalLayer chip = training.Chip(plan.Mismatch);
            long readings = 0;
            if (!trained.TryGetValue((scheme, strength), out float[]? parameters))
            {
                (parameters, readings) = await training.TrainAsync(
                    scheme, strength, chip, cancellationToken).ConfigureAwait(false);
                if (!scheme.MeasuresTheBench())
                {
                    trained[(scheme, strength)] = parameters;
                }
            }

            if (plan.Way.IsRefitted)
            {
                (parameters, readings) = await training.RefitAsync(chip, parameters, cancellationToken).ConfigureAwait(false);
            }

            // On a fresh chip of the same make, so that its noise does not depend on what was trained before it.
            IPhysicalLayer fresh = training.Chip(plan.Mismatch);
            double accuracy = await training.TestAsync(fresh, parameters, plan.IsTuning, cancellationToken).ConfigureAwait(false);
            accuracies[number] = accuracy;
            item.Add(row =>
            {
                row.Set(DynamicalMismatchStudy.SchemeColumn, DynamicalMismatchStudyProtocol.Ways.ToList().IndexOf(plan.Way));
                row.Set(DynamicalMismatchStudy.MismatchColumn, plan.Mismatch);
                row.Set(DynamicalMismatchStudy.ReplicateColumn, plan.Network.Replicate);
                row.Set(DynamicalMismatchStudy.StrengthColumn, strength);
                row.Set(DynamicalMismatchStudy.TuningColumn, plan.IsTuning ? 1 : 0);
                row.Set(DynamicalMismatchStudy.AccuracyColumn, accuracy);
                row.Set(DynamicalMismatchStudy.ReadingsColumn, readings);
            });
        }
    }
}
