using Lab.Benches;
using Lab.Instruments;
using Lab.Runs.Records;

namespace Lab.Protocols.Terminals;

/// <summary>Takes the readings of a point on an open bench.</summary>
internal sealed class ReadMeasurement
{
    private readonly ReadPlan plan;
    private readonly IInstrument[] ofNumbers;
    private readonly IInstrument[] ofArrays;
    private readonly double[][] readings; // shape [reading][repetition]
    private readonly double[][] derived; // shape [derived][repetition]
    private readonly double[] values; // set-points, readings, derived columns

    /// <summary>Finds the instruments.</summary>
    /// <param name="plan">The plan of the readings.</param>
    /// <param name="bench">The open bench.</param>
    /// <param name="setCount">How many channels have a set-point.</param>
    public ReadMeasurement(ReadPlan plan, IBench bench, int setCount)
    {
        this.plan = plan;
        ofNumbers = [.. plan.Numbers.Select(column => bench.GetByName(column.Reading.Terminal.Instrument))];
        ofArrays = [.. plan.Arrays.Select(column => bench.GetByName(column.Reading.Terminal.Instrument))];
        readings = [.. plan.Numbers.Select(_ => new double[plan.Averages])];
        derived = [.. plan.Derived.Select(_ => new double[plan.Averages])];
        values = new double[setCount + plan.Numbers.Count + plan.Derived.Count];
    }

    /// <summary>Takes all readings of a point, in turn as often as they are averaged, and computes what follows from
    /// them.</summary>
    /// <param name="setPoints">The set-points in SI units, shape [channel].</param>
    /// <param name="row">Receives the columns.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="InstrumentException">An instrument fails.</exception>
    public async ValueTask TakeAsync(double[] setPoints, Row row, CancellationToken cancellationToken)
    {
        for (int repetition = 0; repetition < plan.Averages; repetition++)
        {
            for (int i = 0; i < readings.Length; i++)
            {
                readings[i][repetition] = await plan.Numbers[i].ReadAsync(ofNumbers[i], cancellationToken).ConfigureAwait(false);
            }
        }

        for (int i = 0; i < ofArrays.Length; i++)
        {
            row.Set(plan.Arrays[i].Value, await plan.Arrays[i].Reading.Array!.ReadAsync(
                ofArrays[i], plan.Samples, cancellationToken).ConfigureAwait(false));
        }

        Compute(setPoints, row);
    }

    private static void Set(Row row, Column? column, double value)
    {
        if (column is null)
        {
            return;
        }

        if (double.IsFinite(value))
        {
            row.Set(column, value);
        }
        else
        {
            row.SetMissing(column);
        }
    }

    private void Compute(double[] setPoints, Row row)
    {
        setPoints.CopyTo(values, 0);
        for (int repetition = 0; repetition < plan.Averages && plan.Averages > 1; repetition++)
        {
            Fill(setPoints.Length, reading => reading[repetition]);
            for (int i = 0; i < derived.Length; i++)
            {
                derived[i][repetition] = Evaluate(setPoints.Length, i);
            }
        }

        Fill(setPoints.Length, reading => Scatter.Mean(reading));
        for (int i = 0; i < readings.Length; i++)
        {
            Set(row, plan.Numbers[i].Value, values[setPoints.Length + i]);
            Set(row, plan.Numbers[i].Deviation, Scatter.Deviation(readings[i]));
        }

        for (int i = 0; i < derived.Length; i++)
        {
            Set(row, plan.Derived[i].Value, Evaluate(setPoints.Length, i));
            Set(row, plan.Derived[i].Deviation, Scatter.Deviation(derived[i]));
        }
    }

    private void Fill(int first, Func<double[], double> of)
    {
        for (int i = 0; i < readings.Length; i++)
        {
            values[first + i] = of(readings[i]);
        }
    }

    // Later formulas take the value in SI units.
    private double Evaluate(int first, int index)
    {
        double value = plan.Derived[index].Formula.Evaluate(values);
        values[first + readings.Length + index] = value * plan.Derived[index].Formula.SiFactor;
        return value;
    }
}
