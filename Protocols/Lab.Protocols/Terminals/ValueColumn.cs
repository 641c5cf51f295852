using Lab.Runs.Records;

namespace Lab.Protocols.Terminals;

/// <summary>A column of readings or derived values, as reports show it.</summary>
/// <param name="Name">Its name in figures: <c>voltmeter.voltage</c>.</param>
/// <param name="Value">The column.</param>
/// <param name="Deviation">The column of the standard deviation of one value; <see langword="null"/> where there is none.</param>
/// <param name="WhyMissing">Why a cell may have no value, in a sentence.</param>
internal sealed record ValueColumn(string Name, Column Value, Column? Deviation, string WhyMissing)
{
    /// <summary>The columns of a plan, readings first.</summary>
    public static IReadOnlyList<ValueColumn> Of(ReadPlan reads) =>
    [
        .. reads.Numbers.Select(column => new ValueColumn(
            column.Reading.Name, column.Value, column.Deviation, "The instrument gave no finite number there.")),
        .. reads.Derived.Select(column => new ValueColumn(
            column.Value.Name,
            column.Value,
            column.Deviation,
            $"'{column.Formula.Text}' has no finite value there, such as after a division by zero.")),
    ];

    /// <summary>The standard errors of the means, shape [point]; <see langword="null"/> where there is one reading a
    /// point.</summary>
    /// <param name="data">The points.</param>
    /// <param name="averages">Readings of a point.</param>
    public double[]? Errors(IRunData data, int averages) => Deviation is { } column
        ? [.. data.Numbers(column.Name).Select(deviation => double.IsFinite(deviation) ? deviation / Math.Sqrt(averages) : 0)]
        : null;

    /// <summary>Says where there is no value; <see langword="null"/> where there is one everywhere.</summary>
    /// <param name="data">The points.</param>
    /// <param name="describe">A point in words.</param>
    public string? FindMissing(IRunData data, Func<int, string> describe)
    {
        double[] values = data.Numbers(Value.Name);
        int first = Array.FindIndex(values, value => !double.IsFinite(value));
        return first < 0
            ? null
            : $"{Name} has no value at {values.Count(value => !double.IsFinite(value))} of {values.Length} points, first at "
                + $"point {first} ({describe(first)}). {WhyMissing}";
    }
}
