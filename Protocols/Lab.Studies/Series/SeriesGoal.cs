namespace Lab.Studies.Series;

/// <summary>The goal of learning from series.</summary>
public enum SeriesGoal
{
    /// <summary>The class of each sequence.</summary>
    Classification,

    /// <summary>The next value of a series, from those before.</summary>
    Prediction,
}
