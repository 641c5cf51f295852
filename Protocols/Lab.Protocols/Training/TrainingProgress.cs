using Lab.Calibration.WeightMaps;
using Lab.Protocols.Chains;
using Lab.Protocols.WeightMaps;
using Lab.Runs.Records;

namespace Lab.Protocols.Training;

/// <summary>The state of a run's trainings after its points so far. It outlives a preparation of the bench.</summary>
/// <param name="settings">The settings.</param>
internal sealed class TrainingProgress(ClassifierSettings settings)
{
    private readonly List<ChainReading> readings = [];
    private readonly Dictionary<int, double> accuracies = [];
    private double[]? saved;
    private (int Index, ClassifierTraining Training)? current;

    /// <summary>The map of the weights, once it is calibrated or fitted.</summary>
    public WeightMap? Map { get; set; }

    /// <summary>The state after the points on record; nothing where there are none.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="mapPoints">How many points the map has.</param>
    /// <param name="data">The points on record.</param>
    public static TrainingProgress Of(ClassifierSettings settings, int mapPoints, IRunData? data)
    {
        var progress = new TrainingProgress(settings);
        if (data is not null)
        {
            progress.TakeUp(data, mapPoints);
        }

        return progress;
    }

    /// <summary>Takes up readings of the map.</summary>
    public void Add(IEnumerable<ChainReading> found) => readings.AddRange(found);

    /// <summary>Takes up the accuracy of a test.</summary>
    public void AddTest(int training, double accuracy) => accuracies[training] = accuracy;

    /// <summary>Accuracy of a training that was tested.</summary>
    public double AccuracyOf(int training) => accuracies[training];

    /// <summary>A training where it stands before one of its steps.</summary>
    /// <param name="index">Number of the training.</param>
    /// <param name="step">The step.</param>
    /// <param name="begin">Sets it up, with the map of the weights.</param>
    public ClassifierTraining TrainingAt(int index, int step, Func<WeightMap, ClassifierTraining> begin)
    {
        if (current is { } known && known.Index == index)
        {
            return known.Training;
        }

        Map ??= WeightMapAnalysis.Fit(settings, new ChainData(readings)).Map;
        ClassifierTraining training = begin(Map);
        if (step > 0)
        {
            training.Restore(
                saved ?? throw new InvalidOperationException(
                    $"Bug in Lab: step {step} of a training was asked for before its first ones."));
        }

        current = (index, training);
        return training;
    }

    private void TakeUp(IRunData data, int mapPoints)
    {
        double[] phase = data.Numbers(TrainingExperiment.PhaseColumn.Name);
        double[] current1 = data.Numbers(TrainingExperiment.Current1Column.Name);
        double[] current2 = data.Numbers(TrainingExperiment.Current2Column.Name);
        double[][] power1 = data.Arrays(TrainingExperiment.Power1Column.Name);
        double[][] power2 = data.Arrays(TrainingExperiment.Power2Column.Name);
        double[][] volts = data.Arrays(TrainingExperiment.VoltageColumn.Name);
        double[][] parts = data.Arrays(TrainingExperiment.TargetColumn.Name);
        for (int i = 0; i < data.Count && phase[i] == 0; i++)
        {
            Add(volts[i].Select((reading, k) => new ChainReading(
                (ChainPart)(int)parts[i][k], current1[i], current2[i], power1[i][k], power2[i][k], reading)));
        }

        double[] training = data.Numbers(TrainingExperiment.TrainingColumn.Name);
        double[] accuracy = data.Numbers(TrainingExperiment.AccuracyColumn.Name);
        for (int i = 0; i < data.Count; i++)
        {
            if (phase[i] == TrainingExperiment.TestPhase)
            {
                AddTest((int)training[i], accuracy[i]);
            }
        }

        saved = data.Count > mapPoints ? data.Arrays(TrainingExperiment.StateColumn.Name)[^1] : null;
    }
}
