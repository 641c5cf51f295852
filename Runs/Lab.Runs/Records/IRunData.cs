namespace Lab.Runs.Records;

/// <summary>The recorded points of a run, for analysis and export.</summary>
/// <remarks>Numbers are in memory. Large arrays are read from the disk when they are asked for, and compared with the sums that
/// the record has of them: <see cref="ReadArray"/> takes them one by one into a buffer of the caller,
/// whatever their number.</remarks>
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

    /// <summary>Warnings about the record, such as that its last points were lost with the machine's power.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>The numbers of a column, shape [point].</summary>
    /// <exception cref="KeyNotFoundException">There is no such column of numbers.</exception>
    double[] Numbers(string column);

    /// <summary>All arrays of a column in its unit, shape [point][element]. They are in memory then: of a column with gigabytes
    /// use <see cref="ReadArray"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column of arrays.</exception>
    /// <exception cref="RunException">An array is not there as it was recorded.</exception>
    double[][] Arrays(string column);

    /// <summary>How many elements the array of a point has; nothing is read for it.</summary>
    /// <param name="column">The name of a column of arrays.</param>
    /// <param name="index">The point, from 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="KeyNotFoundException">There is no such column of arrays.</exception>
    int LengthOf(string column, int index) => Arrays(column)[index].Length;

    /// <summary>Reads the array of a point in the column's unit.</summary>
    /// <param name="column">The name of a column of arrays.</param>
    /// <param name="index">The point, from 0 to <see cref="Count"/> - 1.</param>
    /// <param name="values">Receives the values; at least as long as the array.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="KeyNotFoundException">There is no such column of arrays.</exception>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    /// <exception cref="RunException">The array is not there as it was recorded.</exception>
    int ReadArray(string column, int index, Span<double> values)
    {
        double[] array = Arrays(column)[index];
        array.CopyTo(values);
        return array.Length;
    }

    /// <summary>Reads the array of a point with its elements as they are stored: the value of each is offset + scale × element
    /// (<see cref="Column.Form"/>).</summary>
    /// <typeparam name="T">The type of the elements, as the column's form says.</typeparam>
    /// <param name="column">The name of a column of arrays.</param>
    /// <param name="index">The point, from 0 to <see cref="Count"/> - 1.</param>
    /// <param name="elements">Receives the elements; at least as long as the array.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="KeyNotFoundException">There is no such column of arrays.</exception>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    /// <exception cref="InvalidOperationException">A bug of the caller: the column has elements of another type.</exception>
    /// <exception cref="RunException">The array is not there as it was recorded.</exception>
    int ReadElements<T>(string column, int index, Span<T> elements)
        where T : unmanaged
    {
        var array = Arrays(column)[index] as T[]
            ?? throw new InvalidOperationException($"Bug in Lab: the column '{column}' has no elements of {typeof(T).Name}.");
        array.CopyTo(elements);
        return array.Length;
    }
}
