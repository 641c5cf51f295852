using System.Globalization;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <summary>The base of pulse generators' drivers: a pulse is given once and never twice, a generator that nobody told to wait
/// for triggers is put on hold at opening, and to be safe it is switched off and held.</summary>
public abstract class ScpiPulseGenerator : ScpiInstrument, IPulseGenerator
{
    private Frequency? awaited;

    /// <summary>Creates the driver on an open session.</summary>
    protected ScpiPulseGenerator(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The command that gives one pulse.</summary>
    protected abstract string FireCommand { get; }

    /// <inheritdoc/>
    public abstract ValueTask SetAmplitudeAsync(Voltage amplitude, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask SetWidthAsync(Duration width, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public ValueTask SetDelayAsync(Duration delay, CancellationToken cancellationToken = default)
    {
        string command = DelayCommand(delay);
        return double.IsFinite(delay.Seconds)
            ? Session.SendAsync(command, cancellationToken)
            : throw new InstrumentException(
                InstrumentFault.Limit,
                $"{delay.Seconds} s is not a delay",
                $"{Name}, {command}",
                "Correct what computes the delay.");
    }

    /// <inheritdoc/>
    public async ValueTask RepeatAsync(Frequency repetition, CancellationToken cancellationToken = default)
    {
        await StartClockAsync(SetPoint.Of(Channels.Repetition, repetition), repetition, cancellationToken).ConfigureAwait(false);
        awaited = null;
    }

    /// <inheritdoc/>
    public async ValueTask AwaitTriggersAsync(Frequency fastest, CancellationToken cancellationToken = default)
    {
        await AwaitEdgesAsync(SetPoint.Of(Channels.Repetition, fastest), cancellationToken).ConfigureAwait(false);
        awaited = fastest;
    }

    /// <inheritdoc/>
    /// <remarks>No limit is asked: fewer pulses are always allowed.</remarks>
    public async ValueTask HoldAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        awaited = null;
        Session.Observe(new SetPoint(Channels.Repetition, 0));
    }

    /// <inheritdoc/>
    public abstract ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async ValueTask FireAsync(CancellationToken cancellationToken = default)
    {
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            throw Refused("The output is off, so that no pulse would come", "Switch the output on first.");
        }

        if (await ReadStartAsync(cancellationToken).ConfigureAwait(false) != PulseStart.Command)
        {
            throw Refused("The generator does not wait for this program's command", "Put it on hold first.");
        }

        await ReadyToFireAsync(cancellationToken).ConfigureAwait(false);

        // A pulse is a use of the output: whatever is not known of amplitude and width is refused by the gate.
        await Session.ApplyOnceAsync(SetPoint.Output(on: true), FireCommand, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Voltage> GetAmplitudeAsync(CancellationToken cancellationToken = default)
    {
        Voltage amplitude = await ReadAmplitudeAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Of(Channels.Amplitude, amplitude));
        return amplitude;
    }

    /// <inheritdoc/>
    public async ValueTask<Duration> GetWidthAsync(CancellationToken cancellationToken = default)
    {
        Duration width = await ReadWidthAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Of(Channels.Width, width));
        return width;
    }

    /// <inheritdoc/>
    public abstract ValueTask<Duration> GetDelayAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async ValueTask<Frequency> GetRepetitionAsync(CancellationToken cancellationToken = default)
    {
        Frequency repetition = await ReadStartAsync(cancellationToken).ConfigureAwait(false) switch
        {
            PulseStart.Clock => await ReadRateAsync(cancellationToken).ConfigureAwait(false),
            PulseStart.Command => default,
            PulseStart.Trigger when awaited is { } told => told,
            _ => throw new InstrumentException(
                InstrumentFault.Refused,
                "The generator waits for triggers that this program did not ask for, so that nobody knows how many pulses come",
                $"{Name}, {Session.Address}",
                "A user may have changed it at its front panel; put it on hold, or open the bench again."),
        };
        Session.Observe(SetPoint.Of(Channels.Repetition, repetition));
        return repetition;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await ReadOutputAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetAmplitudeAsync(cancellationToken).ConfigureAwait(false);
        await GetWidthAsync(cancellationToken).ConfigureAwait(false);
        await GetRepetitionAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Switches the output off and puts the generator on hold; either is tried whatever becomes of the other.</summary>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await HoldAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Leaves triggering to this program: what an edge or the front panel would fire, nobody here knows of. A
    /// repetition that was started goes on, since it may be wanted.</summary>
    protected async ValueTask HoldUnlessRepeatingAsync(CancellationToken cancellationToken)
    {
        awaited = null;
        if (await ReadStartAsync(cancellationToken).ConfigureAwait(false) is not (PulseStart.Clock or PulseStart.Command))
        {
            await StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a generator ready for the next command that fires. The default has nothing to do.</summary>
    protected virtual ValueTask ReadyToFireAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A number of seconds as it is sent: in picoseconds.</summary>
    protected static string Seconds(Duration duration) =>
        duration.Seconds.ToString("0.000000000000", CultureInfo.InvariantCulture);

    /// <summary>The time that a generator gives for one that is wanted, as it is sent: the nearest of its steps. The gate is
    /// asked for this one.</summary>
    /// <param name="wanted">The wanted time.</param>
    /// <param name="stepSeconds">The step, s.</param>
    protected static Duration OnStep(Duration wanted, double stepSeconds) => Duration.FromSeconds(double.Parse(
        Seconds(Duration.FromSeconds(Math.Round(wanted.Seconds / stepSeconds) * stepSeconds)), CultureInfo.InvariantCulture));

    /// <summary>Why a generator of positive pulses does not send a negative amplitude.</summary>
    protected InstrumentException NegativeRefused(Voltage amplitude, string command) => new(
        InstrumentFault.Refused,
        $"{amplitude} is negative, and the generator gives positive pulses alone",
        $"{Name}, {command}",
        "Nothing was sent. Turn the sample's leads over, or use a generator of both signs.");

    /// <summary>The command that sets the delay.</summary>
    protected abstract string DelayCommand(Duration delay);

    /// <summary>Sets the rate and starts the generator's own clock, through the gate.</summary>
    protected abstract ValueTask StartClockAsync(SetPoint setPoint, Frequency repetition, CancellationToken cancellationToken);

    /// <summary>Heeds edges at the trigger input, through the gate.</summary>
    protected abstract ValueTask AwaitEdgesAsync(SetPoint setPoint, CancellationToken cancellationToken);

    /// <summary>Heeds neither clock nor edges.</summary>
    protected abstract ValueTask StopAsync(CancellationToken cancellationToken);

    /// <summary>Reads what starts the pulses.</summary>
    protected abstract ValueTask<PulseStart> ReadStartAsync(CancellationToken cancellationToken);

    /// <summary>Reads the rate of the generator's own clock.</summary>
    protected abstract ValueTask<Frequency> ReadRateAsync(CancellationToken cancellationToken);

    /// <summary>Reads the height of the pulses.</summary>
    protected abstract ValueTask<Voltage> ReadAmplitudeAsync(CancellationToken cancellationToken);

    /// <summary>Reads the width of the pulses.</summary>
    protected abstract ValueTask<Duration> ReadWidthAsync(CancellationToken cancellationToken);

    /// <summary>Reads whether the output is on.</summary>
    protected abstract ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken);

    private InstrumentException Refused(string what, string remedy) =>
        new(InstrumentFault.Refused, what, $"{Name}, {FireCommand}", remedy);
}
