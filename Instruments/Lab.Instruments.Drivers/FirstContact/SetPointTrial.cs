using Lab.Benches;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>Harmless set-points on an open bench without a sample: within the limits, with outputs off, each read back. No output
/// is switched on. What is tried is declared with the channels (<see cref="ChannelTrial"/>).</summary>
/// <param name="bench">The bench.</param>
public sealed class SetPointTrial(IBench bench)
{
    private readonly List<SetPointFinding> findings = [];

    /// <summary>Tries them on all instruments that drive something.</summary>
    public async Task<IReadOnlyList<SetPointFinding>> RunAsync(CancellationToken cancellationToken)
    {
        findings.Clear();
        foreach (InstrumentDefinition definition in bench.Definition.Instruments)
        {
            IInstrument instrument = bench.GetByName(definition.Name);
            foreach (TerminalDefinition terminal in definition.Terminals.Where(terminal => terminal.Channels.Any(
                channel => channel.Trial is not null)))
            {
                await TryAsync(
                    new Terminal(definition.Name, terminal.Name),
                    terminal,
                    definition,
                    instrument,
                    cancellationToken).ConfigureAwait(false);
            }
        }

        return findings;
    }

    private async Task TryAsync(
        Terminal terminal, TerminalDefinition declared, InstrumentDefinition definition, IInstrument instrument,
        CancellationToken cancellationToken)
    {
        bool? isOff = null;
        foreach (ChannelDefinition channel in declared.Channels.Where(channel => channel.Trial is not null))
        {
            ChannelLimit? limit = definition.FindLimit(declared.Name, channel.Name);
            if (channel.Trial!.Values(limit) is not { } values)
            {
                NotTried(terminal, channel.Name, channel.Trial.WhyNot);
                continue;
            }

            isOff ??= await IsOffAsync(terminal, declared, instrument, cancellationToken).ConfigureAwait(false);
            if (isOff == false)
            {
                return;
            }

            await TryAsync(terminal, channel, values, limit, instrument, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(
        Terminal terminal, ChannelDefinition channel, IReadOnlyList<double> values, ChannelLimit? limit, IInstrument instrument,
        CancellationToken cancellationToken)
    {
        string shown = string.Empty;
        try
        {
            if (values.Count == 0)
            {
                values = [await channel.GetAsync!(instrument, cancellationToken).ConfigureAwait(false)];
            }

            foreach (double value in values)
            {
                shown = channel.Show(value);
                await channel.SetAsync!(instrument, value, cancellationToken).ConfigureAwait(false);
                if (channel.GetAsync is null)
                {
                    findings.Add(new SetPointFinding(
                        $"{terminal}",
                        channel.Name,
                        shown,
                        string.Empty,
                        SetPointOutcome.Agrees,
                        $"{shown} was taken without an error; it has no read-back."));
                    continue;
                }

                double read = await channel.GetAsync(instrument, cancellationToken).ConfigureAwait(false);
                string found = channel.Show(read);
                bool agrees = channel.Trial!.Agrees(value, read, limit);
                findings.Add(new SetPointFinding(
                    $"{terminal}",
                    channel.Name,
                    shown,
                    found,
                    agrees ? SetPointOutcome.Agrees : SetPointOutcome.Differs,
                    agrees ? string.Empty : $"{shown} was set, and {found} is read back."));
            }
        }
        catch (InstrumentException error)
        {
            Failed(terminal, channel.Name, shown, error);
        }
    }

    private async Task<bool> IsOffAsync(
        Terminal terminal, TerminalDefinition declared, IInstrument instrument, CancellationToken cancellationToken)
    {
        try
        {
            if (declared.IsOnAsync is { } isOn && await isOn(instrument, cancellationToken).ConfigureAwait(false))
            {
                NotTried(terminal, Channels.Output, "The output is on; whatever is set would be felt.");
                return false;
            }

            if (declared.QuietAsync is { } quiet)
            {
                await quiet(instrument, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (InstrumentException error)
        {
            Failed(terminal, Channels.Output, string.Empty, error);
            return false;
        }
    }

    // What a limit of the bench or of the instrument forbids was not sent.
    private void Failed(
        Terminal terminal, string channel, string value, InstrumentException error) => findings.Add(new SetPointFinding(
        $"{terminal}",
        channel,
        value,
        string.Empty,
        error.Fault == InstrumentFault.Limit ? SetPointOutcome.NotTried : SetPointOutcome.Differs,
        $"{error.What}."));

    private void NotTried(Terminal terminal, string channel, string why) =>
        findings.Add(new SetPointFinding($"{terminal}", channel, string.Empty, string.Empty, SetPointOutcome.NotTried, why));
}
