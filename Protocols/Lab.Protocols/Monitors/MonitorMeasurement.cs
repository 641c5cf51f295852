using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Monitors;

/// <summary>Takes readings at an interval on an open bench.</summary>
internal sealed class MonitorMeasurement : IMeasurement
{
    private readonly MonitorPlan plan;
    private readonly TimeProvider clock;
    private readonly OutputMeasurement outputs;
    private readonly ReadMeasurement reads;
    private readonly double[] setPoints;
    private Duration? origin; // when point 0 was due

    private MonitorMeasurement(MonitorPlan plan, IBench bench, OutputMeasurement outputs)
    {
        this.plan = plan;
        this.outputs = outputs;
        clock = bench.Clock;
        reads = new ReadMeasurement(plan.Reads, bench, plan.Set.Count);
        setPoints = [.. plan.Held.Select(point => point.Value)];
    }

    /// <summary>Sets what is held and switches its outputs on.</summary>
    /// <exception cref="InstrumentException">An instrument fails, or a limit forbids a set-point.</exception>
    public static async ValueTask<MonitorMeasurement> PrepareAsync(
        MonitorPlan plan, IBench bench, CancellationToken cancellationToken) =>
        new(plan, bench, await OutputMeasurement.PrepareAsync(
            plan.Outputs, plan.Held, bench, cancellationToken).ConfigureAwait(false));

    /// <summary>Waits until a reading is due. The first one is due at once.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public ValueTask WaitUntilDueAsync(int point, CancellationToken cancellationToken)
    {
        Duration now = clock.Now();
        origin ??= now - (plan.Interval * point);
        return clock.WaitAsync(origin.Value + (plan.Interval * point) - now, cancellationToken);
    }

    /// <summary>Takes a reading.</summary>
    /// <exception cref="InstrumentException">An instrument fails.</exception>
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        await reads.TakeAsync(setPoints, row, cancellationToken).ConfigureAwait(false);
        outputs.Record(row);
    }
}
