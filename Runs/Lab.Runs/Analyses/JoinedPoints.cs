using Lab.Runs.Records;

namespace Lab.Runs.Analyses;

/// <summary>The points of several runs, one run after the other.</summary>
/// <remarks>Points are numbered anew from 0. Bench time goes on from run to run: as much as passed between them by the computer's
/// clock lies between them here too, and at least the longest of the runs, so that what wanders has wandered.
/// </remarks>
public sealed class JoinedPoints : IRunData
{
    private readonly IReadOnlyList<IRunData> parts;
    private readonly int[] starts;

    private JoinedPoints(IReadOnlyList<IRunData> parts, double[] benchSeconds)
    {
        this.parts = parts;
        starts = new int[parts.Count];
        for (int i = 1; i < parts.Count; i++)
        {
            starts[i] = starts[i - 1] + parts[i - 1].Count;
        }

        BenchSeconds = benchSeconds;
        Points = [.. Enumerable.Range(0, benchSeconds.Length).Select(point => (long)point)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns => parts[0].Columns;

    /// <inheritdoc/>
    public int Count => Points.Count;

    /// <inheritdoc/>
    public IReadOnlyList<long> Points { get; }

    /// <inheritdoc/>
    public double[] BenchSeconds { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [.. parts.SelectMany(part => part.Warnings)];

    /// <summary>Joins the points of runs.</summary>
    /// <param name="runs">The runs with their points, in the order in which they began; at least one.</param>
    /// <exception cref="RunException">The runs have different columns.</exception>
    public static JoinedPoints Of(IReadOnlyList<(RunInfo Info, IRunData Data)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        (RunInfo first, IRunData points) = runs[0];
        foreach ((RunInfo info, IRunData data) in runs.Skip(1))
        {
            string[] other = [.. data.Columns.Select(column => column.Name).Except(points.Columns.Select(column => column.Name))
                .Concat(points.Columns.Select(column => column.Name).Except(data.Columns.Select(column => column.Name)))];
            if (other.Length > 0)
            {
                throw new RunException($"The runs '{first.Run}' and '{info.Run}' cannot be joined: only one of them has the "
                    + $"column {string.Join(", ", other)}.");
            }
        }

        return new JoinedPoints([.. runs.Select(run => run.Data)], SecondsOf(runs));
    }

    /// <inheritdoc/>
    public double[] Numbers(string column) => [.. parts.SelectMany(part => part.Numbers(column))];

    /// <inheritdoc/>
    public double[][] Arrays(string column) => [.. parts.SelectMany(part => part.Arrays(column))];

    /// <inheritdoc/>
    public int LengthOf(string column, int index) => PartOf(index, out int within).LengthOf(column, within);

    /// <inheritdoc/>
    public int ReadArray(string column, int index, Span<double> values) =>
        PartOf(index, out int within).ReadArray(column, within, values);

    /// <inheritdoc/>
    public int ReadElements<T>(string column, int index, Span<T> elements)
        where T : unmanaged => PartOf(index, out int within).ReadElements(column, within, elements);

    private static double[] SecondsOf(IReadOnlyList<(RunInfo Info, IRunData Data)> runs)
    {
        double longest = runs.Max(run => run.Data.Count == 0 ? 0 : run.Data.BenchSeconds[^1]);
        var seconds = new List<double>();
        double end = 0;
        for (int i = 0; i < runs.Count; i++)
        {
            double[] own = runs[i].Data.BenchSeconds;
            double byClock = i == 0 ? 0 : (runs[i].Info.Started - (runs[i - 1].Info.Ended ?? runs[i].Info.Started)).TotalSeconds;
            double start = i == 0 ? 0 : end + Math.Max(byClock, longest);
            seconds.AddRange(own.Select(second => start + second));
            end = own.Length == 0 ? start : start + own[^1];
        }

        return [.. seconds];
    }

    private IRunData PartOf(int index, out int within)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int part = starts.Length - 1;
        while (starts[part] > index)
        {
            part--;
        }

        within = index - starts[part];
        return parts[part];
    }
}
