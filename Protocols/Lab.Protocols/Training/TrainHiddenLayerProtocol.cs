using Lab.Instruments;
using Lab.Models.HardwareInTheLoop;
using Lab.Protocols.Chains;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;
using Lab.Studies.Training;

namespace Lab.Protocols.Training;

/// <summary>Trains a network with a hidden layer whose multiply-and-accumulate a chain of two junctions does, unit after unit:
/// with the chip in the loop and off it, beside the same network in software.</summary>
public sealed class TrainHiddenLayerProtocol : Protocol<TrainHiddenLayerSettings>
{
    private const int MostUnits = 1024;

    /// <summary>The ways that are compared on the chip.</summary>
    internal static IReadOnlyList<TrainingWay> Ways { get; } =
        [new(TrainingScheme.InTheLoop), new(TrainingScheme.OffChip, IsRefitted: true), new(TrainingScheme.OffChip)];

    /// <summary>The same network without the chip.</summary>
    internal static TrainingWay Software { get; } = new(TrainingScheme.OffChip) { IsSoftware = true };

    /// <inheritdoc/>
    public override string Name => "train-hidden-layer";

    /// <inheritdoc/>
    public override string Summary =>
        "Training of a network with a hidden layer on the chain, in the loop and off it, and its accuracy beside software.";

    /// <inheritdoc/>
    public override string DefaultBench => "two-junctions";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => ChainRig.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(TrainHiddenLayerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (settings.Hidden is < 1 or > MostUnits)
        {
            throw new SettingsException($"The setting 'hidden' is {settings.Hidden}; a hidden layer has 1 to {MostUnits} units.");
        }

        if (!(settings.Mismatch >= 0 && settings.Mismatch < 1))
        {
            throw new SettingsException($"The setting 'mismatch' is {settings.Mismatch}; it has to be 0 or more and below 1.");
        }

        if (settings.Replicates < 1)
        {
            throw new SettingsException($"The setting 'replicates' is {settings.Replicates}; at least 1 is needed.");
        }

        return new TrainingExperiment(settings, Plan(settings), data => new TrainHiddenLayerAnalysis(settings, data).Conclude());
    }

    /// <summary>The faults of the model, none first.</summary>
    internal static IReadOnlyList<double> FaultsOf(TrainHiddenLayerSettings settings) =>
        settings.Mismatch > 0 ? [0, settings.Mismatch] : [0];

    /// <summary>The trainings: for each replicate the one in software, then one after the other all ways, with the same random
    /// numbers, for each fault.</summary>
    internal static IReadOnlyList<TrainingPlan> Plan(TrainHiddenLayerSettings settings) =>
    [
        .. from replicate in Enumerable.Range(0, settings.Replicates)
           from plan in (TrainingPlan[])
           [
               new(Software, 0, replicate, settings.LearningRate),
               .. from fault in FaultsOf(settings)
                  from way in Ways
                  select new TrainingPlan(way, fault, replicate, settings.LearningRate),
           ]
           select plan,
    ];
}
