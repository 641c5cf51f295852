using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Protocols.Terminals;
using Lab.Quantities;

namespace Lab.Protocols.Reservoirs;

/// <summary>Nodes of a device that is set and read, one after the other: a channel, a wait, a reading.</summary>
/// <param name="bench">The open bench.</param>
/// <param name="terminals">The channel and the reading.</param>
/// <param name="wait">The wait before the readings of a node.</param>
/// <param name="readings">Readings of a node, whose mean is its state.</param>
internal sealed class ChannelNodes(IBench bench, ChannelTerminals terminals, Duration wait, int readings) : INodePlayer
{
    /// <inheritdoc/>
    public int StatesOfNode => 1;

    /// <inheritdoc/>
    public async ValueTask<double[]> PlayAsync(double[] lead, double[] inputs, CancellationToken cancellationToken)
    {
        IInstrument meter = bench.GetByName(terminals.Output.Terminal.Instrument);
        foreach (double input in lead)
        {
            await SetAsync(input, cancellationToken).ConfigureAwait(false);
        }

        double[] states = new double[inputs.Length];
        for (int node = 0; node < inputs.Length; node++)
        {
            await SetAsync(inputs[node], cancellationToken).ConfigureAwait(false);
            for (int reading = 0; reading < readings; reading++)
            {
                double read = await terminals.Output.Reading.ReadAsync(meter, cancellationToken).ConfigureAwait(false);
                states[node] += read / readings;
            }
        }

        return states;
    }

    private async ValueTask SetAsync(double input, CancellationToken cancellationToken)
    {
        await OutputMeasurement.SetAsync(
            terminals.Input, terminals.Offset + (terminals.Swing * input), bench, cancellationToken).ConfigureAwait(false);
        await bench.Clock.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
    }
}
