using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.AnalogSupply>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>A magnet supply that follows a voltage at its analogue input, which another instrument of the bench gives: a lock-in
/// amplifier's analogue output, a voltage source.</summary>
/// <remarks>Nothing is read back from such a supply: its current is the current that belongs to the set voltage. Only a
/// gaussmeter shows what flows. Its output has no switch either: off means that the input is held where no current flows, and
/// that no ramp is made.</remarks>
public sealed class AnalogSupply : IMagnetSupply, IShippedDriver
{
    private const string RampRateKey = "ramp_rate";
    private const string RampStepKey = "ramp_step";

    /// <summary>The step of analogue outputs: a current of less than this is none.</summary>
    private const double VoltageStep = 2e-3;

    private readonly IInstrument instrument;
    private readonly TerminalDefinition terminal;
    private readonly ChannelDefinition voltage;
    private readonly AnalogSupplyDefinition definition;
    private readonly ISafetyGate gate;
    private readonly TimeProvider clock;
    private readonly Duration rampStep;
    private readonly double largestStepAmperes;
    private bool isOn;

    /// <summary>Puts a supply behind an output.</summary>
    /// <param name="name">The supply's name on the bench.</param>
    /// <param name="instrument">The instrument that gives the voltage.</param>
    /// <param name="terminal">Its terminal, which has a voltage. A switch that it has is switched on with the supply.</param>
    /// <param name="definition">Gain, offset and limits.</param>
    /// <param name="rampRate">The fastest change of the current. A limit of the bench that is tighter holds instead.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    /// <param name="gate">The safety gate.</param>
    /// <param name="clock">The bench's clock.</param>
    public AnalogSupply(
        string name,
        IInstrument instrument,
        TerminalDefinition terminal,
        AnalogSupplyDefinition definition,
        CurrentRate rampRate,
        Duration rampStep,
        ISafetyGate gate,
        TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(gate);
        Name = name;
        this.instrument = instrument;
        this.terminal = terminal;
        voltage = VoltageOf(terminal)
            ?? throw new ArgumentException("The terminal has no voltage that can be set and read back.", nameof(terminal));
        this.definition = definition;
        this.rampStep = rampStep;
        this.gate = gate;
        this.clock = clock;

        // The output's own limits bound the ramp as well.
        double gain = Math.Abs(definition.AmperesPerVolt);
        ChangeBounds own = gate.BoundsOf(name, Channels.Current);
        ChangeBounds source = gate.BoundsOf(definition.Source, Channels.Voltage);
        RampRate = CurrentRate.FromAmperesPerSecond(
            Math.Min(rampRate.AmperesPerSecond, Math.Min(own.PerSecond, source.PerSecond * gain)));
        largestStepAmperes = Math.Min(own.PerStep, source.PerStep * gain);
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = AnalogSupplyDefinition.DriverName,
        Kind = InstrumentKind.MagnetSupply,
        Summary = "Magnet supply that follows a voltage at its analogue input, which another instrument of the bench gives",
        IsComposite = true,
        Settings =
        [
            .. AnalogSupplyDefinition.Keys,
            SettingKey.Quantity<CurrentRate>(
                RampRateKey, CurrentRate.FromAmperesPerSecond(1), "The fastest change of the current."),
            SettingKey.Quantity<Duration>(RampStepKey, Duration.FromMilliseconds(100), "Time between two steps of a ramp."),
        ],
        Create = Make,
    };

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The identity of the instrument that gives the voltage.</summary>
    public InstrumentIdentity Identity => instrument.Identity;

    /// <summary>Gain, offset and limits.</summary>
    public AnalogSupplyDefinition Definition => definition;

    /// <summary>The instrument that gives the voltage.</summary>
    public IInstrument Source => instrument;

    /// <inheritdoc/>
    public CurrentRate RampRate { get; }

    // An output at 0 V leaves the current of the offset.
    private double ZeroAmperes => (VoltageStep + Math.Abs(definition.Offset.Volts)) * Math.Abs(definition.AmperesPerVolt);

    /// <inheritdoc/>
    public async ValueTask RampToAsync(Current current, CancellationToken cancellationToken = default)
    {
        RequireReachable(current);
        gate.CheckTarget(Name, SetPoint.Of(Channels.Current, current), CommandFor(current));
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            if (current == default)
            {
                return; // where it is already
            }

            throw new InstrumentException(
                InstrumentFault.Limit, $"The output is off, so that no ramp to {current} can be made", Name,
                    "Switch the output on first.");
        }

