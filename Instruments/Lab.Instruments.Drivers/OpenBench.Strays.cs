using Lab.Benches;
using Lab.Instruments.Clocks;
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
            (Terminal Terminal, string Channel, ChannelDefinition? Definition)[] compared =
                [.. ComparedOf(DefinitionOf(instrument))];
            double?[] set = [.. compared.Select(each => gate.CertainValueOf(each.Terminal, each.Channel))];
            if (Array.TrueForAll(set, value => value is null))
            {
                continue;
            }

            await ReadBackAsync(instrument, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < compared.Length; i++)
            {
                (Terminal terminal, string channel, ChannelDefinition? definition) = compared[i];
                if (set[i] is not { } wanted || gate.CertainValueOf(terminal, channel) is not { } found)
                {
                    continue;
                }

                if (definition is null ? found != wanted : definition.Tolerance!.IsExceeded(wanted, found))
                {
                    Func<double, string> show = definition is null ? Switch : definition.Show;
                    strays.Add($"{terminal}: the {channel} is {show(found)}, and Lab had set {show(wanted)}.");
                }
            }
        }

        return strays;
    }

    /// <summary>Channels that are compared with their read-back: output switches, and channels with a tolerance.</summary>
    private static IEnumerable<(Terminal Terminal, string Channel, ChannelDefinition? Definition)> ComparedOf(
        InstrumentDefinition instrument)
    {
        foreach (TerminalDefinition definition in instrument.Terminals)
        {
            var terminal = new Terminal(instrument.Name, definition.Name);
            if (definition.IsSwitched)
            {
                yield return (terminal, Channels.Output, null);
            }

            foreach (ChannelDefinition channel in definition.Channels.Where(channel => channel.Tolerance is not null))
            {
                yield return (terminal, channel.Name, channel);
            }
        }
    }

    private static string Switch(double value) => value == 0 ? "off" : "on";
}
