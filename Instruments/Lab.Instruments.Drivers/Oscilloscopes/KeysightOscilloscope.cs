using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Drivers.Oscilloscopes;

/// <summary>What Keysight's oscilloscopes have in common: inputs, trigger event, averages and the reading of waveforms.</summary>
public abstract class KeysightOscilloscope : ScpiOscilloscope
{
    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it records after it was opened.</param>
    protected KeysightOscilloscope(InstrumentSession session, OscilloscopeSettings settings)
        : base(session, settings)
    {
    }

    /// <summary>Sets impedance, coupling and probe of an input.</summary>
    /// <param name="input">The header of the input, such as <c>:CHAN1</c>.</param>
    /// <param name="channel">What is recorded with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask SendCouplingAsync(
        string input, OscilloscopeChannel channel, CancellationToken cancellationToken);

    /// <summary>Reads the preamble of a waveform: format, type, points, count, x increment, x origin, x reference, y increment,
    /// y origin, y reference.</summary>
    /// <param name="answer">The answer.</param>
    /// <exception cref="InstrumentException">It is none of 16-bit words.</exception>
    protected abstract double[] ReadPreamble(string answer);

    /// <summary>Says which points of the chosen input are read, where the oscilloscope has a choice.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected virtual ValueTask SendReadingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Switches inputs on that are recorded, and the others off.</summary>
    /// <param name="inputs">All inputs.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected async ValueTask SendInputsAsync(
        IEnumerable<TerminalDefinition> inputs, OscilloscopeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(settings);
        foreach (string name in inputs.Select(terminal => terminal.Name))
        {
            string input = $":CHAN{name}";
            OscilloscopeChannel? channel = settings.Channels.FirstOrDefault(each => each.Terminal == name);
            await Session.SendAsync($"{input}:DISP {(channel is null ? 0 : 1)}", cancellationToken).ConfigureAwait(false);
            if (channel is null)
            {
                continue;
            }

            await SendCouplingAsync(input, channel, cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{input}:INV 0", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{input}:BWL 0", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{input}:RANG {Text(channel.Range.Volts)}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{input}:OFFS {Text(channel.Offset.Volts)}", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The register is cleared as it is read; a trigger that has come already may have ended the record.</remarks>
    protected override async ValueTask<bool> IsArmedAsync(CancellationToken cancellationToken) =>
        await Session.QueryNumberAsync(":AER?", cancellationToken).ConfigureAwait(false) != 0
        || !await IsRunningAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks><c>:SING</c> takes one record, <c>:DIG</c> as many as are averaged.</remarks>
    protected override async ValueTask AverageAsync(CancellationToken cancellationToken)
    {
        string sources = string.Join(',', Settings.Channels.Select(channel => $"CHAN{channel.Terminal}"));
        try
        {
            await Session.QueryAsync(
                $":DIG {sources};*OPC?", Settings.Patience, answer => answer, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException silence) when (silence.Fault == InstrumentFault.Timeout)
        {
            await DisarmAsync(cancellationToken).ConfigureAwait(false);
            throw NoTrigger();
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<OscilloscopeTrace> ReadAsync(
        OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await Session.SendAsync($":WAV:SOUR CHAN{channel.Terminal}", cancellationToken).ConfigureAwait(false);
        await SendReadingAsync(cancellationToken).ConfigureAwait(false);
        double[] preamble = await Session.QueryAsync(":WAV:PRE?", ReadPreamble, cancellationToken).ConfigureAwait(false);
        int points = (int)preamble[2];
        if (points < 1)
        {
            throw NoTrigger();
        }

        short[] codes = BlockMemory.New<short>(points * Settings.Segments);
        var seconds = new double[Settings.Segments];
        for (int segment = 0; segment < Settings.Segments; segment++)
        {
            if (Settings.Segments > 1)
            {
                await Session.SendAsync($":ACQ:SEGM:IND {segment + 1}", cancellationToken).ConfigureAwait(false);
                seconds[segment] = await Session.QueryNumberAsync(":WAV:SEGM:TTAG?", cancellationToken).ConfigureAwait(false);
            }

            await ReadCodesAsync(
                ":WAV:DATA?", codes.AsMemory(segment * points, points), "of the preamble", cancellationToken)
                .ConfigureAwait(false);
        }

        double step = preamble[7];
        double offset = preamble[8] - (preamble[9] * step);
        return new OscilloscopeTrace(
            new Terminal(Name, channel.Terminal), preamble[5] - (preamble[6] * preamble[4]), 1 / preamble[4], codes, offset, step,
            Settings.Segments)
        {
            SegmentSeconds = seconds,
            IsOverRange = IsOverRange(codes, offset, step, channel),
        };
    }
}
