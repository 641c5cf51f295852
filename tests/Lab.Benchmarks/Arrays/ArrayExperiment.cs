using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Benchmarks.Arrays;

/// <summary>A number and a trace a point; the analysis averages all traces, of which it has one in memory.</summary>
internal sealed class ArrayExperiment : IExperiment, IMeasurement
{
    private const double Step = 1e-3;

    private static readonly Column Level = new("level", "V", "The first sample of the trace.");

    private readonly ArraySettings settings;
    private readonly Column trace;
    private readonly short[] words;
    private readonly double[] values;

    public ArrayExperiment(ArraySettings settings)
    {
        this.settings = settings;
        bool isWhole = settings.Type == ElementType.Int16;
        trace = new Column("trace", "V", "A trace.", ColumnKind.Array)
        {
            Form = isWhole ? new ArrayForm(ElementType.Int16, Step) : ArrayForm.Float64,
        };
        words = [.. Enumerable.Range(0, settings.Samples).Select(i => (short)((7919 * i) % 30_011))];
        values = [.. words.Select(word => word * Step)];
        Columns = [Level, trace];
    }

    public IReadOnlyList<Column> Columns { get; }

    public int PointCount => settings.Points;

    public string Describe(int point) => "trace";

    public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) => new(this);

    public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        words[0] = (short)(point % 1000);
        values[0] = words[0] * Step;
        row.Set(Level, values[0]);
        if (settings.Type == ElementType.Int16)
        {
            row.SetElements(trace, words);
        }
        else
        {
            row.Set(trace, values);
        }

        return ValueTask.CompletedTask;
    }

    public Analysis Analyse(IRunData data)
    {
        double[] levels = data.Numbers(Level.Name);
        var one = new double[settings.Samples];
        var sum = new double[settings.Samples];
        for (int point = 0; point < data.Count; point++)
        {
            int count = data.ReadArray(trace.Name, point, one);
            if (count != settings.Samples || one[0] != levels[point])
            {
                throw new InvalidOperationException($"Another trace was read at point {point}.");
            }

            for (int i = 0; i < count; i++)
            {
                sum[i] += one[i];
            }
        }

        double mean = sum.Sum() / data.Count / settings.Samples;
        return new Analysis { Results = [new ResultValue("mean", mean, "V", Uncertainty: null, "Mean of all samples.")] };
    }
}
