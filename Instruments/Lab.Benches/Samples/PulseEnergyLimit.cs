using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>The energy of one pulse in a field line, V²/R times its width, of all pulse generators on the line
/// together.</summary>
internal sealed class PulseEnergyLimit(BenchDefinition bench, FieldLineDefinition line, Energy limit) : DerivedLimit(
    $"pulse energy in field line '{line.Name}'",
    $"field line '{line.Name}'",
    limit.Joules,
    joules => Energy.FromJoules(joules).ToString(),
    To(bench, SamplePort.Pulse).Where(wiring => wiring.Part == line.Name))
{
    /// <inheritdoc/>
    public override double Worst(ITerminalStates state)
    {
        double joules = 0;
        foreach (WiringDefinition source in Sources)
        {
            ChannelState amplitude = state.Get(source.Terminal, Channels.Amplitude);
            ChannelState width = state.Get(source.Terminal, Channels.Width);
            if (amplitude.IsKnown && width.IsKnown)
            {
                joules += amplitude.Worst * amplitude.Worst / line.Resistance.Ohms * width.Worst;
            }
            else if (state.WasSwitchedOn(source.Terminal))
            {
                return double.NaN;
            }
        }

        return joules;
    }
}
