using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.WaveformGenerators;

/// <summary>What drivers of waveform generators have in common: bounds, gate, codes, shots and safe state. A driver adds its
/// commands.</summary>
public abstract class ScpiWaveformGenerator : ScpiInstrument, IWaveformGenerator
{
    private readonly IReadOnlyList<string> terminals;
    private WaveformProgram? loaded;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="terminals">The names of the terminals.</param>
    protected ScpiWaveformGenerator(InstrumentSession session, IReadOnlyList<TerminalDefinition> terminals)
        : base(session) => this.terminals = [.. (terminals ?? throw new ArgumentNullException(nameof(terminals)))
            .Select(terminal => terminal.Name)];

    /// <inheritdoc/>
    public abstract WaveformCapability Capability { get; }

    /// <summary>The names of the terminals.</summary>
    protected IReadOnlyList<string> TerminalNames => terminals;

    /// <summary>The largest code of its converter; the smallest is its negative.</summary>
    protected abstract short LargestCode { get; }

    /// <summary>The smallest voltage from end to end that it can be set to, V at the load.</summary>
    protected abstract double LeastPeakToPeak { get; }

    /// <summary>By how much its filter may go beyond the samples, as a part of the largest change from one to the
    /// next.</summary>
    protected virtual double Overshoot => 0;

