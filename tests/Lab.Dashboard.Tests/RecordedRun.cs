using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Dashboard.Tests;

/// <summary>A run that a test writes point by point, in a folder of its own.</summary>
internal sealed class RecordedRun : IDisposable
{
    public static readonly Column Frequency = new("frequency", "Hz", "What is swept.") { IsAxis = true };
    public static readonly Column Voltage = new("voltage", "V", "What is read.");

    private readonly RunFolder run;
    private readonly Row row;
    private PointStore store;
    private int points;

    public RecordedRun(
        string runs, string protocol = "sweep", Func<RunInfo, RunInfo>? change = null, params Column[] more)
    {
        Column[] columns = [Frequency, Voltage, .. more];
        row = new Row(columns);
        run = RunFolder.Create(runs, protocol, TimeProvider.System.GetUtcNow());
        RunInfo info = new()
        {
            Run = run.Name,
            Protocol = protocol,
            Version = "0.1.0",
            Status = RunStatus.Running,
            ProcessId = Environment.ProcessId,
            Bench = "test",
            Settings = new Dictionary<string, string> { ["power"] = "1 µW" },
            PlannedPoints = 100,
            Started = TimeProvider.System.GetUtcNow(),
        };
        Info = change?.Invoke(info) ?? info;
        run.WriteInfo(Info);
        store = PointStore.Create(run.FullPath, columns);
    }

    public RunInfo Info { get; }

    public RunFolder Folder => run;

    public string Name => run.Name;

    public void Append(double frequency, double voltage, Action<Row>? fill = null)
    {
        row.Clear();
        row.Set(Frequency, frequency);
        row.Set(Voltage, voltage);
        fill?.Invoke(row);
        store.Append(points, 0.5 * points, row);
        points++;
    }

    /// <summary>Takes all points from one on back, as after lost settings.</summary>
    public void Withdraw(int from)
    {
        store.Withdraw(from, "an instrument was not set as it should have been.");
        points = from;
    }

    public void End(RunStatus status = RunStatus.Done)
    {
        store.Dispose();
        run.WriteInfo(Info with { Status = status, Points = points, Ended = TimeProvider.System.GetUtcNow() });
    }

    public void Dispose() => store.Dispose();
}
