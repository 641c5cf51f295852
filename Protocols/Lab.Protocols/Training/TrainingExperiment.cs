using Lab.Calibration.WeightMaps;
using Lab.Instruments.Terminals;
using Lab.Protocols.Chains;
using Lab.Protocols.Fields;
using Lab.Protocols.WeightMaps;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Training;

/// <summary>Measures the map of the weights, a pair of currents a point, then trains and tests, a step a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="trainings">The trainings in their order.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class TrainingExperiment(ClassifierSettings settings, IReadOnlyList<TrainingPlan> trainings, Func<IRunData, Analysis> analyse) : IExperiment
{
    internal static readonly Column PhaseColumn = new(
        "phase", "", "0 map of the weights, 1 step of a training, 2 test, 3 readings that refit the read-out.") { IsAxis = true };
    internal static readonly Column TrainingColumn =
        new("training", "", "Number of the training, from 0; 0 in the map.") { IsAxis = true };
    internal static readonly Column StepColumn =
        new("step", "", "Number of the step in its training, or of the pair of currents in the map.") { IsAxis = true };
    internal static readonly Column Current1Column = new("line1_current", "A", "Current in the field line over the first junction; 0 where nothing was measured.");
    internal static readonly Column Current2Column = new("line2_current", "A", "Current in the field line over the second junction; 0 where nothing was measured.");
    internal static readonly Column LossColumn = new("loss", "", "Mean cross-entropy of the samples before the step, in nats; 0 in the map.");
    internal static readonly Column AccuracyColumn = new("accuracy", "", "Share of the samples on the right side before the step; 0 in the map.");
    internal static readonly Column Power1Column = new("power1", "W", "Powers of the first input, one a reading.", ColumnKind.Array);
    internal static readonly Column Power2Column = new("power2", "W", "Powers of the second input, one a reading.", ColumnKind.Array);
    internal static readonly Column VoltageColumn = new("voltage", "V", "Voltages: in the map as read, in trainings with the offset taken off; empty where nothing was measured.", ColumnKind.Array);
    internal static readonly Column TargetColumn = new("target", "", "Class of each sample, 0 or 1; in the map what the reading is for.", ColumnKind.Array);
    internal static readonly Column OutputColumn = new("output", "", "Log-odds of class 1 of each sample; empty in the map.", ColumnKind.Array);
    internal static readonly Column StateColumn = new("state", "", "Steps, measurements, W1 and W2 in V/W, gain, bias, and the optimiser's memory after the step; empty in the map.", ColumnKind.Array);

    private const int StepPhase = 1;
    private const int TestPhase = 2;
    private const int RefitPhase = 3;

    private readonly CharacterisationPlan map = new(settings, measuresBoth: false);
    private readonly int[] firstPoints = FirstPoints(settings, trainings);
    private readonly Dictionary<int, double> accuracies = [];
    private readonly List<ChainReading> mapReadings = [];
    private WeightMap? fitted;
    private ClassifierTraining? training;
    private int trainingIndex = -1;
    private ChainBench? chain;
    private ExperimentContext? context;
    private double[]? restored;

    public IReadOnlyList<Column> Columns { get; } =
    [
        PhaseColumn, TrainingColumn, StepColumn, Current1Column, Current2Column, LossColumn, AccuracyColumn,
        Power1Column, Power2Column, VoltageColumn, TargetColumn, OutputColumn, StateColumn,
        .. PreparedField.ColumnsFor(settings.Field),
    ];

    public IReadOnlyList<CalibrationNeed> Calibrations =>
        settings.Map == WeightMapSource.Calibration ? [new CalibrationNeed(WeightMapRecord.Name, "weight-map", IsRequired: true)] : [];

    public bool Learns => true;

    public int PointCount => MapPoints + firstPoints[^1];

    private int MapPoints => settings.Map == WeightMapSource.Measured ? map.PairCount : 0;

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

    public async ValueTask PrepareAsync(ExperimentContext given, CancellationToken cancellationToken)
    {
        context = given;
        if (settings.Map == WeightMapSource.Calibration)
        {
            CalibrationRecord record = given.FindCalibration(WeightMapRecord.Name)
                ?? throw new InvalidOperationException("Bug in Lab: the run began without the calibration that it needs.");
            fitted = WeightMapRecord.Read(record, [settings.Tone1, settings.Tone2]);
        }

        chain = await ChainBench.PrepareAsync(settings, given, cancellationToken).ConfigureAwait(false);
    }

    public void Restore(IRunData data)
    {
        mapReadings.Clear();
        accuracies.Clear();
        double[] phase = data.Numbers(PhaseColumn.Name);
        double[] current1 = data.Numbers(Current1Column.Name);
        double[] current2 = data.Numbers(Current2Column.Name);
        double[][] power1 = data.Arrays(Power1Column.Name);
        double[][] power2 = data.Arrays(Power2Column.Name);
        double[][] volts = data.Arrays(VoltageColumn.Name);
        double[][] parts = data.Arrays(TargetColumn.Name);
        for (int i = 0; i < data.Count && phase[i] == 0; i++)
        {
            mapReadings.AddRange(volts[i].Select((reading, k) => new ChainReading((ChainPart)(int)parts[i][k], current1[i], current2[i], power1[i][k], power2[i][k], reading)));
        }

        double[] training = data.Numbers(TrainingColumn.Name);
        double[] accuracy = data.Numbers(AccuracyColumn.Name);
        for (int i = 0; i < data.Count; i++)
        {
            if (phase[i] == TestPhase)
            {
                accuracies[(int)training[i]] = accuracy[i];
            }
        }

        restored = data.Count > MapPoints ? data.Arrays(StateColumn.Name)[^1] : null;
    }

    public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) =>
        point < MapPoints ? MeasurePairAsync(point, row, cancellationToken) : TrainAsync(point - MapPoints, row, cancellationToken);

    public Analysis Analyse(IRunData data) => analyse(data);

    /// <summary>The first point of each training, behind those of the map, and at last the number of all points.</summary>
    private static int[] FirstPoints(ClassifierSettings settings, IReadOnlyList<TrainingPlan> trainings)
    {
        int[] first = new int[trainings.Count + 1];
        for (int index = 0; index < trainings.Count; index++)
        {
            first[index + 1] = first[index] + trainings[index].PointsOf(settings.Steps);
        }

        return first;
    }

    private (int Training, int Step) StepOf(int point)
    {
        int found = Array.BinarySearch(firstPoints, point);
        int index = found >= 0 ? found : ~found - 1;
        return (index, point - firstPoints[index]);
    }

    // The test is the last point of a training.
    private int PhaseOf(int index, int step) => step < settings.Steps ? StepPhase : step == trainings[index].PointsOf(settings.Steps) - 1 ? TestPhase : RefitPhase;

    private async ValueTask MeasurePairAsync(int pair, Row row, CancellationToken cancellationToken)
    {
        List<ChainReading> readings = [];
        for (int i = 0; i < map.ReadingsPerPair; i++)
        {
            (ChainSetPoint at, ChainPart part) = map.At(pair, i);
            Voltage voltage = await chain!.ReadAsync(at, cancellationToken).ConfigureAwait(false);
            readings.Add(new ChainReading(part, at.Current1.Amperes, at.Current2.Amperes, at.Power1.Watts, at.Power2.Watts, voltage.Volts));
        }

        mapReadings.AddRange(readings);
        row.Set(PhaseColumn, 0);
        row.Set(TrainingColumn, 0);
        row.Set(StepColumn, pair);
        row.Set(Current1Column, readings[0].Current1);
        row.Set(Current2Column, readings[0].Current2);
        row.Set(LossColumn, 0);
        row.Set(AccuracyColumn, 0);
        row.Set(Power1Column, [.. readings.Select(reading => reading.Power1)]);
        row.Set(Power2Column, [.. readings.Select(reading => reading.Power2)]);
        row.Set(VoltageColumn, [.. readings.Select(reading => reading.Volts)]);
        row.Set(TargetColumn, [.. readings.Select(reading => (double)reading.Part)]);
        row.Set(OutputColumn, []);
        row.Set(StateColumn, []);
        chain!.RecordField(row);
    }

    private async ValueTask TrainAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int index, int step) = StepOf(point);
        if (trainingIndex != index)
        {
            fitted ??= WeightMapAnalysis.Fit(settings, new ChainData(mapReadings)).Map;
            TrainingPlan plan = trainings[index];
            double learningRate = plan.LearningRate ?? plan.Way.ChooseRate(trainings, tuning => accuracies[tuning]);
            training = new ClassifierTraining(settings, plan, learningRate, fitted, context!.SeedOf(plan.Replicate));
            trainingIndex = index;
            if (step > 0)
            {
                training.Restore(restored ?? throw new InvalidOperationException($"Bug in Lab: step {step} of a training was asked for before its first ones."));
            }
        }

        int phase = PhaseOf(index, step);
        TrainingStep done = phase switch
        {
            TestPhase => await training!.TestAsync(chain!, cancellationToken).ConfigureAwait(false),
            RefitPhase => await training!.RefitAsync(chain!, cancellationToken).ConfigureAwait(false),
            _ => await training!.StepAsync(step, chain!, cancellationToken).ConfigureAwait(false),
        };
        if (phase == TestPhase)
        {
            accuracies[index] = done.Accuracy;
        }

        row.Set(PhaseColumn, phase);
        row.Set(TrainingColumn, index);
        row.Set(StepColumn, step);
        row.Set(Current1Column, done.Current1);
        row.Set(Current2Column, done.Current2);
        row.Set(LossColumn, done.Loss);
        row.Set(AccuracyColumn, done.Accuracy);
        row.Set(Power1Column, [.. done.Inputs.Where((_, i) => int.IsEvenInteger(i))]);
        row.Set(Power2Column, [.. done.Inputs.Where((_, i) => int.IsOddInteger(i))]);
        row.Set(VoltageColumn, done.Volts);
        row.Set(TargetColumn, done.Targets);
        row.Set(OutputColumn, done.Outputs);
        row.Set(StateColumn, training.Save());
        chain!.RecordField(row);
    }
}
