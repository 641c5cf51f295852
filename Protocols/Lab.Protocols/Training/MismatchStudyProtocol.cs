using Lab.Instruments;
using Lab.Models.HardwareInTheLoop;
using Lab.Protocols.Chains;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;
using Lab.Studies.Training;

namespace Lab.Protocols.Training;

/// <summary>The cost of training with a wrong model, with the chip in the loop and off it: the map of the weights is made wrong
/// in sensitivity, width, tuning and place of the resonances.</summary>
public sealed class MismatchStudyProtocol : Protocol<MismatchStudySettings>
{
    /// <summary>The ways that are compared.</summary>
    internal static IReadOnlyList<TrainingWay> Ways { get; } =
        [
            new(TrainingScheme.InTheLoop),
            new(TrainingScheme.OutputSubstitution),
            new(TrainingScheme.OffChip, IsRefitted: true),
            new(TrainingScheme.OffChip)
        ];

    /// <inheritdoc/>
    public override string Name => "mismatch-study";

    /// <inheritdoc/>
    public override string Summary =>
        "Trainings with the chip in the loop and off it, with models of it that are more and more wrong; accuracy against the "
            + "fault.";

    /// <inheritdoc/>
    public override string DefaultBench => "two-junctions";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => ChainRig.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(MismatchStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (settings.Levels < 2 || settings.Replicates < 2)
        {
            throw new SettingsException(
                $"The settings 'levels' and 'replicates' are {settings.Levels} and {settings.Replicates}; a comparison needs at "
                    + "least 2 of each.");
        }

        if (!(settings.LargestMismatch > 0 && settings.LargestMismatch < 1))
        {
            throw new SettingsException(
                $"The setting 'largest_mismatch' is {settings.LargestMismatch}; it has to lie between 0 and 1.");
        }

        if (settings.TuningReplicates < 0 || settings.ModelSteps < 1)
        {
            throw new SettingsException(
                $"The settings 'tuning_replicates' and 'model_steps' are {settings.TuningReplicates} and {settings.ModelSteps}; "
                    + "at least 0 and 1 are needed.");
        }

        return new TrainingExperiment(settings, Plan(settings), data => new MismatchStudyAnalysis(settings, data).Conclude());
    }

    /// <summary>The trainings: those that choose the learning rates; then one after the other all ways, with the same random
    /// numbers, for each replicate of each fault.</summary>
    internal static IReadOnlyList<TrainingPlan> Plan(MismatchStudySettings settings)
    {
        double[] faults =
            [.. Enumerable.Range(0, settings.Levels).Select(level => settings.LargestMismatch * level / (settings.Levels - 1))];
        double? rate = settings.IsTuned ? null : settings.LearningRate;
        return
        [
            .. from fault in faults
               from replicate in Enumerable.Range(settings.Replicates, settings.TuningReplicates)
               from way in Ways
               from tried in settings.IsTuned ? settings.ReadLearningRates() : []
               select new TrainingPlan(way, fault, replicate, tried, IsTuning: true),
            .. from fault in faults
               from replicate in Enumerable.Range(0, settings.Replicates)
               from way in Ways
               select new TrainingPlan(way, fault, replicate, rate),
        ];
    }
}
