using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.TemperatureControllers;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.TemperatureControllers;

/// <summary>The part that drivers of Lake Shore temperature controllers have in common: control loop 1.</summary>
public abstract class LakeShoreController : ScpiInstrument, ITemperatureController
{
    /// <summary>The key of the thermometer that is regulated.</summary>
    protected const string SensorKey = "sensor";

    /// <summary>The key of the heater's range.</summary>
    protected const string RangeKey = "heater_range";

    /// <summary>The key of the ramp's rate.</summary>
    protected const string RampKey = "ramp_rate";

    private const string ToleranceKey = "tolerance";
    private const string DwellKey = "dwell";
    private const string LimitKey = "settle_within";
    private const double SecondsPerMinute = 60;

    /// <summary>The controllers answer new readings at 10 a second; the sample is slower by far.</summary>
    private static readonly Duration Interval = Duration.FromSeconds(1);

    /// <summary>Bits of a reading's status: invalid, temperature under and over range, sensor at zero and over range.</summary>
    private const int NoReading = 1 | 16 | 32 | 64 | 128;

    private readonly ISafetyGate gate;
    private readonly SettingValues values;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="context">Session, gate and settings.</param>
    protected LakeShoreController(DriverContext context)
        : base((context ?? throw new ArgumentNullException(nameof(context))).Session())
    {
        gate = context.Gate;
        values = context.Settings;
        ChangeBounds bounds = gate.BoundsOf(new Terminal(Name, TemperatureTerminals.Heater), TemperatureTerminals.SetPoint);
        RampKelvinPerMinute = Math.Min(values.Get<double>(RampKey), bounds.PerSecond * SecondsPerMinute);
    }

    /// <summary>How these controllers converse: no error queue, readings of 50 ms, 7 data bits.</summary>
    protected static InstrumentManners SharedManners { get; } = new()
    {
        Errors = ErrorReporting.EventStatusRegister,
        Completion = Completion.EventsInOwnMessage,
        TakesClosingQuery = true,
        MessageGap = Duration.FromMilliseconds(50),
        MaximumMessageLength = 255,
        Serial = new SerialSettings { Baud = 57_600, DataBits = 7, Parity = "odd", Terminator = "crlf" },
    };

    /// <summary>The regulated thermometer as the instrument names it.</summary>
    protected string Sensor => values.Get<string>(SensorKey).ToUpperInvariant();

    /// <summary>The rate of ramps, K/min.</summary>
    protected double RampKelvinPerMinute { get; }

    /// <summary>How many thermometers it reads.</summary>
    protected abstract int Inputs { get; }

    /// <summary>The query of the heater's range.</summary>
    protected abstract string RangeQuery { get; }

    /// <summary>The query of the heater's faults.</summary>
    protected abstract string FaultQuery { get; }

    /// <summary>The query of the heater's output, percent.</summary>
    protected abstract string OutputQuery { get; }

    /// <summary>The range of the bench file, by number.</summary>
    protected abstract int WantedRange { get; }

    /// <inheritdoc/>
    public async ValueTask<SettledTemperature> SetTemperatureAsync(
        Temperature temperature, CancellationToken cancellationToken = default)
    {
        string command = SetPointCommand(temperature.Kelvin);
        SetPoint setPoint = At(temperature.Kelvin);
        gate.CheckTarget(Name, setPoint, command);
        if (!await GetHeaterAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The heater is off, so that the temperature cannot be brought to {temperature}",
                Name,
                "Switch the heater on first.");
        }

        Temperature start = await GetSetPointAsync(cancellationToken).ConfigureAwait(false);
        Duration began = Session.Clock.Now();
        await Session.Clock.WaitAsync(gate.DelayFor(Name, setPoint), cancellationToken).ConfigureAwait(false);
        await Session.ApplyAsync(setPoint, command, cancellationToken).ConfigureAwait(false);
        double ramp = Math.Abs(temperature.Kelvin - start.Kelvin) / RampKelvinPerMinute * SecondsPerMinute;
        return await SettleAsync(temperature, began, Duration.FromSeconds(ramp), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Temperature> GetSetPointAsync(CancellationToken cancellationToken = default)
    {
        double kelvin = await Session.QueryNumberAsync("SETP? 1", cancellationToken).ConfigureAwait(false);
        Session.Observe(At(kelvin));
        return Temperature.FromKelvin(kelvin);
    }

    /// <inheritdoc/>
    public async ValueTask<Temperature> ReadTemperatureAsync(int input, CancellationToken cancellationToken = default)
    {
        if (input < 1 || input > Inputs)
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"The controller has no input {input}", Name, $"Choose one from 1 to {Inputs}.");
        }

