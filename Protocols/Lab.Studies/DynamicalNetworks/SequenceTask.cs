using Lab.Models.DynamicalNetworks;
using Lab.Models.Training;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>The task that a network learns from sequences.</summary>
/// <param name="Inputs">Inputs of a step.</param>
/// <param name="Outputs">Outputs: one for each class, or one for each number to predict.</param>
/// <param name="Steps">Steps of a sequence.</param>
/// <param name="IsClassification">Whether it names a class after the last step, or predicts the next values after every
/// one.</param>
/// <param name="Split">Divides the samples, by seed.</param>
internal sealed record SequenceTask(int Inputs, int Outputs, int Steps, bool IsClassification, Func<ulong, SequenceSplit> Split)
{
    /// <summary>The names of the classes, shape [class]; empty where no sequence has a class. Where they are given, the record
    /// has how often the sequences of each were taken for each.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The loss that is minimised.</summary>
    public ILoss Loss => IsClassification ? Losses.SoftmaxCrossEntropy : Losses.MeanSquaredError;

    /// <summary>When the outputs are read.</summary>
    public ReadoutTime Readout => IsClassification ? ReadoutTime.LastStep : ReadoutTime.EveryStep;

    /// <summary>The score of a training: the share of classes that were named, or the mean squared error.</summary>
    public double ScoreOf(BatchResult read) => IsClassification ? read.Accuracy : read.Loss;

    /// <summary>Whether one score is at least as good as another.</summary>
    public bool IsAsGood(double score, double other) => IsClassification ? score >= other : score <= other;
}
