using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>The common part of current sources and source-measure units: a direct current,
/// its compliance and an output.</summary>
public abstract class ScpiSource : ScpiInstrument, IDrivesSample
{
    private readonly CurrentRamp ramp;
    private Current? level;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    protected ScpiSource(InstrumentSession session, CurrentRamp ramp)
        : base(session) => this.ramp = ramp;

    /// <summary>The header that sets the current, in amperes.</summary>
    protected abstract string CurrentCommand { get; }

    /// <summary>The query of the current.</summary>
    protected abstract string CurrentQuery { get; }

    /// <summary>The header that sets the compliance, in volts.</summary>
    protected abstract string ComplianceCommand { get; }

    /// <summary>The header of the output.</summary>
    protected virtual string OutputCommand => ":OUTP";

    /// <summary>The query of the output, which answers 0 or 1.</summary>
    protected virtual string OutputQuery => ":OUTP?";

    /// <summary>What stands between two commands of a message.</summary>
    protected virtual string Separator => ";";

    /// <summary>Sets the current. With the output on it flows at once.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    public async ValueTask SetCurrentAsync(Current current, CancellationToken cancellationToken = default)
    {
        await Session.ApplyAsync(
            SetPoint.Of(Channels.Current, current), CommandOf(current), cancellationToken).ConfigureAwait(false);
        level = current;
    }

    /// <summary>Sets the voltage that the source will not exceed.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    public ValueTask SetComplianceAsync(Voltage compliance, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(
            SetPoint.Of(Channels.Compliance, compliance), SettingOf(ComplianceCommand, $"{compliance.Volts:R}"),
            cancellationToken);

    /// <summary>Switches the output. On comes with the current that is set: a source that reset itself in the meantime, and woke
    /// up with another one, would drive that.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    public virtual ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) => on && level is { } current
        ? Session.ApplyAsync(
            [SetPoint.Of(Channels.Current, current), SetPoint.Output(on)],
            $"{CommandOf(current)}{Separator}{SettingOf(OutputCommand, "1")}", cancellationToken)
        : Session.ApplyAsync(SetPoint.Output(on), SettingOf(OutputCommand, on ? "1" : "0"), cancellationToken);

    /// <summary>Reads back the current set-point.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    public async ValueTask<Current> GetCurrentAsync(CancellationToken cancellationToken = default)
    {
        var current = Current.FromAmperes(await Session.QueryNumberAsync(CurrentQuery, cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Current, current));
        level = current;
        return current;
    }

    /// <summary>Reads back whether the output is on.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await Session.QuerySwitchAsync(OutputQuery, cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        SetOutputAsync(on: false, cancellationToken);

    /// <summary>Stops what moves the current by itself. The default has nothing to stop.</summary>
    /// <exception cref="InstrumentException">Refused, or no answer.</exception>
    public virtual ValueTask StopProgramAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Stops a program, ramps the current to zero and switches the output off, in this order; an output that is off
    /// stays as it is. A ramp that fails does not keep the output on.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
        MakeSafeAsync(rate: null, cancellationToken);

    /// <summary>As <see cref="MakeSafeAsync(CancellationToken)"/>, at a rate of the recipe's.</summary>
    /// <param name="rate">The fastest change of the current; <see langword="null"/> takes that of the settings.</param>
    /// <param name="cancellationToken">Leaves the instrument where it is.</param>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public async ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken)
    {
        bool isOff = false;
        try
        {
            isOff = !await GetOutputAsync(cancellationToken).ConfigureAwait(false);
            await RampToZeroAsync(rate, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Off all the same where it did not say what it does. After a cancellation this sends nothing: the
            // caller that gave the instrument up comes back to it.
            if (!isOff)
            {
                await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stops a program, ramps the current to zero and leaves the output as it is; with the output off,
    /// nothing flows and nothing is done.</summary>
    /// <param name="rate">The fastest change of the current; <see langword="null"/> takes that of the settings.</param>
    /// <param name="cancellationToken">Ends the ramp where it is.</param>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public async ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken)
    {
        if (await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            await StopProgramAsync(cancellationToken).ConfigureAwait(false);
            Current flowing = await GetCurrentAsync(cancellationToken).ConfigureAwait(false);
            await ramp.At(rate).ToZeroAsync(flowing, SetCurrentAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The command that gives a header a value.</summary>
    /// <param name="header">The header.</param>
    /// <param name="value">The value.</param>
    protected virtual string SettingOf(string header, string value) => $"{header} {value}";

    private string CommandOf(Current current) => SettingOf(CurrentCommand, $"{current.Amperes:R}");
}
