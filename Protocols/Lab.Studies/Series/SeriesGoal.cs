namespace Lab.Studies.Series;

/// <summary>What is learned from series.</summary>
public enum SeriesGoal
{
    /// <summary>The class of each sequence.</summary>
    Classification,

    /// <summary>The next value of a series, from those before.</summary>
    Prediction,
}
