using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>The commands that RF generators of several makers share: one tone in continuous-wave mode.</summary>
public abstract class ScpiToneGenerator : ScpiInstrument, IRfGenerator
{
    private Power? level;

    /// <summary>Creates the driver on an open session.</summary>
    protected ScpiToneGenerator(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The level at which the generator itself stops, whatever is set; infinite where it has no such limit.</summary>
    protected Power OwnLevelLimit { get; set; } = Power.FromWatts(double.PositiveInfinity);

    /// <summary>The header of the output switch.</summary>
    protected virtual string OutputHeader => ":OUTP";

    /// <summary>What goes before the level when the output is switched on, with a semicolon at its end: the level's offset, where
    /// the generator has one.</summary>
    protected virtual string WithoutOffset => ":SOUR:POW:OFFS 0;";

    /// <inheritdoc/>
    public ValueTask SetFrequencyAsync(Frequency frequency, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(
            SetPoint.Of(Channels.Frequency, frequency), $":SOUR:FREQ {frequency.Hertz:R};*OPC?", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SetPowerAsync(Power power, CancellationToken cancellationToken = default)
    {
        string command = $"{CommandOf(power)};*OPC?";
        if (power.Dbm > OwnLevelLimit.Dbm)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{Show(power)} is above the level limit of {Show(OwnLevelLimit)} that is set at the generator, which would cut "
                    + "it silently",
                $"{Name}, {command}",
                "Nothing was sent. Lower the power; the limit protects a sample, change it at the generator only.");
        }

        await Session.ApplyAsync(SetPoint.Of(Channels.Power, power), command, cancellationToken).ConfigureAwait(false);
        level = power;
    }

    /// <inheritdoc/>
    /// <remarks>On comes with the level that is set, as it is at the connector: a generator that reset itself in the meantime,
    /// and woke up with the level and the offset of another user, would put these on the sample.</remarks>
    public ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) => on && level is { } power
        ? Session.ApplyAsync(
            [SetPoint.Of(Channels.Power, power), SetPoint.Output(on)],
            $"{WithoutOffset}{CommandOf(power)};{OutputHeader} 1;*OPC?",
            cancellationToken)
        : Session.ApplyAsync(SetPoint.Output(on), $"{OutputHeader} {(on ? 1 : 0)};*OPC?", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Frequency> GetFrequencyAsync(CancellationToken cancellationToken = default)
    {
        var frequency = Frequency.FromHertz(
            await Session.QueryNumberAsync(":SOUR:FREQ?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Frequency, frequency));
        return frequency;
    }

    /// <inheritdoc/>
    public async ValueTask<Power> GetPowerAsync(CancellationToken cancellationToken = default)
    {
        var power = Power.FromDbm(await Session.QueryNumberAsync(":SOUR:POW?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Power, power));
        level = power;
        return power;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await Session.QuerySwitchAsync($"{OutputHeader}?", cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetFrequencyAsync(cancellationToken).ConfigureAwait(false);
        await GetPowerAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Switches the output off.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
        SetOutputAsync(on: false, cancellationToken);

    private static string CommandOf(Power power) => $":SOUR:POW {power.Dbm:R} dBm";

    private static string Show(Power power) => power.ToString("dBm", formatProvider: null);
}