        string name = TemperatureTerminals.Input(input).ToUpperInvariant();
        (string read, string status) = ($"KRDG? {name}", $"RDGST? {name}");
        return Temperature.FromKelvin(await Session.QueryAllAsync(
            [read, status], answers => ReadKelvin(answers, read, status), cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask SetHeaterAsync(bool on, CancellationToken cancellationToken = default)
    {
        SetPoint output = SetPoint.Output(on).At(TemperatureTerminals.Heater);
        if (!on)
        {
            await Session.ApplyAsync(output, RangeCommand(0), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (await GetHeaterAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // The old set-point would be ramped to at once: the ramp begins where the sample is.
        Temperature here = await ReadTemperatureAsync(Sensor[0] - 'A' + 1, cancellationToken).ConfigureAwait(false);
        double kelvin = Math.Round(here.Kelvin, 3);
        await Session.ApplyAsync(
            [At(kelvin), output],
            $"RAMP 1,0,{Text(RampKelvinPerMinute)};{SetPointCommand(kelvin)};RAMP 1,1,{Text(RampKelvinPerMinute)};"
                + RangeCommand(WantedRange),
            cancellationToken).ConfigureAwait(false);
        await RequireHeaterAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetHeaterAsync(CancellationToken cancellationToken = default)
    {
        double range = await Session.QueryNumberAsync(RangeQuery, cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(range != 0).At(TemperatureTerminals.Heater));
        return range != 0;
    }

    /// <inheritdoc/>
    public async ValueTask<double> ReadHeaterAsync(CancellationToken cancellationToken = default) =>
        await Session.QueryNumberAsync(OutputQuery, cancellationToken).ConfigureAwait(false) / 100;

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetSetPointAsync(cancellationToken).ConfigureAwait(false);
        await GetHeaterAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The heater is all that it drives.</remarks>
    public IDrive At(string terminal) => this;

    /// <summary>Switches the heater off.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
        SetHeaterAsync(on: false, cancellationToken);

    /// <summary>The keys of bench files that all of them have.</summary>
    /// <param name="inputs">The thermometers.</param>
    /// <param name="ranges">The heater's ranges, the one by default first.</param>
    protected static IReadOnlyList<SettingKey> Keys(IReadOnlyList<string> inputs, IReadOnlyList<string> ranges)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(ranges);
        return
        [
            SettingKey.Choice(SensorKey, inputs[0], inputs, "The thermometer that is regulated."),
            SettingKey.Choice(RangeKey, ranges[0], ranges, "Range of the heater while it is on."),
            SettingKey.Number(RampKey, 5, 0.1, 100, "Rate of the set-point, K/min."),
            SettingKey.Positive<Temperature>(
                ToleranceKey, Temperature.FromKelvin(0.05), "Largest distance from the set-point that counts as settled."),
            SettingKey.Positive<Duration>(
                DwellKey, Duration.FromSeconds(30), "Time within the tolerance until the temperature is settled."),
            SettingKey.Positive<Duration>(
                LimitKey, Duration.FromSeconds(1800), "Time after the ramp in which it must settle."),
        ];
    }

    /// <summary>The command of a range.</summary>
    /// <param name="range">Its number; 0 is off.</param>
    protected abstract string RangeCommand(int range);

    /// <summary>Requires that the set-point is in kelvin, from the wanted thermometer, with the ramp on.</summary>
    /// <param name="isOn">Whether the heater is on: then nothing is changed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask RequireLoopAsync(bool isOn, CancellationToken cancellationToken);

    /// <summary>A number as the controllers take it.</summary>
    /// <param name="value">The number.</param>
    protected static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Closed loop on the wanted thermometer in kelvin, and a ramp. All of it is changed with the heater off
    /// only.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        bool isOn = await GetHeaterAsync(cancellationToken).ConfigureAwait(false);
        await RequireLoopAsync(isOn, cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            "RAMP? 1",
            $"RAMP 1,1,{Text(RampKelvinPerMinute)}",
            IsWantedRamp,
            isOn,
            $"ramp at {Text(RampKelvinPerMinute)} K/min",
            cancellationToken).ConfigureAwait(false);
    }

    private static SetPoint At(double kelvin) =>
        new(TemperatureTerminals.Heater, TemperatureTerminals.SetPoint, kelvin);

    private static string SetPointCommand(double kelvin) => $"SETP 1,{Text(kelvin)}";

    private bool IsWantedRamp(string answer) => answer.Split(',') is [var state, var rate] && state.Trim() == "1"
        && double.TryParse(rate, NumberStyles.Float, CultureInfo.InvariantCulture, out double kelvinPerMinute)
        && Math.Abs(kelvinPerMinute - RampKelvinPerMinute) < 0.05; // the resolution is 0.1 K/min

    private async ValueTask RequireHeaterAsync(CancellationToken cancellationToken)
    {
        double fault = await Session.QueryNumberAsync(FaultQuery, cancellationToken).ConfigureAwait(false);
        if (fault != 0)
        {
            await SetHeaterAsync(on: false, cancellationToken).ConfigureAwait(false);
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The controller finds a fault of its heater ({(fault == 1 ? "open" : "short or other")})",
                $"{Name}, {FaultQuery} answered {fault:R}",
                "Check heater and cable. The heater was switched off again.");
        }
    }

    // One reading within the tolerance is no settled temperature: a sample on its way crosses the set-point as well.
    private async ValueTask<SettledTemperature> SettleAsync(
        Temperature target, Duration began, Duration ramp, CancellationToken cancellationToken)
    {
        double tolerance = values.Get<Temperature>(ToleranceKey).Kelvin;
        Duration dwell = values.Get<Duration>(DwellKey);
        Duration deadline = began + ramp + values.Get<Duration>(LimitKey);
        var within = new List<double>();
        Duration since = began;
        int sensor = Sensor[0] - 'A' + 1;
        while (true)
        {
            await Session.Clock.WaitAsync(Interval, cancellationToken).ConfigureAwait(false);
            double kelvin = (await ReadTemperatureAsync(sensor, cancellationToken).ConfigureAwait(false)).Kelvin;
            Duration now = Session.Clock.Now();
            if (!(Math.Abs(kelvin - target.Kelvin) <= tolerance)
                || await Session.QuerySwitchAsync("RAMPST? 1", cancellationToken).ConfigureAwait(false))
            {
                within.Clear();
            }
            else
            {
                since = within.Count == 0 ? now : since;
                within.Add(kelvin);
                if (now - since >= dwell)
                {
                    return new SettledTemperature(
                        Temperature.FromKelvin(within.Average()),
                        Temperature.FromKelvin(within.Max(each => Math.Abs(each - target.Kelvin))),
                        now - began);
                }
            }

            if (now > deadline)
            {
                throw NotSettled(target, kelvin, now - began);
            }
        }
    }

    private InstrumentException NotSettled(Temperature target, double kelvin, Duration took) => new(
        InstrumentFault.Timeout,
        $"The temperature did not settle at {target} within {took}: it is {Temperature.FromKelvin(kelvin)}",
        $"{Name}, {SetPointCommand(target.Kelvin)}",
        $"Check coolant, heater range and PID, or give it more time: '{LimitKey}', '{ToleranceKey}'. The set-point stays.");

    private double ReadKelvin(IReadOnlyList<string> answers, string read, string status)
    {
        if (Answers.Register(answers[1]) is not { } bits)
        {
            throw Session.BadAnswer(answers[1], status, "the status of a reading");
        }

        return (bits & NoReading) == 0
            ? Session.ReadNumber(answers[0], read)
            : throw new InstrumentException(
                InstrumentFault.Overflow,
                "The thermometer gives no temperature: none is there, or it is outside its curve",
                $"{Name}, {status} answered {answers[1]}",
                "Check the sensor, its cable and the curve that is chosen for its input.");
    }
}
