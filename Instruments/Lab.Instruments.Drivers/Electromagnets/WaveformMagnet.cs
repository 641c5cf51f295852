using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.WaveformMagnet>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>An electromagnet made of an amplifier behind an output of a card (<see cref="AnalogSupply"/>) and a field sensor at
/// an input of the same card: its field can follow a waveform, and is recorded on the same clock.</summary>
/// <remarks>Gain, offset, limit of the input, bandwidth and slew rate are those of the amplifier. A field passes three gates:
/// that of the magnet, that of the amplifier's current, and that of the card's output. The field is set without regulation, by
/// the stated field per current; the sensor shows what is there.</remarks>
public sealed class WaveformMagnet : IWaveformMagnet, IShippedDriver
{
    private const string SupplyKey = "supply";
    private const string SensorKey = "sensor_input";
    private const string FieldPerCurrentKey = AnalogSupplyDefinition.FieldPerCurrentKey;
    private const string SensitivityKey = "sensitivity";
    private const string SensorOffsetKey = "sensor_offset";
    private const string CompensationKey = "compensation";
    private const string SettlingKey = "settling_time";
    private const string ToleranceKey = "tolerance";

    /// <summary>Samples of a period of a sine that is played, where the card is fast enough.</summary>
    private const int SamplesPerPeriod = 1000;

    /// <summary>The fewest samples of a period at which the stairs of the output still are a sine.</summary>
    private const int FewestSamplesPerPeriod = 20;

    private readonly AnalogSupply supply;
    private readonly IDaqCard card;
    private readonly ISafetyGate gate;
    private readonly TimeProvider clock;
    private readonly SettingValues settings;
    private readonly double teslaPerAmpere;
    private readonly double voltsPerTesla;
    private readonly double sensorOffsetVolts;
    private bool isPlanned;

    /// <summary>Puts a magnet together.</summary>
    /// <param name="name">The magnet's name on the bench.</param>
    /// <param name="supply">The amplifier.</param>
    /// <param name="card">The card that drives it and sees the sensor.</param>
    /// <param name="settings">The settings of the bench file.</param>
    /// <param name="gate">The safety gate.</param>
    /// <param name="clock">The bench's clock.</param>
    public WaveformMagnet(
        string name, AnalogSupply supply, IDaqCard card, SettingValues settings, ISafetyGate gate, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Name = name;
        this.supply = supply;
        this.card = card;
        this.settings = settings;
        this.gate = gate;
        this.clock = clock;
        teslaPerAmpere = settings.Get<FieldPerCurrent>(FieldPerCurrentKey).TeslaPerAmpere;
        voltsPerTesla = settings.Get<double>(SensitivityKey);
        sensorOffsetVolts = settings.Get<Voltage>(SensorOffsetKey).Volts;
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = AnalogSupplyDefinition.UnregulatedMagnetDriver,
        Kind = IWaveformMagnet.Kind,
        Summary = "Electromagnet behind an amplifier that follows a card's waveform, its field read by the card",
        IsComposite = true,
        Settings =
        [
            SettingKey.InstrumentName(SupplyKey, null, "The amplifier: an `analog-supply` behind an output of a card."),
            SettingKey.Text(SensorKey, "ai0", "The input of that card at which the field sensor is."),
            SettingKey.Quantity<FieldPerCurrent>(FieldPerCurrentKey, null, "Field per current of the coils; not zero."),
            SettingKey.Number(SensitivityKey, null, -1e4, 1e4, "Voltage of the field sensor for the field, V/T; not zero."),
            SettingKey.Quantity<Voltage>(SensorOffsetKey, default(Voltage), "Voltage of the field sensor without field."),
            SettingKey.Switch(
                CompensationKey, defaultValue: true,
                "Whether waveforms are corrected for the amplifier's stated bandwidth, so that the field is not late."),
            SettingKey.NotNegative<Duration>(
                SettlingKey, Duration.FromMilliseconds(100), "Wait after a constant field was set, before it is read."),
            SettingKey.Positive<MagneticField>(
                ToleranceKey, MagneticField.FromTesla(2e-3),
                "The largest difference of a constant field from what was asked for."),
        ],
        Create = Make,
    };

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The identity of the card.</summary>
    public InstrumentIdentity Identity => card.Identity;

    private string SensorInput => settings.Get<string>(SensorKey);

    private AnalogSupplyDefinition Amplifier => supply.Definition;

    /// <inheritdoc/>
    public CaptureTask RecordField(int count, double samplesPerSecond) => new(SensorInput, 0, count, samplesPerSecond);

