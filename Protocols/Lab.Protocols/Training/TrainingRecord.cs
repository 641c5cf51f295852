using Lab.Runs.Records;

namespace Lab.Protocols.Training;

/// <summary>The points of trainings, taken apart.</summary>
internal sealed class TrainingRecord
{
    private const int FirstParameter = 2; // behind the counters of steps and measurements

    private readonly double[] training;
    private readonly double[] phase;

    public TrainingRecord(IRunData data)
    {
        training = data.Numbers(TrainingExperiment.TrainingColumn.Name);
        phase = data.Numbers(TrainingExperiment.PhaseColumn.Name);
        Loss = data.Numbers(TrainingExperiment.LossColumn.Name);
        Accuracy = data.Numbers(TrainingExperiment.AccuracyColumn.Name);
        Power1 = data.Arrays(TrainingExperiment.Power1Column.Name);
        Power2 = data.Arrays(TrainingExperiment.Power2Column.Name);
        Target = data.Arrays(TrainingExperiment.TargetColumn.Name);
        Output = data.Arrays(TrainingExperiment.OutputColumn.Name);
        Current1 = data.Numbers(TrainingExperiment.Current1Column.Name);
        Current2 = data.Numbers(TrainingExperiment.Current2Column.Name);
        State = data.Arrays(TrainingExperiment.StateColumn.Name);
    }

    public double[] Loss { get; }

    public double[] Accuracy { get; }

    public double[][] Power1 { get; }

    public double[][] Power2 { get; }

    public double[][] Target { get; }

    public double[][] Output { get; }

    public double[] Current1 { get; }

    public double[] Current2 { get; }

    public double[][] State { get; }

    /// <summary>The points of the steps of a training, in their order.</summary>
    public int[] StepsOf(int index) => PointsOf(index, 1);

    /// <summary>The point of a training's test.</summary>
    public int TestOf(int index) => PointsOf(index, 2)[0];

    /// <summary>A parameter after a point: W1, W2 in V/W, gain, bias.</summary>
    public double ParameterAfter(int point, int parameter) => State[point][FirstParameter + parameter];

    /// <summary>Samples that a training had measured after a point.</summary>
    public double MeasurementsAfter(int point) => State[point][1];

    private int[] PointsOf(int index, int wanted) =>
        [.. Enumerable.Range(0, phase.Length).Where(i => training[i] == index && phase[i] == wanted)];
}
