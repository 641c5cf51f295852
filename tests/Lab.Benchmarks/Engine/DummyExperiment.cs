using System.Diagnostics;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Benchmarks.Engine;

/// <summary>Three numbers a point, and on demand an array of 100, that cost nothing to measure.</summary>
internal sealed class DummyExperiment(DummySettings settings) : IExperiment, IMeasurement
{
    private static readonly Column Frequency = new("frequency", "Hz", "The set frequency.");
    private static readonly Column Power = new("power", "W", "The set power.");
    private static readonly Column Voltage = new("voltage", "V", "The voltage.");
    private static readonly Column Trace = new("trace", "V", "A trace.", ColumnKind.Array);

    // When each hundredth part of the points began.
    private readonly long[] began = new long[100];
    private readonly double[] trace = [.. Enumerable.Range(0, 100).Select(k => 0.001 * k)];

    public IReadOnlyList<Column> Columns { get; } = settings.WithArray
        ? [Frequency, Power, Voltage, Trace]
        : [Frequency, Power, Voltage];

    public int PointCount => settings.Points;

    /// <summary>Time between the beginnings of two hundredth parts of the points, counted from 0 to 99.</summary>
    public TimeSpan TimeOf(int from, int to) => Stopwatch.GetElapsedTime(began[from], began[to]);

    public string Describe(int point) => "dummy";

    public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) => new(this);

    public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        int part = settings.Points / 100;
        if (point % part == 0)
        {
            began[point / part] = Stopwatch.GetTimestamp();
        }

        row.Set(Frequency, 100e6 + (1e3 * point));
        row.Set(Power, 1e-6 + (1e-12 * point));
        row.Set(Voltage, 1e-6 * (point % 1000));
        if (settings.WithArray)
        {
            row.Set(Trace, trace);
        }

        return ValueTask.CompletedTask;
    }

    public Analysis Analyse(IRunData data)
    {
        if (data.Count != settings.Points)
        {
            throw new InvalidOperationException($"{data.Count} of {settings.Points} points were recorded.");
        }

        return new Analysis();
    }
}
