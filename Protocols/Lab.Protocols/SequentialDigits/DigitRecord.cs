using Lab.Runs.Records;

namespace Lab.Protocols.SequentialDigits;

/// <summary>The points of trainings, and the epoch of each that held-back digits choose: the last of the best. The digits of the test
/// have no say in it.</summary>
internal sealed class DigitRecord
{
    private readonly int epochs;

    public DigitRecord(int epochs, int trainings, IRunData data)
    {
        this.epochs = epochs;
        Loss = data.Numbers(DigitExperiment.LossColumn.Name);
        Validation = data.Numbers(DigitExperiment.ValidationColumn.Name);
        double[] test = data.Numbers(DigitExperiment.TestColumn.Name);
        double[] synapses = data.Numbers(DigitExperiment.SynapsesColumn.Name);
        int[] chosen = [.. Enumerable.Range(0, trainings).Select(Choose)];
        ChosenEpoch = [.. chosen.Select(point => (point % epochs) + 1)];
        ChosenValidation = [.. chosen.Select(point => Validation[point])];
        TestAccuracy = [.. chosen.Select(point => test[point])];
        Synapses = [.. chosen.Select(point => synapses[point])];
    }

    /// <summary>Mean cross-entropy of each epoch, shape [training · epoch].</summary>
    public double[] Loss { get; }

    /// <summary>Accuracy on the digits that choose, shape [training · epoch].</summary>
    public double[] Validation { get; }

    /// <summary>The chosen epoch from 1, shape [training].</summary>
    public int[] ChosenEpoch { get; }

    /// <summary>Accuracy there on the digits that chose it, shape [training].</summary>
    public double[] ChosenValidation { get; }

    /// <summary>Accuracy there on the digits of the test, shape [training].</summary>
    public double[] TestAccuracy { get; }

    /// <summary>Weights without biases, shape [training].</summary>
    public double[] Synapses { get; }

    /// <summary>The epochs of one training in a row of values.</summary>
    public double[] Of(double[] values, int training) => values[(training * epochs)..((training + 1) * epochs)];

    private int Choose(int training)
    {
        double[] validation = Of(Validation, training);
        return (training * epochs) + Array.LastIndexOf(validation, validation.Max());
    }
}