        double start = (await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)).Amperes;
        gate.Observe(Name, new SetPoint(Channels.Current, start));
        double distance = current.Amperes - start;
        double step = Math.Min(RampRate.AmperesPerSecond * rampStep.Seconds, largestStepAmperes);
        int steps = Math.Max(1, (int)Math.Ceiling(Math.Abs(distance) / step));
        var pause = Duration.FromSeconds(Math.Abs(distance) / steps / RampRate.AmperesPerSecond);
        for (int i = 1; i <= steps; i++)
        {
            Current next = i == steps ? current : Current.FromAmperes(start + (distance * i / steps));
            await SetAsync(next, [SetPoint.Of(Channels.Current, next)], cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        if (on == await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        Current flowing = await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!on && !(Math.Abs(flowing.Amperes) <= ZeroAmperes))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{flowing} still flows in the coils, whose field would collapse",
                $"{Name}, output off",
                "Ramp the current to zero before the output is switched off.");
        }

        await SetAsync(default, [SetPoint.Of(Channels.Current, default(Current)), SetPoint.Output(on)], cancellationToken)
            .ConfigureAwait(false);
        if (on && terminal.SwitchAsync is { } switchAsync)
        {
            await switchAsync(instrument, true, cancellationToken).ConfigureAwait(false);
        }

        isOn = on;
    }

    /// <inheritdoc/>
    public async ValueTask<Current?> ReadSetPointAsync(CancellationToken cancellationToken = default) =>
        await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The current that belongs to the voltage that is set: nothing is measured. An output that is switched off gives
    /// none.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    public async ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default) =>
        definition.CurrentAt(Voltage.FromVolts(await HasVoltageAsync(cancellationToken).ConfigureAwait(false)
            ? await voltage.GetAsync!(instrument, cancellationToken).ConfigureAwait(false)
            : 0));

    /// <summary>Whether ramps are made; a current that flows shows that the output is on.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        isOn = (isOn && await HasVoltageAsync(cancellationToken).ConfigureAwait(false))
            || Math.Abs((await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)).Amperes) > ZeroAmperes;
        gate.Observe(Name, SetPoint.Output(isOn));
        return isOn;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        gate.Observe(Name, SetPoint.Of(Channels.Current, await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)));
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) =>
        instrument.ReadErrorsAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        RampToAsync(default, cancellationToken);

    /// <summary>Ramps to zero at the rate of the settings and switches the output off.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        await RampToAsync(default, cancellationToken).ConfigureAwait(false);
        await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves the instrument that gives the voltage to the bench.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static AnalogSupply Make(DriverContext context)
    {
        var definition = AnalogSupplyDefinition.Of(context.Settings);
        if (definition.AmperesPerVolt == 0)
        {
            throw new BenchException($"{context.Name}: the key 'gain' must not be zero.");
        }

        IInstrument instrument = context.Other<IInstrument>(AnalogSupplyDefinition.SourceKey);
        TerminalDefinition terminal = context.Drivers.All
            .Where(driver => driver.Kind.Interface.IsInstanceOfType(instrument))
            .SelectMany(driver => driver.Terminals)
            .FirstOrDefault(each => each.Name == definition.Source.Name && VoltageOf(each) is not null)
            ?? throw new BenchException(
                $"{context.Name}: '{definition.Source}' has no channel 'voltage' that can be set and read back. "
                + "Name an analogue output in 'source' and 'output'.");
        return new AnalogSupply(
            context.Name,
            instrument,
            terminal,
            definition,
            PositiveSetting.Of<CurrentRate>(context, RampRateKey),
            PositiveSetting.Of<Duration>(context, RampStepKey),
            context.Gate,
            context.Clock);
    }

    // Both gates are passed: that of the current here, and that of the voltage in the instrument's own driver.
    private async ValueTask SetAsync(Current current, SetPoint[] setPoints, CancellationToken cancellationToken)
    {
        await clock.WaitAsync(gate.DelayFor(Name, setPoints[0]), cancellationToken).ConfigureAwait(false);
        double volts = definition.VoltageFor(current).Volts;
        await clock.WaitAsync(
            gate.DelayFor(definition.Source.Instrument, new SetPoint(definition.Source.Name, Channels.Voltage, volts)),
                cancellationToken)
            .ConfigureAwait(false);
        gate.Check(Name, setPoints, CommandFor(current));
        await voltage.SetAsync!(instrument, volts, cancellationToken).ConfigureAwait(false);
        gate.Confirm(Name);
    }

    private static ChannelDefinition? VoltageOf(TerminalDefinition terminal) => terminal.Channels.FirstOrDefault(
        channel => channel is { Name: Channels.Voltage, SetAsync: not null, GetAsync: not null });

    private async ValueTask<bool> HasVoltageAsync(CancellationToken cancellationToken) =>
        terminal.IsOnAsync is not { } isOnAsync || await isOnAsync(instrument, cancellationToken).ConfigureAwait(false);

    private string CommandFor(Current current) => $"{definition.Source} to {definition.VoltageFor(current)}";

    private void RequireReachable(Current current)
    {
        double volts = definition.VoltageFor(current).Volts;
        if (!(Math.Abs(volts) <= definition.InputLimit.Volts))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{current} needs {Voltage.FromVolts(volts)} at the supply's input, which takes {definition.InputLimit}",
                $"{Name}, {definition.Source}",
                "Nothing was sent. Choose a smaller current, or correct 'gain' and 'input_limit' in the bench file.");
        }
    }
}
