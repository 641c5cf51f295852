using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Runs.Records;

namespace Lab.Protocols.Terminals;

/// <summary>Brings the terminals of a run to their first set-points and switches their outputs on.</summary>
internal sealed class OutputMeasurement
{
    private readonly OutputPlan plan;
    private readonly double[] found;

    private OutputMeasurement(OutputPlan plan, double[] found)
    {
        this.plan = plan;
        this.found = found;
    }

    /// <summary>Sets what is held and the first set-points of axes, and switches the outputs on.</summary>
    /// <param name="plan">The outputs.</param>
    /// <param name="first">The set-points.</param>
    /// <param name="bench">The open bench.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="InstrumentException">An instrument fails, or a limit forbids a set-point.</exception>
    public static async ValueTask<OutputMeasurement> PrepareAsync(
        OutputPlan plan, IReadOnlyList<OperatingSetPoint> first, IBench bench, CancellationToken cancellationToken)
    {
        // A supply of a magnet takes a current with its output on only.
        foreach (NamedChannel output in plan.Outputs.Where(output => output.Definition.IsInductive))
        {
            await SwitchOnAsync(output, bench, cancellationToken).ConfigureAwait(false);
        }

        // What bounds a level, such as a compliance, goes before the level.
        foreach (OperatingSetPoint point in first.OrderBy(point => point.Channel.Channel.Reach == ChannelReach.ThroughOutput))
        {
            await SetAsync(point.Channel, point.Value, bench, cancellationToken).ConfigureAwait(false);
        }

        foreach (NamedChannel output in plan.Outputs.Where(output => !output.Definition.IsInductive))
        {
            await SwitchOnAsync(output, bench, cancellationToken).ConfigureAwait(false);
        }

        double[] found = new double[plan.Found.Count];
        for (int i = 0; i < found.Length; i++)
        {
            NamedChannel channel = plan.Found[i].Channel;
            found[i] = await channel.Channel.GetAsync!(
                bench.GetByName(channel.Terminal.Instrument), cancellationToken).ConfigureAwait(false);
        }

        return new OutputMeasurement(plan, found);
    }

    /// <summary>Sets a channel, through its driver and the gate.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="value">The value in SI units.</param>
    /// <param name="bench">The open bench.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="InstrumentException">The instrument fails, or a limit forbids the value.</exception>
    public static ValueTask SetAsync(NamedChannel channel, double value, IBench bench, CancellationToken cancellationToken) =>
        channel.Channel.SetAsync!(bench.GetByName(channel.Terminal.Instrument), value, cancellationToken);

    /// <summary>Writes what was found into a point.</summary>
    public void Record(Row row)
    {
        for (int i = 0; i < found.Length; i++)
        {
            row.Set(plan.Found[i].Value, found[i]);
        }
    }

    private static ValueTask SwitchOnAsync(NamedChannel output, IBench bench, CancellationToken cancellationToken) =>
        output.Definition.SwitchAsync!(bench.GetByName(output.Terminal.Instrument), true, cancellationToken);
}
