using Lab.Instruments.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Safety;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Drivers;

/// <content>Changes from outside Lab.</content>
public sealed partial class OpenBench
{
    /// <inheritdoc/>
    /// <remarks>A served bench with a virtual clock is a simulation, which is to give the same numbers each time.</remarks>
    public bool CanStray => Clock is not ISteppedClock && Outside.Length > 0;

    private IConnected[] Outside => outside ??= [.. instruments.OfType<IConnected>().Where(IsOutside)];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> FindStrayAsync(CancellationToken cancellationToken)
    {
        var strays = new List<string>();
        foreach (IConnected instrument in Outside)
        {
            InstrumentDefinition definition = DefinitionOf(instrument);
            ChannelDefinition[] channels = [.. definition.Channels.Where(channel => channel.Tolerance is not null)];
            double? output = definition.IsSwitched ? gate.CertainValueOf(instrument.Name, Channels.Output) : null;
            double?[] set = [.. channels.Select(channel => gate.CertainValueOf(instrument.Name, channel.Name))];
            if (output is null && set.All(value => value is null))
            {
                continue;
            }

            await ReadBackAsync(instrument, cancellationToken).ConfigureAwait(false);
            if (output is { } wasOn && gate.CertainValueOf(instrument.Name, Channels.Output) is { } isOn && isOn != wasOn)
            {
                strays.Add(Stray(instrument, Channels.Output, Switch(isOn), Switch(wasOn)));
            }

            for (int i = 0; i < channels.Length; i++)
            {
                ChannelDefinition channel = channels[i];
                if (set[i] is { } wanted && gate.CertainValueOf(instrument.Name, channel.Name) is { } found && channel.Tolerance!.IsExceeded(wanted, found))
                {
                    strays.Add(Stray(instrument, channel.Name, channel.Show(found), channel.Show(wanted)));
                }
            }
        }

        return strays;
    }

    private static string Stray(IInstrument instrument, string channel, string found, string wanted) =>
        $"{instrument.Name}: the {channel} is {found}, and Lab had set {wanted}.";

    private static string Switch(double value) => value == 0 ? "off" : "on";
}