    /// <inheritdoc/>
    public void ToField(ReadOnlyMemory<double> volts, Memory<double> tesla)
    {
        if (volts.Length != tesla.Length)
        {
            throw new ArgumentException($"{volts.Length} samples do not go into {tesla.Length} places.", nameof(tesla));
        }

        ReadOnlySpan<double> recorded = volts.Span;
        Span<double> fields = tesla.Span;
        for (int i = 0; i < recorded.Length; i++)
        {
            fields[i] = (recorded[i] - sensorOffsetVolts) / voltsPerTesla;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PlayTask> PlanFieldAsync(
        ReadOnlyMemory<double> tesla, double samplesPerSecond, CancellationToken cancellationToken = default)
    {
        if (tesla.Length < 2 || !(samplesPerSecond > 0 && double.IsFinite(samplesPerSecond)))
        {
            throw Refusal(
                $"{tesla.Length} samples at {samplesPerSecond:R} per second are no waveform", "Give two samples or more.");
        }

        double[] volts = VoltsFor(tesla.Span, samplesPerSecond, out WaveformEnvelope field, out WaveformEnvelope current);
        if (isPlanned)
        {
            // The waveform before counts until it is ended, and so does the way from it.
            gate.CheckTarget(Name, new SetPoint(Channels.Field, field.Least), "field against time");
            gate.CheckTarget(Name, new SetPoint(Channels.Field, field.Largest), "field against time");
            await EndWaveformAsync(cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(
                gate.DelayFor(Name, new SetPoint(Channels.Field, field.First)), cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(
                gate.DelayFor(supply.Name, new SetPoint(Channels.Current, current.First)), cancellationToken)
                .ConfigureAwait(false);
        }

        gate.CheckWaveform(Name, field, "field against time");
        gate.CheckWaveform(supply.Name, current, $"{Amplifier.Source} against time");
        isPlanned = true;
        if (!await supply.GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            // Switching on sets the current to zero, which ends what the gate was told of it.
            await supply.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(
                gate.DelayFor(supply.Name, new SetPoint(Channels.Current, current.First)), cancellationToken)
                .ConfigureAwait(false);
            gate.CheckWaveform(supply.Name, current, $"{Amplifier.Source} against time");
        }

        gate.ConfirmWaveform(Name, field);
        gate.ConfirmWaveform(supply.Name, current);
        return new PlayTask(Amplifier.Source.Name, 0, Channels.Voltage, volts, samplesPerSecond);
    }

    /// <inheritdoc/>
    public async ValueTask PlaySineAsync(
        MagneticField amplitude, Frequency frequency, CancellationToken cancellationToken = default)
    {
        double most = card.Capability.OutputRate;
        if (!(frequency.Hertz > 0 && frequency.Hertz * FewestSamplesPerPeriod <= most))
        {
            throw Refusal(
                $"A field of {frequency} is asked for, and the card has {most:R} samples per second, so that "
                    + $"{Frequency.FromHertz(most / FewestSamplesPerPeriod)} is the most",
                "Choose a lower frequency above zero.");
        }

        if (Amplifier.Bandwidth is { } bandwidth && !(frequency <= bandwidth))
        {
            throw Refusal(
                $"A field of {frequency} is beyond the {bandwidth} of the amplifier",
                "Choose a lower frequency, or correct 'bandwidth' of the amplifier in the bench file.");
        }

        int count = (int)Math.Min(SamplesPerPeriod, Math.Floor(most / frequency.Hertz));
        double[] tesla = new double[count];
        for (int i = 0; i < count; i++)
        {
            tesla[i] = amplitude.Tesla * Math.Sin(Math.Tau * i / count);
        }

        PlayTask play = await PlanFieldAsync(tesla, count * frequency.Hertz, cancellationToken).ConfigureAwait(false);
        try
        {
            await card.PlayAsync([play], cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault == InstrumentFault.Limit)
        {
            // What the gate was told of field and current does not come; what played before ends too.
            await EndWaveformAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        await EndWaveformAsync(cancellationToken).ConfigureAwait(false);
        await supply.RampToAsync(default, cancellationToken).ConfigureAwait(false);
        gate.Observe(Name, SetPoint.Of(Channels.Field, default(MagneticField)));
    }

    /// <summary>Sets a constant field. A waveform that plays, and a prepared shot, end first, and the ramp begins where they left
    /// the current.</summary>
    /// <inheritdoc/>
    public async ValueTask<SettledField> SetFieldAsync(MagneticField field, CancellationToken cancellationToken = default)
    {
        var current = Current.FromAmperes(field.Tesla / teslaPerAmpere);
        gate.CheckTarget(Name, SetPoint.Of(Channels.Field, field), $"{supply.Name} to {current}");
        await EndWaveformAsync(cancellationToken).ConfigureAwait(false);
        await supply.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        gate.Observe(Name, SetPoint.Of(Channels.Field, field));
        await supply.RampToAsync(current, cancellationToken).ConfigureAwait(false);
        await clock.WaitAsync(settings.Get<Duration>(SettlingKey), cancellationToken).ConfigureAwait(false);
        MagneticField there = await ReadFieldAsync(cancellationToken).ConfigureAwait(false);
        MagneticField tolerance = settings.Get<MagneticField>(ToleranceKey);
        if (!(Math.Abs((there - field).Tesla) <= tolerance.Tesla))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The field is {there} where {field} was set, off by more than {tolerance}",
                $"{Name}, {supply.Name} to {current}",
                $"Correct '{FieldPerCurrentKey}' or '{SensitivityKey}' in the bench file; look whether the amplifier is on.");
        }

        return new SettledField(there, Uncertainty);
    }

    /// <inheritdoc/>
    public async ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default)
    {
        Voltage volts = await card.ReadVoltageAsync(SensorInput, cancellationToken).ConfigureAwait(false);
        return MagneticField.FromTesla((volts.Volts - sensorOffsetVolts) / voltsPerTesla);
    }

    /// <summary>Reads the amplifier back; the field is that of its current.</summary>
    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await supply.ReadBackAsync(cancellationToken).ConfigureAwait(false);
        Current current = await supply.MeasureCurrentAsync(cancellationToken).ConfigureAwait(false);
        gate.Observe(Name, new SetPoint(Channels.Field, current.Amperes * teslaPerAmpere));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) =>
        card.ReadErrorsAsync(cancellationToken);

    /// <summary>Ends what is played, ramps the current to zero at the amplifier's rate and switches it off.</summary>
    /// <exception cref="InstrumentException">The card does not answer or refuses.</exception>
    public async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        await supply.MakeSafeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves amplifier and card to the bench.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A millivolt of an input in its widest range is its noise and offset [assumption].
    private MagneticField Uncertainty => MagneticField.FromTesla(Math.Abs(1e-3 / voltsPerTesla));

    private async ValueTask EndWaveformAsync(CancellationToken cancellationToken)
    {
        await card.StopAsync(cancellationToken).ConfigureAwait(false);
        gate.EndProgram(Name);
        gate.EndProgram(supply.Name);
        isPlanned = false;
        await ReadBackAsync(cancellationToken).ConfigureAwait(false);
    }

    private static WaveformMagnet Make(DriverContext context)
    {
        AnalogSupply supply = context.Other<IMagnetSupply>(SupplyKey) as AnalogSupply ?? throw new BenchException(
            $"{context.Name}: '{context.Settings.Get<string>(SupplyKey)}' (key '{SupplyKey}') is no analog-supply.");
        if (supply.Source is not IDaqCard card)
        {
            throw new BenchException(
                $"{context.Name}: '{supply.Name}' (key '{SupplyKey}') follows '{supply.Source.Name}', which is no data "
                    + "acquisition card and gives no waveforms.");
        }

        if (context.Settings.Get<FieldPerCurrent>(FieldPerCurrentKey).TeslaPerAmpere == 0
            || context.Settings.Get<double>(SensitivityKey) == 0)
        {
            throw new BenchException(
                $"{context.Name}: the keys '{FieldPerCurrentKey}' and '{SensitivityKey}' must not be zero.");
        }

        return new WaveformMagnet(context.Name, supply, card, context.Settings, context.Gate, context.Clock);
    }

    private InstrumentException Refusal(string what, string remedy) =>
        new(InstrumentFault.Limit, what, $"{Name}, {Amplifier.Source}", $"Nothing was sent. {remedy}");

    // A current behind one pole follows I + τ dI/dt. The waveform counts as one that begins again at its end.
    private double[] VoltsFor(
        ReadOnlySpan<double> tesla, double samplesPerSecond, out WaveformEnvelope field, out WaveformEnvelope current)
    {
        double pole = settings.Get<bool>(CompensationKey) && Amplifier.Bandwidth is { } bandwidth
            ? 1 / (Math.Tau * bandwidth.Hertz)
            : 0;
        double[] amperes = new double[tesla.Length];
        double[] volts = new double[tesla.Length];
        double steepest = 0;
        for (int i = 0; i < tesla.Length; i++)
        {
            double before = tesla[i == 0 ? ^1 : i - 1];
            double after = tesla[i == tesla.Length - 1 ? 0 : i + 1];
            double slope = (after - before) / 2 * samplesPerSecond / teslaPerAmpere;
            steepest = Math.Max(steepest, Math.Abs(slope));
            amperes[i] = (tesla[i] / teslaPerAmpere) + (pole * slope);
            volts[i] = (amperes[i] / Amplifier.AmperesPerVolt) + Amplifier.Offset.Volts;
        }

        field = WaveformEnvelope.Of(Channels.Field, tesla, samplesPerSecond, count: null);
        current = WaveformEnvelope.Of(Channels.Current, amperes, samplesPerSecond, count: null);
        var input = WaveformEnvelope.Of(Channels.Voltage, volts, samplesPerSecond);
        double largest = Math.Max(-input.Least, input.Largest);
        if (!(largest <= Amplifier.InputLimit.Volts))
        {
            throw Refusal(
                $"The field needs {Voltage.FromVolts(largest)} at the amplifier's input, which takes {Amplifier.InputLimit}",
                "Choose a smaller or slower field.");
        }

        if (Amplifier.SlewRate is { } slew && !(steepest <= slew.AmperesPerSecond))
        {
            throw Refusal(
                $"The field needs {CurrentRate.FromAmperesPerSecond(steepest)}, and the amplifier makes {slew}",
                "Choose a smaller or slower field.");
        }

        return volts;
    }
}
