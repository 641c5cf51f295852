namespace Lab.Studies.Training;

/// <summary>One training of a run.</summary>
/// <param name="Way">How it is trained.</param>
/// <param name="Mismatch">By how much the map of the weights is made wrong before it, as a fraction;
/// 0 leaves it as it was fitted.</param>
/// <param name="Replicate">Number among the trainings that differ by their random numbers alone.</param>
/// <param name="LearningRate">Size of its first step; none where the trainings that tune its way choose it.</param>
/// <param name="IsTuning">Whether it helps to choose the learning rate of its way: it is then tested on a quarter of the samples
/// to train with, which it was not trained with.</param>
internal sealed record TrainingPlan(TrainingWay Way, double Mismatch, int Replicate, double? LearningRate, bool IsTuning = false)
{
    /// <summary>Points of it: its steps, the readings that refit the read-out, the test.</summary>
    /// <param name="steps">Its steps.</param>
    public int PointsOf(int steps) => steps + (Way.IsRefitted ? 1 : 0) + 1;
}
