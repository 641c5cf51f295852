namespace Lab.Runs.Records;

/// <summary>The recorded points of a run, for analysis and export.</summary>
public interface IRunData
{
    /// <summary>The columns, in the record's order.</summary>
    IReadOnlyList<Column> Columns { get; }

    /// <summary>How many points are recorded.</summary>
    int Count { get; }

    /// <summary>The indices of the recorded points in the plan, ascending.</summary>
    IReadOnlyList<long> Points { get; }

    /// <summary>Bench time of each point since the run began, in seconds, shape [point].</summary>
    double[] BenchSeconds { get; }

    /// <summary>The numbers of a column, shape [point].</summary>
    /// <exception cref="KeyNotFoundException">There is no such column of numbers.</exception>
    double[] Numbers(string column);

    /// <summary>The arrays of a column, shape [point][element].</summary>
    /// <exception cref="KeyNotFoundException">There is no such column of arrays.</exception>
    double[][] Arrays(string column);
}
