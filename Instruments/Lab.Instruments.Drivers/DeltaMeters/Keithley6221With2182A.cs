using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.DeltaMeters;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.DeltaMeters.Keithley6221With2182A>]

namespace Lab.Instruments.Drivers.DeltaMeters;

/// <summary>Keithley 6221 or 6220 that leads a 2182A at its own serial port and trigger link: delta mode and differential
/// conductance (commands: 622x reference manual, section 5).</summary>
/// <remarks>The bench has the address of the source alone. The nanovoltmeter is asked and set through it.</remarks>
public sealed partial class Keithley6221With2182A : ScpiInstrument, IDeltaMeter, IShippedDriver
{
    private const string LowToEarthKey = "low_to_earth";
    private const string LineFrequencyKey = "line_frequency";
    private const string RangeKey = "range";
    private const string IntegrationKey = "integration";
    private const string DelayKey = "delay";
    private const string ReadingsKey = "readings";
    private const string ArmingKey = "arming";

    private const string OutputQuery = ":OUTP?";
    private const string AmplitudeQuery = ":SOUR:DELT:HIGH?";
    private const string Fresh = ":SENS:DATA:FRES?";
    private const string Abort = ":SOUR:SWE:ABOR";
    private const string Start = ":INIT";
    private const string Events = ":STAT:OPER?";
    private const string Buffer = ":TRAC:DATA?";

    /// <summary>Bit 1 of the operation events: the sweep is done.</summary>
    private const int SweepDone = 1 << 1;

    /// <summary>Bit 2 of the operation events: the sweep was aborted.</summary>
    private const int SweepAborted = 1 << 2;

    /// <summary>Bit 10 of the operation condition: nothing is under way that moves the current.</summary>
    private const int Idle = 1 << 10;

    /// <summary>A reading is made of the last three conversions. The first one that is asked for may be waiting since before the
    /// call, and one conversion may be under way: the fifth has none that began before.</summary>
    private const int StaleReadings = 4;

    /// <summary>The most readings that the buffer holds.</summary>
    private const int MostPoints = 65536;

    /// <summary>The source goes to and fro until it is told to stop; for the gate, that is a very long program.</summary>
    private const int WithoutEnd = int.MaxValue;

    /// <summary>The meter finds the mains frequency by itself and answers 50 or 60.</summary>
    private const double LineFrequencyToleranceHertz = 1;

    private static readonly Duration PollInterval = Duration.FromSeconds(0.2);

    /// <summary>Time that a sweep may take beyond its conversions, as a part of them and as such [assumption].</summary>
    private static readonly (double Part, double Seconds) Patience = (1, 10);

