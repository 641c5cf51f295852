using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Sweeps;

/// <summary>Moves the axes of a sweep on an open bench and reads its points.</summary>
internal sealed class SweepMeasurement : IMeasurement
{
    private readonly SweepPlan plan;
    private readonly IBench bench;
    private readonly OutputMeasurement outputs;
    private readonly ReadMeasurement reads;
    private readonly double[] setPoints; // of the axes, then what is held
    private int? last;

    private SweepMeasurement(SweepPlan plan, IBench bench, OutputMeasurement outputs)
    {
        this.plan = plan;
        this.bench = bench;
        this.outputs = outputs;
        reads = new ReadMeasurement(plan.Reads, bench, plan.Set.Count);
        setPoints = [.. FirstOf(plan).Select(point => point.Value)];
    }

    private SweepGrid Grid => plan.Grid;

    /// <summary>Sets what is held and the first values of the axes, and switches the outputs on.</summary>
    /// <exception cref="InstrumentException">An instrument fails, or a limit forbids a set-point.</exception>
    public static async ValueTask<SweepMeasurement> PrepareAsync(
        SweepPlan plan, IBench bench, CancellationToken cancellationToken)
    {
        // The slowest axis first, as at every later point.
        OperatingSetPoint[] first = [.. plan.Held, .. FirstOf(plan).Take(plan.Grid.Axes.Count).Reverse()];
        OutputMeasurement outputs = await OutputMeasurement.PrepareAsync(
            plan.Outputs, first, bench, cancellationToken).ConfigureAwait(false);
        var measurement = new SweepMeasurement(plan, bench, outputs);
        foreach (SweepAxis axis in plan.Grid.Axes)
        {
            await measurement.WaitAsync(axis.Settle, cancellationToken).ConfigureAwait(false);
        }

        return measurement;
    }

    /// <summary>Moves to a point and reads it.</summary>
    /// <exception cref="InstrumentException">An instrument fails, or a limit forbids a set-point.</exception>
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        int? before = last;
        last = point; // where it fails, it is tried again from where the axes are
        if (before != point - 1 && before != point)
        {
            await ApproachAsync(point, cancellationToken).ConfigureAwait(false);
        }

        await ResetFasterAxesAsync(point, cancellationToken).ConfigureAwait(false);
        for (int axis = Grid.Axes.Count - 1; axis >= 0; axis--)
        {
            await MoveAsync(axis, Grid.ValueAt(point, axis), cancellationToken).ConfigureAwait(false);
        }

        await reads.TakeAsync(setPoints, row, cancellationToken).ConfigureAwait(false);
        for (int axis = 0; axis < Grid.Axes.Count; axis++)
        {
            row.Set(plan.Axes[axis], setPoints[axis]);
            if (plan.Directions[axis] is { } direction)
            {
                row.Set(direction, Grid.DirectionAt(point, axis));
            }
        }

        outputs.Record(row);
    }

    private static IEnumerable<OperatingSetPoint> FirstOf(SweepPlan plan) =>
        [.. plan.Grid.Axes.Select((axis, i) => new OperatingSetPoint(axis.Channel, plan.Grid.ValueAt(0, i))), .. plan.Held];

    // After an interruption an axis with hysteresis goes through its pass again, without being read, so that it comes to the
    // point as it would have.
    private async ValueTask ApproachAsync(int point, CancellationToken cancellationToken)
    {
        for (int axis = Grid.Axes.Count - 1; axis >= 0; axis--)
        {
            for (int step = 0; Grid.Axes[axis].HasHistory && step < Grid.StepAt(point, axis).Step; step++)
            {
                await MoveAsync(axis, Grid.Axes[axis].ValueAt(step), cancellationToken).ConfigureAwait(false);
            }

            await MoveAsync(axis, Grid.ValueAt(point, axis), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask ResetFasterAxesAsync(int point, CancellationToken cancellationToken)
    {
        for (int slower = Grid.Axes.Count - 1; slower > 0; slower--)
        {
            if (Grid.ValueAt(point, slower) == setPoints[slower])
            {
                continue;
            }

            for (int axis = 0; axis < slower; axis++)
            {
                if (Grid.Axes[axis].Reset is { } wait)
                {
                    await MoveAsync(axis, Grid.Axes[axis].Values[0], cancellationToken).ConfigureAwait(false);
                    await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
                }
            }

            return;
        }
    }

    private async ValueTask MoveAsync(int axis, double value, CancellationToken cancellationToken)
    {
        if (setPoints[axis] == value)
        {
            return; // it is there
        }

        setPoints[axis] = double.NaN; // whatever happens now, the next move is made
        await OutputMeasurement.SetAsync(plan.Set[axis], value, bench, cancellationToken).ConfigureAwait(false);
        setPoints[axis] = value;
        await WaitAsync(Grid.Axes[axis].Settle, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask WaitAsync(Duration wait, CancellationToken cancellationToken) =>
        bench.Clock.WaitAsync(wait, cancellationToken);
}
