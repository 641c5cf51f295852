using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>The functions that drivers of lock-in amplifiers have in common: settling, overload, sine and analogue outputs
/// through the gate.</summary>
public abstract class ScpiLockIn : ScpiInstrument, ILockInAmplifier
{
    /// <summary>The time in which an overload shows again after its bit was cleared.</summary>
    private static readonly Duration OverloadTime = Duration.FromMilliseconds(20);

    private readonly LockInOptions options;
    private Duration configured = Duration.FromSeconds(double.NegativeInfinity);

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options that the bench file gives for it.</param>
    protected ScpiLockIn(InstrumentSession session, LockInOptions options)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        Settings = options.Settings;
    }

    /// <inheritdoc/>
    public LockInSettings Settings { get; private set; }

    /// <inheritdoc/>
    public virtual Duration SettlingTime =>
        new OutputFilter(Settings.TimeConstant, Settings.Poles).SettlingTime(options.Residual);

    /// <summary>The least voltage of the sine, at which it harms nothing.</summary>
    protected abstract Voltage SineRest { get; }

    /// <summary>The resistance of the sine output, Ω.</summary>
    protected abstract double SineOhms { get; }

    /// <summary>How many analogue outputs there are.</summary>
    protected abstract int Outputs { get; }

    /// <summary>The query of the sine's voltage.</summary>
    protected abstract string SineQuery { get; }

    /// <summary>The query of the frequency.</summary>
    protected abstract string FrequencyQuery { get; }

    /// <summary>The ranges, V, the smallest first.</summary>
    protected abstract IReadOnlyList<double> SensitivitiesVolts { get; }

    /// <summary>The time constants, s, the shortest first.</summary>
    protected abstract IReadOnlyList<double> TimeConstantsSeconds { get; }

    /// <inheritdoc/>
    public async ValueTask ConfigureAsync(LockInSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        LockInSettings taken = settings with
        {
            Sensitivity = Voltage.FromVolts(
                NextOf(SensitivitiesVolts, settings.Sensitivity.Volts, $"sensitivity of {settings.Sensitivity}", "V")),
            TimeConstant = Duration.FromSeconds(
                NextOf(TimeConstantsSeconds, settings.TimeConstant.Seconds, $"time constant of {settings.TimeConstant}", "s")),
        };
        Require(settings.Poles is >= 1 and <= 4, $"filter of {settings.Poles} poles", "1 to 4 poles");
        Require(settings.Harmonic >= 1, $"harmonic {settings.Harmonic}", "1 or above");
        Require(double.IsFinite(settings.Phase.Degrees), $"phase of {settings.Phase.Degrees}°", "an angle");
        await ApplyAsync(taken, cancellationToken).ConfigureAwait(false);
        Settings = taken;
        configured = Session.Clock.Now();
    }

    /// <inheritdoc/>
    public async ValueTask<LockInReading> ReadAsync(CancellationToken cancellationToken = default)
    {
        await SettleAsync(cancellationToken).ConfigureAwait(false);

        // What was overloaded while the output settled is over.
        await TakeOverloadAsync(cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(OverloadTime, cancellationToken).ConfigureAwait(false);
        LockInReading reading = await ReadNowAsync(cancellationToken).ConfigureAwait(false);
        LockInOverload overload = await TakeOverloadAsync(cancellationToken).ConfigureAwait(false);
        return overload == LockInOverload.None ? reading : throw Overloaded(overload);
    }

    /// <inheritdoc/>
    public abstract ValueTask<LockInReading> ReadNowAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask<LockInOverload> TakeOverloadAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public ValueTask SetSineAsync(Voltage rms, CancellationToken cancellationToken = default)
    {
        (string command, double volts) = SineCommand(rms.Volts);
        return Session.ApplyAsync(
            [
                new SetPoint(LockInTerminals.Sine, Channels.Voltage, volts),
                new SetPoint(LockInTerminals.Sine, Channels.Current, PeakAmperesOf(volts)),
            ],
            command,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Voltage> GetSineAsync(CancellationToken cancellationToken = default)
    {
        double volts = await ReadSineVoltsAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(new SetPoint(LockInTerminals.Sine, Channels.Voltage, volts));
        Session.Observe(new SetPoint(LockInTerminals.Sine, Channels.Current, PeakAmperesOf(volts)));
        return Voltage.FromVolts(volts);
    }

    /// <inheritdoc/>
    public ValueTask SetSineCurrentAsync(Current peak, CancellationToken cancellationToken = default) =>
        SetSineAsync(
            Voltage.FromVolts(peak.Amperes * (SineOhms + options.SeriesResistance.Ohms) / Math.Sqrt(2)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Current> GetSineCurrentAsync(CancellationToken cancellationToken = default) =>
        Current.FromAmperes(PeakAmperesOf((await GetSineAsync(cancellationToken).ConfigureAwait(false)).Volts));

    /// <inheritdoc/>
    public ValueTask SetFrequencyAsync(Frequency frequency, CancellationToken cancellationToken = default)
    {
        string command = FrequencyCommand(frequency.Hertz);
        if (options.IsExternal)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The reference of {Name} comes from outside, so that no frequency of its own can be set",
                $"{Name}, {command}",
                "Nothing was sent. Set the frequency where the reference comes from, or write 'reference: internal'.");
        }

        return Session.ApplyAsync(
            new SetPoint(LockInTerminals.Sine, Channels.Frequency, frequency.Hertz), command, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Frequency> GetFrequencyAsync(CancellationToken cancellationToken = default)
    {
        double hertz = await ReadFrequencyHertzAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(new SetPoint(LockInTerminals.Sine, Channels.Frequency, hertz));
        return Frequency.FromHertz(hertz);
    }

    /// <inheritdoc/>
    public ValueTask SetAuxAsync(int output, Voltage voltage, CancellationToken cancellationToken = default)
    {
        RequireOutput(output);
        (string command, double volts) = AuxCommand(output, voltage.Volts);
        return Session.ApplyAsync(new SetPoint(LockInTerminals.Aux(output), Channels.Voltage, volts), command, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Voltage> GetAuxAsync(int output, CancellationToken cancellationToken = default)
    {
        RequireOutput(output);
        double volts = await ReadAuxOutputVoltsAsync(output, cancellationToken).ConfigureAwait(false);
        Session.Observe(new SetPoint(LockInTerminals.Aux(output), Channels.Voltage, volts));
        return Voltage.FromVolts(volts);
    }

    /// <inheritdoc/>
    public abstract ValueTask<Voltage> ReadAuxAsync(int input, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetSineAsync(cancellationToken).ConfigureAwait(false);
        await GetFrequencyAsync(cancellationToken).ConfigureAwait(false);
        for (int output = 1; output <= Outputs; output++)
        {
            await GetAuxAsync(output, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public IDrive At(string terminal) => string.IsNullOrEmpty(terminal) ? this : new LockInDrive(this, terminal);

    /// <summary>The sine to its least voltage, then each analogue output to zero at the rate of the settings.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        await MakeSafeAsync(LockInTerminals.Sine, cancellationToken).ConfigureAwait(false);
        for (int output = 1; output <= Outputs; output++)
        {
            await MakeSafeAsync(LockInTerminals.Aux(output), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Brings one terminal to rest.</summary>
    internal async ValueTask MakeSafeAsync(string terminal, CancellationToken cancellationToken)
    {
        if (terminal == LockInTerminals.Sine)
        {
            Voltage present = await GetSineAsync(cancellationToken).ConfigureAwait(false);
            if (present > SineRest)
            {
                await options.Ramp.StepAsync(new Terminal(Name, terminal), present, SineRest, SetSineAsync, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        else if (terminal.StartsWith("aux", StringComparison.Ordinal))
        {
            int output = int.Parse(terminal.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture);
            Voltage present = await GetAuxAsync(output, cancellationToken).ConfigureAwait(false);
            await options.Ramp.ToAsync(
                new Terminal(Name, terminal), present, default, (voltage, token) =>
                    SetAuxAsync(output, voltage, token), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The command of a sine voltage, and the voltage that its digits give.</summary>
    protected abstract (string Command, double Volts) SineCommand(double volts);

    /// <summary>The command of a frequency.</summary>
    protected abstract string FrequencyCommand(double hertz);

    /// <summary>The command of an analogue output, and the voltage that its digits give.</summary>
    protected abstract (string Command, double Volts) AuxCommand(int output, double volts);

    /// <summary>Sends settings that the instrument has, and checks that it took them.</summary>
    protected abstract ValueTask ApplyAsync(LockInSettings settings, CancellationToken cancellationToken);

    /// <summary>Reads the sine's voltage back, V.</summary>
    protected virtual ValueTask<double> ReadSineVoltsAsync(CancellationToken cancellationToken) =>
        Session.QueryNumberAsync(SineQuery, cancellationToken);

    /// <summary>Reads the frequency, Hz.</summary>
    protected virtual ValueTask<double> ReadFrequencyHertzAsync(CancellationToken cancellationToken) =>
        Session.QueryNumberAsync(FrequencyQuery, cancellationToken);

    /// <summary>Reads back what an analogue output is set to, V.</summary>
    protected abstract ValueTask<double> ReadAuxOutputVoltsAsync(int output, CancellationToken cancellationToken);

    /// <summary>The place of a value in a table of the instrument.</summary>
    protected static int IndexOf(IReadOnlyList<double> table, double value)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Enumerable.Range(0, table.Count).First(i => table[i] >= value * (1 - 1e-9));
    }

    /// <summary>Refuses a value that the instrument does not have, before anything is sent.</summary>
    protected void Require(bool isThere, string what, string allowed)
    {
        if (!isThere)
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"The lock-in amplifier has no {what}", $"{Name}, settings", $"Choose {allowed}.");
        }
    }

    private double PeakAmperesOf(double volts) => Math.Sqrt(2) * volts / (SineOhms + options.SeriesResistance.Ohms);

    // A set-point of any instrument may have changed what the input sees.
    private async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        Duration now = Session.Clock.Now();
        Duration since = options.Gate.LastChange(now);
        since = configured > since && configured <= now ? configured : since;
        Duration rest = (since < now ? since : now) + SettlingTime - now;
        if (rest > default(Duration))
        {
            await Session.Clock.WaitAsync(rest, cancellationToken).ConfigureAwait(false);
        }
    }

    private InstrumentException Overloaded(LockInOverload overload) => overload.HasFlag(LockInOverload.Unlocked)
        ? new InstrumentException(
            InstrumentFault.Overflow,
            "The reference is not locked, so that the reading is none",
            $"{Name}, reading",
            "Check the cable of the reference and its level, or write 'reference: internal'.")
        : new InstrumentException(
            InstrumentFault.Overflow,
            $"The reading is overloaded: {WordsOf(overload)}",
            $"{Name}, reading",
            $"Choose a larger sensitivity than {Settings.Sensitivity}, more reserve or a longer time constant, or reduce the "
                + "signal.");

    private static string WordsOf(LockInOverload overload) => string.Join(
        ", ",
        Enum.GetValues<LockInOverload>().Where(flag => flag != LockInOverload.None && overload.HasFlag(flag))
            .Select(flag => flag switch
        {
            LockInOverload.Input => "input",
            LockInOverload.Filter => "filter",
            _ => "output",
        }));

    private double NextOf(IReadOnlyList<double> table, double value, string what, string unit)
    {
        Require(value > 0 && value <= table[^1] * (1 + 1e-9), what, $"a value above zero, up to {table[^1]:R} {unit}");
        return table[IndexOf(table, value)];
    }

    private void RequireOutput(int output) =>
        Require(output >= 1 && output <= Outputs, $"analogue output {output}", $"1 to {Outputs}");
}
