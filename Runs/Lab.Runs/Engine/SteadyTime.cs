using Lab.Runs.Records;

namespace Lab.Runs.Engine;

/// <summary>The first points of a record, whose bench time never goes back: records of earlier versions do where the computer's
/// clock was set back before they were resumed, and no drift can be told from such a step.</summary>
internal sealed class SteadyTime : IRunData
{
    private readonly IRunData data;
    private readonly int count;

    private SteadyTime(IRunData data, int count, double[] seconds, long? stepBack)
    {
        this.data = data;
        this.count = count;
        BenchSeconds = seconds;
        StepBack = stepBack;
    }

    /// <summary>The first point whose time lay before that of its predecessor; <see langword="null"/> where there is
    /// none.</summary>
    public long? StepBack { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns => data.Columns;

    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public IReadOnlyList<long> Points => count == data.Count ? data.Points : [.. data.Points.Take(count)];

    /// <inheritdoc/>
    public double[] BenchSeconds { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => data.Warnings;

    /// <summary>A record with steady time.</summary>
    public static SteadyTime Of(IRunData data)
    {
        double[] seconds = data.BenchSeconds;
        double shift = 0;
        long? stepBack = null;
        double[] steady = [.. seconds];
        for (int i = 1; i < seconds.Length; i++)
        {
            if (seconds[i] < seconds[i - 1])
            {
                shift += seconds[i - 1] - seconds[i];
                stepBack ??= data.Points[i];
            }

            steady[i] = seconds[i] + shift;
        }

        return new SteadyTime(data, data.Count, steady, stepBack);
    }

    /// <summary>The first points alone.</summary>
    public SteadyTime First(int points) => new(data, points, BenchSeconds[..points], StepBack);

    /// <inheritdoc/>
    public double[] Numbers(string column) => count == data.Count ? data.Numbers(column) : data.Numbers(column)[..count];

    /// <inheritdoc/>
    public double[][] Arrays(string column) => count == data.Count ? data.Arrays(column) : data.Arrays(column)[..count];

    /// <inheritdoc/>
    public int LengthOf(string column, int index) => data.LengthOf(column, Known(index));

    /// <inheritdoc/>
    public int ReadArray(string column, int index, Span<double> values) => data.ReadArray(column, Known(index), values);

    /// <inheritdoc/>
    public int ReadElements<T>(string column, int index, Span<T> elements)
        where T : unmanaged => data.ReadElements(column, Known(index), elements);

    private int Known(int index) =>
        index < count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {count} points.");
}
