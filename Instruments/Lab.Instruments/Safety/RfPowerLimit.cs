using Lab.Instruments.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Safety;

/// <summary>RF power at a junction: all tones together after the least losses that bench file and calibrations leave possible.</summary>
internal sealed class RfPowerLimit(BenchDefinition bench, JunctionDefinition junction, Power limit) : DerivedLimit(
    $"RF power at junction '{junction.Name}'", $"junction '{junction.Name}'", limit.Watts, watts => Power.FromWatts(watts).ToString(), To(bench, SamplePort.Rf))
{
    /// <inheritdoc/>
    public override double Worst(GateState state, string? countedAsOn)
    {
        double watts = 0;
        foreach (WiringDefinition source in Sources)
        {
            ChannelState power = state.Get(source.Instrument, Channels.Power);
            if (power.IsKnown)
            {
                bool counts = source.Instrument == countedAsOn || !state.IsOff(source.Instrument);
                watts += counts ? Power.FromWatts(power.Worst).Attenuated(state.LeastLossOf(source)).Watts : 0;
            }
            else if (state.WasSwitchedOn(source.Instrument))
            {
                return double.NaN;
            }
        }

        return watts;
    }
}
