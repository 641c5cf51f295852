using Lab.Models.HardwareInTheLoop;

namespace Lab.Studies.Training;

/// <summary>How a classifier comes to its weights and its read-out.</summary>
/// <param name="Scheme">Where the numbers of the training come from.</param>
/// <param name="IsRefitted">Whether the read-out is then fitted to readings of the chip, as many as a training spends that
/// measures in every step.</param>
internal sealed record TrainingWay(TrainingScheme Scheme, bool IsRefitted = false)
{
    /// <summary>Whether the model is tested in the place of the chip.</summary>
    public bool IsSoftware { get; init; }

    /// <summary>The way in words.</summary>
    public string Name =>
        IsSoftware ? "in software" : IsRefitted ? $"{SchemeNames.NameOf(Scheme)}, read-out refitted" : SchemeNames.NameOf(Scheme);

    /// <summary>The way as results name it.</summary>
    public string Key =>
        IsSoftware ? "software" : SchemeNames.NameOf(Scheme).Replace(' ', '_') + (IsRefitted ? "_refitted" : string.Empty);

    /// <summary>The learning rate that a way's tuning trainings choose: that of the best mean accuracy on the samples they held
    /// back, the first of equals.</summary>
    /// <param name="plans">All trainings.</param>
    /// <param name="accuracyOf">Accuracy of a tuning training, by its number.</param>
    public double ChooseRate(IReadOnlyList<TrainingPlan> plans, Func<int, double> accuracyOf) =>
        Enumerable.Range(0, plans.Count).Where(index => plans[index].IsTuning && plans[index].Way == this)
            .GroupBy(index => plans[index].LearningRate!.Value)
            .MaxBy(rate => rate.Average(accuracyOf))!.Key;
}