    /// <inheritdoc/>
    public async ValueTask LoadAsync(WaveformProgram program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        Capability.Require(program, Name);
        RequireCommands(program);
        PreparedWaveform[] waveforms =
        [
            .. program.Channels.Select(channel => PreparedWaveform.Of(
                channel with { Terminal = Known(channel.Terminal) }, program.SamplesPerSecond, Capability.Granularity,
                LargestCode, LeastPeakToPeak, Overshoot)),
        ];
        await Session.ApplyWaveformsAsync([.. waveforms.Select(waveform => waveform.Envelope)], LoadCommand, async () =>
        {
            loaded = null;
            await StopAsync(cancellationToken).ConfigureAwait(false);
            foreach (PreparedWaveform waveform in waveforms)
            {
                await SetOutputAsync(waveform.Terminal, on: false, cancellationToken).ConfigureAwait(false);
            }

            await SendWaveformsAsync(waveforms, program, cancellationToken).ConfigureAwait(false);
            loaded = program;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        WaveformProgram program = loaded ?? throw NothingLoaded();
        var outputs = new List<SetPoint>();
        foreach (string terminal in terminals)
        {
            outputs.Add(SetPoint.Output(await GetOutputAsync(terminal, cancellationToken).ConfigureAwait(false)).At(terminal));
        }

        foreach (string command in StartCommands(program))
        {
            await Session.ApplyAsync(outputs.ToArray(), command, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public abstract ValueTask StopAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public ValueTask SetOutputAsync(string terminal, bool on, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(
            SetPoint.Output(on).At(Known(terminal)), $"{OutputHeader(terminal)} {(on ? "1" : "0")}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(string terminal, CancellationToken cancellationToken = default)
    {
        bool on = await Session.QuerySwitchAsync($"{OutputHeader(Known(terminal))}?", cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on).At(terminal));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask<Voltage> GetPeakAsync(string terminal, CancellationToken cancellationToken = default)
    {
        (double peakToPeak, double offset) = await GetLevelsAsync(Known(terminal), cancellationToken).ConfigureAwait(false);
        double volts = Math.CopySign(Math.Abs(offset) + (peakToPeak / 2), offset == 0 ? 1 : offset);
        Session.Observe(new SetPoint(terminal, Channels.Voltage, volts));
        return Voltage.FromVolts(volts);
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        foreach (string terminal in terminals)
        {
            await GetPeakAsync(terminal, cancellationToken).ConfigureAwait(false);
            await GetOutputAsync(terminal, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public IDrive At(string terminal) =>
        string.IsNullOrEmpty(terminal) ? this : new WaveformDrive(this, Known(terminal));

    /// <summary>Switches all outputs off, and stops what is given out; each is tried whatever becomes of the others.</summary>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        var failures = new List<InstrumentException>();
        foreach (string terminal in terminals)
        {
            try
            {
                await SetOutputAsync(terminal, on: false, cancellationToken).ConfigureAwait(false);
            }
            catch (InstrumentException error)
            {
                failures.Add(error);
            }
        }

        await StopAsync(cancellationToken).ConfigureAwait(false);
        if (failures.Count > 0)
        {
            throw failures[0];
        }
    }

    /// <inheritdoc/>
    public virtual async ValueTask PrepareAsync(
        IReadOnlyList<ShotTask> tasks, bool isSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        PlayTask[] plays = [.. tasks.OfType<PlayTask>()];
        if (plays.Length != tasks.Count || plays.Length == 0 || plays.Any(play => play.Channel != Channels.Voltage
            || play.SamplesPerSecond != plays[0].SamplesPerSecond))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"A waveform generator gives out the {Channels.Voltage} of its terminals, all at one rate",
                $"{Name}, shot",
                "Correct the tasks of the shot.");
        }

        await LoadAsync(
            new WaveformProgram(
                plays[0].SamplesPerSecond,
                [.. plays.Select(play => new ChannelWaveform(play.Terminal, new WaveformSegment(play.Samples))
                {
                    DelaySeconds = play.DelaySeconds,
                })],
                isSource ? WaveformStart.AtTrigger : WaveformStart.AtExternalTrigger),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask ArmAsync(CancellationToken cancellationToken) => StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TriggerAsync(CancellationToken cancellationToken)
    {
        WaveformProgram program = loaded ?? throw NothingLoaded();
        var on = new List<SetPoint>();
        foreach (string terminal in program.Channels.Select(channel => channel.Terminal))
        {
            if (await GetOutputAsync(terminal, cancellationToken).ConfigureAwait(false))
            {
                on.Add(SetPoint.Output(on: true).At(terminal));
            }
        }

        // A trigger is a use of the outputs, and given twice it would be two shots.
        if (on.Count > 0)
        {
            await Session.ApplyOnceAsync(on.ToArray(), TriggerCommand, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await Session.SendOnceAsync(TriggerCommand, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ShotTrace>> CollectAsync(CancellationToken cancellationToken)
    {
        WaveformProgram program = loaded ?? throw NothingLoaded();
        await Session.Clock.WaitAsync(Duration.FromSeconds(program.DurationSeconds), cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public ValueTask DisarmAsync(CancellationToken cancellationToken) => StopAsync(cancellationToken);

    /// <summary>The command that loads a waveform, for errors.</summary>
    protected abstract string LoadCommand { get; }

    /// <summary>The command that gives a trigger.</summary>
    protected virtual string TriggerCommand => "*TRG";

    /// <summary>The command of an output switch without its value.</summary>
    /// <param name="terminal">The terminal.</param>
    protected abstract string OutputHeader(string terminal);

    /// <summary>Refuses what the instrument's commands cannot say. The default refuses nothing.</summary>
    /// <param name="program">The program, which is within the bounds.</param>
    /// <exception cref="InstrumentException">The instrument has no command for it.</exception>
    protected virtual void RequireCommands(WaveformProgram program)
    {
    }

    /// <summary>Sends waveforms that have passed the gate, with all outputs of their terminals off.</summary>
    /// <param name="waveforms">The waveforms.</param>
    /// <param name="program">The program that they are of.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    protected abstract ValueTask SendWaveformsAsync(
        IReadOnlyList<PreparedWaveform> waveforms, WaveformProgram program, CancellationToken cancellationToken);

    /// <summary>The commands that start a program that was loaded.</summary>
    /// <param name="program">The program.</param>
    protected abstract IReadOnlyList<string> StartCommands(WaveformProgram program);

    /// <summary>Asks for the voltages that a terminal is set to, from end to end and in the middle, V at the load.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<(double PeakToPeak, double Offset)> GetLevelsAsync(
        string terminal, CancellationToken cancellationToken);

    private string Known(string terminal) => terminals.Contains(terminal) ? terminal : throw new InstrumentException(
        InstrumentFault.Limit,
        $"{Name} has no terminal '{terminal}'",
        $"{Name}.{terminal}",
        $"Its terminals are {string.Join(", ", terminals)}.");

    private InstrumentException NothingLoaded() => new(
        InstrumentFault.Refused, "No waveform is loaded", $"{Name}, {LoadCommand}", "Load one first.");
}
