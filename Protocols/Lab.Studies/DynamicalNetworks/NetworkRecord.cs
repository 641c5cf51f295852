using Lab.Runs.Records;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>The points of trainings, and the epoch of each that held-back samples choose: the last of the best. The samples of
/// the test have no say in it.</summary>
internal sealed class NetworkRecord
{
    private readonly int epochs;
    private readonly SequenceTask task;
    private readonly double[] trained;

    public NetworkRecord(int epochs, int trainings, SequenceTask task, IRunData data)
    {
        (this.epochs, this.task) = (epochs, task);
        Loss = data.Numbers(NetworkStudy.LossColumn.Name);
        Validation = data.Numbers(NetworkStudy.ValidationColumn(task).Name);
        Drive = data.Numbers(NetworkStudy.DriveColumn.Name);
        Training = data.Numbers(NetworkStudy.TrainingScoreColumn(task).Name);
        TestCurve = data.Numbers(NetworkStudy.TestColumn(task).Name);
        trained = data.Numbers(NetworkStudy.TrainedColumn.Name);
        double[] synapses = data.Numbers(NetworkStudy.SynapsesColumn.Name);
        int[] chosen = [.. Enumerable.Range(0, trainings).Select(Choose)];
        ChosenEpoch = [.. chosen.Select(point => (point % epochs) + 1)];
        ChosenValidation = [.. chosen.Select(point => Validation[point])];
        ChosenDrive = [.. chosen.Select(point => Drive[point])];
        Test = [.. chosen.Select(point => TestCurve[point])];
        Synapses = [.. chosen.Select(point => synapses[point])];
        Confusion = data.Columns.Any(column => column.Name == NetworkStudy.ConfusionColumn.Name) ? ConfusionOf(data, chosen) : [];
        EpochSeconds = data.BenchSeconds[^1] / data.Count;
    }

    /// <summary>Mean loss of each epoch, shape [training · epoch].</summary>
    public double[] Loss { get; }

    /// <summary>Score while the epoch went on, shape [training · epoch].</summary>
    public double[] Training { get; }

    /// <summary>Score on the samples of the test, shape [training · epoch].</summary>
    public double[] TestCurve { get; }

    /// <summary>Score on the samples that choose, shape [training · epoch].</summary>
    public double[] Validation { get; }

    /// <summary>Cumulative drive, shape [training · epoch].</summary>
    public double[] Drive { get; }

    /// <summary>The chosen epoch from 1, shape [training].</summary>
    public int[] ChosenEpoch { get; }

    /// <summary>Score there on the samples that chose it, shape [training].</summary>
    public double[] ChosenValidation { get; }

    /// <summary>Cumulative drive there, shape [training].</summary>
    public double[] ChosenDrive { get; }

    /// <summary>Score there on the samples of the test, shape [training].</summary>
    public double[] Test { get; }

    /// <summary>Weights without biases, shape [training].</summary>
    public double[] Synapses { get; }

    /// <summary>How many sequences of the test of each class were taken for each at the chosen epochs, summed over the trainings,
    /// shape [class · answer]; empty where the record has none.</summary>
    public double[] Confusion { get; }

    /// <summary>Time of the run over its epochs, with their tests, in seconds.</summary>
    public double EpochSeconds { get; }

    /// <summary>Epochs of a training.</summary>
    public int Epochs => epochs;

    /// <summary>The epochs of one training in a row of values.</summary>
    public double[] Of(double[] values, int training) => values[(training * epochs)..((training + 1) * epochs)];

    private double[] ConfusionOf(IRunData data, int[] chosen)
    {
        double[] sums = new double[task.ClassNames.Count * task.ClassNames.Count];
        double[] counts = new double[sums.Length];
        foreach (int point in chosen)
        {
            data.ReadArray(NetworkStudy.ConfusionColumn.Name, point, counts);
            for (int cell = 0; cell < sums.Length; cell++)
            {
                sums[cell] += counts[cell];
            }
        }

        return sums;
    }

    private int Choose(int training)
    {
        int best = training * epochs;
        for (int point = best + 1; point < (training + 1) * epochs; point++)
        {
            best = trained[point] == 1 && task.IsAsGood(Validation[point], Validation[best]) ? point : best;
        }

        return best;
    }
}