    private readonly ISafetyGate gate;
    private readonly DeltaOptions options;
    private Current? amplitude;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked before a sweep is prepared.</param>
    /// <param name="options">How source and meter work together.</param>
    public Keithley6221With2182A(InstrumentSession session, ISafetyGate gate, DeltaOptions options)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(options);
        this.gate = gate;
        this.options = options;
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-6221-2182a",
        Kind = IDeltaMeter.Kind,
        Summary = "Keithley 6221 current source that leads a 2182A nanovoltmeter, in delta mode",
        Settings =
        [
            SettingKey.Switch(LowToEarthKey, defaultValue: false, "Whether the low side of the output is connected to earth."),
            SettingKey.Quantity<Frequency>(LineFrequencyKey, Frequency.FromHertz(50), "Frequency of the mains, 50 or 60 Hz."),
            SettingKey.Positive<Voltage>(
                RangeKey, Voltage.FromVolts(0.1), "The largest voltage to be read, for the meter's range."),
            SettingKey.Number(IntegrationKey, 1, 0.01, 60, "Periods of the mains over which a conversion integrates."),
            SettingKey.Between<Duration>(
                DelayKey, Duration.FromMilliseconds(2), Duration.FromMilliseconds(1), Duration.FromSeconds(9999.999),
                "Wait between a reversal and its conversion."),
            SettingKey.Number(ReadingsKey, 4, 1, 1000, "Readings of which one measurement is the mean."),
            SettingKey.NotNegative<Duration>(
                ArmingKey, Duration.FromSeconds(2), "Time that source and meter take to get ready for each other."),
            .. BiasKeys.All,
        ],
        Manners = new InstrumentManners { IsSingleClient = true },
        Models = ["MODEL 6221", "MODEL 6220"],
        Beliefs = Beliefs,
        Create = context => new Keithley6221With2182A(
            context.Session(),
            context.Gate,
            new DeltaOptions
            {
                HasLowAtEarth = context.Settings.Get<bool>(LowToEarthKey),
                LineFrequency = context.Settings.Get<Frequency>(LineFrequencyKey),
                Range = context.Settings.Get<Voltage>(RangeKey),
                IntegrationCycles = context.Settings.Get<double>(IntegrationKey),
                Delay = context.Settings.Get<Duration>(DelayKey),
                Readings = (int)context.Settings.Get<double>(ReadingsKey),
                Arming = context.Settings.Get<Duration>(ArmingKey),
                Sweep = BiasKeys.Of(context.Settings),
            }),
    };

    /// <inheritdoc/>
    public BiasSweep Sweep => options.Sweep;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    public async ValueTask SetAmplitudeAsync(Current amplitude, CancellationToken cancellationToken = default)
    {
        string command = $":SOUR:DELT:HIGH {amplitude.Amperes:R};LOW {(-amplitude).Amperes:R}";
        if (!(amplitude.Amperes >= 0))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{amplitude} is no amplitude",
                $"{Name}, {command}",
                "Nothing was sent. The source reverses the current by itself; choose one of 0 A or more.");
        }

        gate.CheckTarget(Name, SetPoint.Of(Channels.Current, -amplitude), command);
        gate.CheckTarget(Name, SetPoint.Of(Channels.Current, amplitude), command);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await Session.EndProgramAsync(Abort, cancellationToken).ConfigureAwait(false); // an armed source keeps its settings
        await Session.ApplyAsync(SetPoint.Of(Channels.Current, amplitude), command, cancellationToken).ConfigureAwait(false);
        this.amplitude = amplitude;
        if (isOn)
        {
            await ReverseAsync(amplitude, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask SetComplianceAsync(Voltage compliance, CancellationToken cancellationToken = default) => Session.ApplyAsync(
        SetPoint.Of(Channels.Compliance, compliance), $":SOUR:CURR:COMP {compliance.Volts:R}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        if (on)
        {
            Current there = amplitude ?? await GetAmplitudeAsync(cancellationToken).ConfigureAwait(false);
            await ReverseAsync(there, cancellationToken).ConfigureAwait(false);
            return;
        }

        gate.CheckTarget(Name, SetPoint.Output(on: false), ":OUTP 0");
        await StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<DeltaReading> MeasureAsync(CancellationToken cancellationToken = default)
    {
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                "The output is off, so there is nothing to measure",
                $"{Name}, {Fresh}",
                "Switch the output on first.");
        }

        Current there = amplitude ?? await GetAmplitudeAsync(cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < StaleReadings; i++)
        {
            await Session.QueryAsync(Fresh, options.ConversionTime, answer => answer, cancellationToken).ConfigureAwait(false);
        }

        double sum = 0;
        for (int i = 0; i < options.Readings; i++)
        {
            sum += await Session.QueryAsync(
                Fresh, options.ConversionTime, answer => Session.ReadNumber(answer, Fresh), cancellationToken)
                .ConfigureAwait(false);
        }

        return new DeltaReading(Voltage.FromVolts(sum / options.Readings), there);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BiasPoint>> MeasureSweepAsync(
        Current from, Current to, Current step, Current change, CancellationToken cancellationToken = default)
    {
        var sweep = new BiasSweep(from, to, step, change);
        string prepare = $":SOUR:DCON:STAR {from.Amperes:R};STOP {to.Amperes:R};STEP {step.Amperes:R};DELT {change.Amperes:R}"
            + $";DEL {options.Delay.Seconds:R};CAB 0";
        if (!(step.Amperes > 0) || !(change.Amperes > 0) || !(sweep.Count <= MostPoints))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"From {from} to {to} in steps of {step} with a change of {change} is no sweep of this source",
                $"{Name}, {prepare}",
                $"Nothing was sent. Step and change are above zero, and the points at most {MostPoints}.");
        }

        var program = new SetPointProgram(Channels.Current, sweep.CurrentsAmperes(), options.HalfCycle.Seconds)
        {
            SwitchesOn = true,
        };
        gate.CheckTarget(Name, SetPoint.Output(on: true), prepare);
        gate.CheckProgram(Name, program, prepare);
        await Session.EndProgramAsync(Abort, cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(prepare, cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TRAC:CLE;:TRAC:POIN {sweep.Count};:FORM:ELEM READ,AVOL", cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await ArmAsync(":SOUR:DCON:ARM", cancellationToken).ConfigureAwait(false);
            await Session.QueryNumberAsync(Events, cancellationToken).ConfigureAwait(false); // what was there before
            await Session.ApplyProgramAsync(program, [Start], cancellationToken).ConfigureAwait(false);
            await AwaitSweepAsync(program.DurationSeconds, cancellationToken).ConfigureAwait(false);
            double[] numbers = await Session.QueryAsync(Buffer, ReadNumbers, cancellationToken).ConfigureAwait(false);
            return PointsOf(sweep, numbers);
        }
        finally
        {
            await StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Current> GetAmplitudeAsync(CancellationToken cancellationToken = default)
    {
        var there = Current.FromAmperes(await Session.QueryNumberAsync(AmplitudeQuery, cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Current, there));
        amplitude = there;
        return there;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await Session.QuerySwitchAsync(OutputQuery, cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetAmplitudeAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        SetOutputAsync(on: false, cancellationToken);

    /// <summary>Stops reversals or sweep and switches the output off. A current that is reversed several times a second needs no
    /// ramp.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        bool isOff = false;
        try
        {
            isOff = !await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isOff)
            {
                await StopAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask ReverseAsync(Current there, CancellationToken cancellationToken)
    {
        var program = new SetPointProgram(
            Channels.Current, [there.Amperes, (-there).Amperes], options.HalfCycle.Seconds)
        {
            Count = WithoutEnd,
            SwitchesOn = true,
        };
        string prepare = $":SOUR:DELT:HIGH {there.Amperes:R};LOW {(-there).Amperes:R};DEL {options.Delay.Seconds:R}"
            + ";COUN INF;CAB 0;CSW 0";
        gate.CheckTarget(Name, SetPoint.Output(on: true), prepare);
        gate.CheckProgram(Name, program, prepare);
        await Session.EndProgramAsync(Abort, cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(prepare, cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TRAC:CLE;:FORM:ELEM READ", cancellationToken).ConfigureAwait(false);
        await ArmAsync(":SOUR:DELT:ARM", cancellationToken).ConfigureAwait(false);
        await Session.ApplyProgramAsync(program, [Start], cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on: true));
    }

    private async ValueTask ArmAsync(string command, CancellationToken cancellationToken)
    {
        await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
        await Session.Clock.WaitAsync(options.Arming, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        await Session.EndProgramAsync(Abort, cancellationToken).ConfigureAwait(false);
        await Session.ApplyAsync(SetPoint.Output(on: false), ":OUTP 0", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AwaitSweepAsync(double seconds, CancellationToken cancellationToken)
    {
        double mostSeconds = (seconds * (1 + Patience.Part)) + Patience.Seconds;
        Duration start = Session.Clock.Now();
        await Session.Clock.WaitAsync(Duration.FromSeconds(seconds), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            int events = (int)await Session.QueryNumberAsync(Events, cancellationToken).ConfigureAwait(false);
            if ((events & SweepAborted) != 0)
            {
                throw new InstrumentException(
                    InstrumentFault.Refused,
                    "The source broke its sweep off",
                    $"{Name}, {Events} answered {events}",
                    "Look at the display of source and meter for the cause; check both cables between them.");
            }

            if ((events & SweepDone) != 0)
            {
                return;
            }

            if (!((Session.Clock.Now() - start).Seconds <= mostSeconds))
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    $"The sweep of {Duration.FromSeconds(seconds)} is not done after {Duration.FromSeconds(mostSeconds)}",
                    $"{Name}, {Events}",
                    "Check the trigger link between source and meter: without it the source waits for each conversion.");
            }

            await Session.Clock.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private double[] ReadNumbers(string answer) =>
        [.. answer.Split(',', StringSplitOptions.TrimEntries).Select(number => Session.ReadNumber(number, Buffer))];

    private List<BiasPoint> PointsOf(BiasSweep sweep, double[] numbers)
    {
        double[] biases = sweep.BiasesAmperes();
        return numbers.Length == 2 * biases.Length
            ?
            [
                .. biases.Select((bias, i) => new BiasPoint(
                    Current.FromAmperes(bias),
                    Voltage.FromVolts(numbers[(2 * i) + 1]),
                    Resistance.FromOhms(numbers[2 * i] / sweep.Change.Amperes))),
            ]
            : throw Session.BadAnswer(
                $"{numbers.Length} numbers", Buffer, $"{2 * biases.Length}: difference and mean at {biases.Length} points");
    }

    /// <summary>The meter's range and integration; no filter, no math, volts. What earlier users left behind is in the README of
    /// this folder.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        if (isOn)
        {
            const string query = ":STAT:OPER:COND?";
            double condition = await Session.QueryNumberAsync(query, cancellationToken).ConfigureAwait(false);
            throw new InstrumentException(
                InstrumentFault.Limit,
                ((int)condition & Idle) == 0
                    ? "The output is on and a sweep, a waveform or delta mode moves its current"
                    : "The output is on, and delta mode would change its current",
                $"{Name}, {query}",
                "Switch it off at the front panel, or make the bench safe, and open the bench again.");
        }

        await Session.TryAsync(Abort, cancellationToken).ConfigureAwait(false);
        await Session.TryAsync(":SOUR:WAVE:ABOR", cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(cancellationToken, ":OUTP:ISH OLOW").ConfigureAwait(false);
        await RequireModeAsync(
            ":OUTP:LTE?",
            $":OUTP:LTE {(options.HasLowAtEarth ? 1 : 0)}",
            answer => (answer is "1" or "ON") == options.HasLowAtEarth,
            isOn,
            options.HasLowAtEarth ? "low at earth" : "a floating low side",
            cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(cancellationToken, ":SOUR:CURR:FILT 0", ":OUTP:RESP FAST").ConfigureAwait(false);
        await Session.SendAsync(":SOUR:CURR:RANG:AUTO 1;:UNIT V;:SENS:AVER 0;:CALC:STAT 0", cancellationToken)
            .ConfigureAwait(false);
        await RequireMeterAsync(cancellationToken).ConfigureAwait(false);
        await SetUpMeterAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask RequireMeterAsync(CancellationToken cancellationToken)
    {
        const string query = ":SOUR:DELT:NVPR?";
        if (!await Session.QuerySwitchAsync(query, cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Disconnected,
                "The source finds no nanovoltmeter at its serial port",
                $"{Name}, {query}",
                "Connect the 2182A with a null-modem cable and the trigger-link cable, and set it to RS-232 with the source's "
                    + "baud rate and terminator at its front panel.");
        }
    }

    private async ValueTask SetUpMeterAsync(CancellationToken cancellationToken)
    {
        foreach (string command in (string[])
            [
                ":INIT:CONT 0", ":SENS:FUNC 'VOLT'", ":SENS:CHAN 1", $":SENS:VOLT:CHAN1:RANG {options.Range.Volts:R}",
                $":SENS:VOLT:NPLC {options.IntegrationCycles:R}", ":SENS:VOLT:CHAN1:DFIL 0", ":SENS:VOLT:CHAN1:LPAS 0",
                ":SENS:VOLT:CHAN1:REF:STAT 0", ":SYST:AZER 0", ":SYST:FAZ 0",
            ])
        {
            await TellMeterAsync(command, cancellationToken).ConfigureAwait(false);
        }

        double hertz = await AskMeterAsync(":SYST:LFR?", cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs(hertz - options.LineFrequency.Hertz) <= LineFrequencyToleranceHertz))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The meter finds mains of {Frequency.FromHertz(hertz)}, the bench file says {options.LineFrequency}",
                $"{Name}, :SYST:LFR?",
                $"Set '{LineFrequencyKey}' of this instrument in the bench file to {Frequency.FromHertz(hertz)}.");
        }

        const string integration = ":SENS:VOLT:NPLC?";
        double cycles = await AskMeterAsync(integration, cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs(cycles - options.IntegrationCycles) <= 0.01))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The meter integrates over {cycles:G4} periods and was set to {options.IntegrationCycles:G4}",
                $"{Name}, {integration}",
                "The meter does not hear the source: check baud rate, terminator and flow control at both front panels.");
        }
    }

    private ValueTask TellMeterAsync(string command, CancellationToken cancellationToken) =>
        Session.SendAsync($":SYST:COMM:SER:SEND \"{command}\"", cancellationToken);

    private async ValueTask<double> AskMeterAsync(string query, CancellationToken cancellationToken)
    {
        await TellMeterAsync(query, cancellationToken).ConfigureAwait(false);
        return await Session.QueryNumberAsync(":SYST:COMM:SER:ENT?", cancellationToken).ConfigureAwait(false);
    }
}
