using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>RF power at a junction: all tones together after the least losses that bench file and calibrations leave
/// possible.</summary>
internal sealed class RfPowerLimit(BenchDefinition bench, JunctionDefinition junction, Power limit) : DerivedLimit(
    $"RF power at junction '{junction.Name}'",
    $"junction '{junction.Name}'",
    limit.Watts,
    watts => Power.FromWatts(watts).ToString(),
    To(bench, SamplePort.Rf))
{
    /// <inheritdoc/>
    public override double Worst(ITerminalStates state)
    {
        double watts = 0;
        foreach (WiringDefinition source in Sources)
        {
            ChannelState power = state.Get(source.Terminal, Channels.Power);
            if (power.IsKnown)
            {
                watts += state.Counts(source.Terminal)
                    ? Power.FromWatts(power.Worst).Attenuated(state.LeastLossOf(source)).Watts
                    : 0;
            }
            else if (state.WasSwitchedOn(source.Terminal))
            {
                return double.NaN;
            }
        }

        return watts;
    }
}
