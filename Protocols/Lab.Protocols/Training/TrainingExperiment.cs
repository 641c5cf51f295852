using Lab.Instruments.Terminals;
using Lab.Protocols.Chains;
using Lab.Protocols.Fields;
using Lab.Protocols.WeightMaps;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.Training;

namespace Lab.Protocols.Training;

/// <summary>The map of the weights, a pair of currents a point, then trainings and their tests, a step a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="trainings">The trainings in their order.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class TrainingExperiment(
    ClassifierSettings settings, IReadOnlyList<TrainingPlan> trainings, Func<IRunData, Analysis> analyse) : IExperiment
{
    internal static readonly Column PhaseColumn = new(
        "phase", "", "0 map of the weights, 1 step of a training, 2 test, 3 readings that refit the read-out.")
    { IsAxis = true };
    internal static readonly Column TrainingColumn =
        new("training", "", "Number of the training, from 0; 0 in the map.") { IsAxis = true };
    internal static readonly Column StepColumn =
        new("step", "", "Number of the step in its training, or of the pair of currents in the map.") { IsAxis = true };
    internal static readonly Column Current1Column = new("line1_current", "A",
        "Current in the field line over the first junction, of the first unit; 0 where nothing was measured.");
    internal static readonly Column Current2Column = new("line2_current", "A",
        "Current in the field line over the second junction, of the first unit; 0 where nothing was measured.");
    internal static readonly Column LossColumn =
        new("loss", "", "Mean cross-entropy of the samples before the step, in nats; 0 in the map.");
    internal static readonly Column AccuracyColumn =
        new("accuracy", "", "Share of the samples whose class is correct before the step; 0 in the map.");
    internal static readonly Column Power1Column =
        new("power1", "W", "Powers of the first input, one a reading.", ColumnKind.Array);
    internal static readonly Column Power2Column =
        new("power2", "W", "Powers of the second input, one a reading.", ColumnKind.Array);
    internal static readonly Column VoltageColumn = new("voltage", "V", "Voltages: in the map as read, in trainings with the "
        + "offset taken off, sample after sample and unit after unit; empty where nothing was measured.", ColumnKind.Array);
    internal static readonly Column TargetColumn =
        new("target", "", "Class of each sample, 0 or 1; in the map what the reading is for.", ColumnKind.Array);
    internal static readonly Column OutputColumn =
        new("output", "", "Log-odds of class 1 of each sample; empty in the map.", ColumnKind.Array);
    internal static readonly Column StateColumn = new("state", "", "Steps, measured samples, W1 and W2 in V/W of each unit, "
        + "gains, biases, read-out, and the optimiser's memory after the step; empty in the map.", ColumnKind.Array);

    internal static readonly Column UnitCurrent1Column =
        new("unit_line1_current", "A", "Current over the first junction, one a unit; empty where nothing was measured.",
            ColumnKind.Array);
    internal static readonly Column UnitCurrent2Column =
        new("unit_line2_current", "A", "Current over the second junction, one a unit; empty where nothing was measured.",
            ColumnKind.Array);

    internal const int TestPhase = 2;
    internal const int RefitPhase = 3;
    private const int StepPhase = 1;

    private readonly CharacterisationPlan map = new(settings, measuresBoth: false);
    private readonly int[] firstPoints = FirstPoints(settings, trainings);

    public IReadOnlyList<Column> Columns { get; } =
    [
        PhaseColumn, TrainingColumn, StepColumn, Current1Column, Current2Column, LossColumn, AccuracyColumn,
        Power1Column, Power2Column, VoltageColumn, TargetColumn, OutputColumn, StateColumn,
        .. settings.HiddenUnits > 0 ? (Column[])[UnitCurrent1Column, UnitCurrent2Column] : [],
        .. PreparedField.ColumnsFor(settings.Field),
    ];

    public IReadOnlyList<CalibrationNeed> Calibrations =>
        settings.Map == WeightMapSource.Calibration
            ? [new CalibrationNeed(WeightMapRecord.Name, "weight-map", IsRequired: true)]
            : [];

    public bool Learns => true;

    public int PointCount => MapPoints + firstPoints[^1];

    /// <summary>The readings of the map.</summary>
    internal CharacterisationPlan Map => map;

    /// <summary>The trainings in their order.</summary>
    internal IReadOnlyList<TrainingPlan> Trainings => trainings;

    /// <summary>Points of the map, before those of the trainings.</summary>
    internal int MapPoints => settings.Map == WeightMapSource.Measured ? map.PairCount : 0;

    public string Describe(int point)
    {
        if (point < MapPoints)
        {
            ChainSetPoint at = map.At(point, reading: 0).SetPoint;
            return $"map at {at.Current1}, {at.Current2}";
        }

        (int index, int step) = StepOf(point - MapPoints);
        string which = trainings.Count > 1 ? $"training {index + 1} of {trainings.Count}, " : string.Empty;
        return PhaseOf(index, step) switch
        {
            TestPhase => $"{which}test",
            RefitPhase => $"{which}read-out",
            _ => $"{which}step {step + 1} of {settings.Steps}",
        };
    }

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        TrainingProgress progress = context.Learned(data => TrainingProgress.Of(settings, MapPoints, data));
        if (settings.Map == WeightMapSource.Calibration)
        {
            CalibrationRecord record = context.FindCalibration(WeightMapRecord.Name)
                ?? throw new InvalidOperationException("Bug in Lab: the run began without the calibration that it needs.");
            progress.Map = WeightMapRecord.Read(record, [settings.Tone1, settings.Tone2]);
        }

        ChainRig chain = await ChainRig.PrepareAsync(settings, context, cancellationToken).ConfigureAwait(false);
        return new TrainingMeasurement(settings, this, progress, chain, context);
    }

    public Analysis Analyse(IRunData data) => analyse(data);

    /// <summary>The first point of each training, after those of the map, and at last the number of all points.</summary>
    private static int[] FirstPoints(ClassifierSettings settings, IReadOnlyList<TrainingPlan> trainings)
    {
        int[] first = new int[trainings.Count + 1];
        for (int index = 0; index < trainings.Count; index++)
        {
            first[index + 1] = first[index] + trainings[index].PointsOf(settings.Steps);
        }

        return first;
    }

    /// <summary>The training of a point, counted after those of the map, and the step in it.</summary>
    internal (int Training, int Step) StepOf(int point)
    {
        int found = Array.BinarySearch(firstPoints, point);
        int index = found >= 0 ? found : ~found - 1;
        return (index, point - firstPoints[index]);
    }

    /// <summary>The meaning of a training's step: the last one is its test.</summary>
    internal int PhaseOf(int index, int step) =>
        step < settings.Steps ? StepPhase : step == trainings[index].PointsOf(settings.Steps) - 1 ? TestPhase : RefitPhase;
}
