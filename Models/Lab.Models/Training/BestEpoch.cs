namespace Lab.Models.Training;

/// <summary>Keeps the parameters of the best epoch by a score on samples that were not trained with, and how long ago it was: for
/// the choice of the epoch, and for ending early.</summary>
/// <param name="isBetter">Whether a score replaces the best one so far.</param>
public sealed class BestEpoch(Func<double, double, bool> isBetter)
{
    /// <summary>The best score; NaN before the first.</summary>
    public double Score { get; private set; } = double.NaN;

    /// <summary>Epochs since the best one.</summary>
    public int EpochsWithoutGain { get; private set; }

    /// <summary>The parameters of the best epoch, shape [parameter].</summary>
    public float[] Parameters { get; private set; } = [];

    /// <summary>Takes an epoch into account.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="parameters">Its parameters, which are copied where it is the best.</param>
    /// <returns>Whether it is.</returns>
    public bool Consider(double score, ReadOnlySpan<float> parameters)
    {
        bool isBest = double.IsNaN(Score) || isBetter(score, Score);
        EpochsWithoutGain = isBest ? 0 : EpochsWithoutGain + 1;
        if (isBest)
        {
            (Score, Parameters) = (score, parameters.ToArray());
        }

        return isBest;
    }
}
