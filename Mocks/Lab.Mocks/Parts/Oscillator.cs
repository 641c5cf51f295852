using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// A spin-torque oscillator under a field line (Leroux thesis, ch. IV). Ports: <c>oscillator</c> for the current through it,
/// <c>oscillator-drive</c> for a waveform in the field line, <c>oscillator-cancel</c> for a waveform that is added to its
/// voltage, and
/// <c>oscillator-output</c>, where an oscilloscope records.
/// </summary>
/// <remarks>
/// <para>The drive's field pulls the oscillator, and its voltage leaks into the output through capacitance and inductance: ∝ jf,
/// with a delay. A combiner adds the cancelling waveform to both and takes a part of the voltage.</para>
/// <para>A record begins a microsecond before its first sample with a random phase, and has all of the drive's past that an
/// oscillator remembers; two records of one time are two motions [assumption]. What a record does by chance belongs to its shot.
/// The voltage follows I·√p [assumption].</para>
/// </remarks>
public sealed class Oscillator : SamplePart
{
    private const string FrequencyKey = "frequency";
    private const string CurrentKey = "current";
    private const string LinewidthKey = "linewidth";
    private const string NonlinearityKey = "nonlinearity";
    private const string DampingKey = "damping_rate";
    private const string DampingNonlinearityKey = "damping_nonlinearity";
    private const string ThresholdKey = "threshold_current";
    private const string VoltageKey = "voltage";
    private const string ResistanceKey = "resistance";
    private const string LockingKey = "locking_range";
    private const string DriveVoltageKey = "drive_voltage";
    private const string LeakKey = "leak";
    private const string LeakDelayKey = "leak_delay";
    private const string CombinerKey = "combiner";
    private const string DestroyedKey = "destroyed_by_current";

    /// <summary>Time before a record in which the oscillator forgets how it began.</summary>
    private const double SettleSeconds = 1e-6;

    private const double MatchedOhms = 50;

    private const double BlockSeconds = OscillatorMotion.Block * CarrierEnvelope.StepSeconds;

    private readonly StageContext stage;
    private readonly string name;
    private readonly AutoOscillator model;
    private readonly SettingValues values;
    private readonly Frequency carrier;
    private readonly double drivePerVolt;
    private readonly double combiner;
    private readonly RandomStream random;
    private readonly ShotStream randomOfShots;
    private readonly Dictionary<Terminal, Current> sources = [];
    private readonly WaveformInput drives = new();
    private readonly WaveformInput cancels = new();
    private readonly MotionsAhead ahead = new();
    private (CarrierEnvelope? Drive, CarrierEnvelope? Cancel, double LaterSeconds, CarrierEnvelope Sum)? leaked;
    private bool isBroken;

    /// <summary>Puts one on a stage, without current.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="part">The part.</param>
    public Oscillator(StageContext stage, PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        (this.stage, name, values) = (stage, part.Name, part.Values);
        model = ModelOf(values);
        carrier = values.Get<Frequency>(FrequencyKey);
        drivePerVolt = model.DriveForHalfBand(values.Get<Current>(CurrentKey), values.Get<Frequency>(LockingKey) / 2)
            / values.Get<Voltage>(DriveVoltageKey).Volts;
        combiner = values.Get<double>(CombinerKey);
        random = stage.Random($"oscillator {name}");
        randomOfShots = stage.RandomOfShots($"oscillator {name}");
    }

    /// <summary>Where its current flows, through a bias tee.</summary>
    public static SamplePort Port { get; } = new("oscillator") { PartKey = PartSchema.PartKey };

    /// <summary>The field line above it.</summary>
    public static SamplePort DrivePort { get; } = new("oscillator-drive") { PartKey = PartSchema.PartKey };

    /// <summary>The other input of the combiner.</summary>
    public static SamplePort CancelPort { get; } = new("oscillator-cancel") { PartKey = PartSchema.PartKey };

    /// <summary>The output of the combiner.</summary>
    public static SamplePort OutputPort { get; } = new("oscillator-output") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.oscillators</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("oscillators", "oscillator", [Port, DrivePort, CancelPort, OutputPort])
        {
            Summary = "A spin-torque oscillator under a field line whose waveform drives it and leaks into its voltage.",
            Keys =
            [
                SettingKey.Positive<Current>(CurrentKey, Current.FromAmperes(5e-3), "Current for which the other keys hold."),
                SettingKey.Positive<Frequency>(FrequencyKey, Frequency.FromMegahertz(232), "Its frequency at this current."),
                SettingKey.Positive<Frequency>(
                    LinewidthKey, Frequency.FromMegahertz(1), "Full width of its line at half maximum, at this current."),
                SettingKey.Number(NonlinearityKey, -5, -50, 50, "ν, how much the frequency follows the power."),
                SettingKey.Positive<Frequency>(DampingKey, Frequency.FromMegahertz(4.4), "Linear damping Γ_G/2π."),
                SettingKey.Number(DampingNonlinearityKey, 1, 0.01, 100, "Nonlinear damping Q."),
                SettingKey.Positive<Current>(ThresholdKey, Current.FromAmperes(2e-3), "Current from which on it oscillates."),
                SettingKey.Positive<Voltage>(
                    VoltageKey, Voltage.FromVolts(5e-3), "Amplitude of its voltage at this current, before the combiner."),
                SettingKey.Positive<Resistance>(ResistanceKey, Resistance.FromOhms(50), "Its resistance."),
                SettingKey.Positive<Frequency>(
                    LockingKey, Frequency.FromMegahertz(7), "Full width of the band in which the drive locks it."),
                SettingKey.Positive<Voltage>(
                    DriveVoltageKey, Voltage.FromVolts(0.35), "Amplitude of the drive that locks it in this band."),
                SettingKey.Number(
                    LeakKey, 30.0 / 350, 0, 1, "Part of the drive that leaks into its voltage, at its frequency; ∝ jf."),
                SettingKey.NotNegative<Duration>(LeakDelayKey, Duration.FromSeconds(12.35e-9), "Delay of the leak."),
                SettingKey.Number(CombinerKey, 0.5, 0.01, 1, "Part of each voltage that comes out of the combiner."),
                SettingKey.Positive<Current>(
                    DestroyedKey, Current.FromAmperes(15e-3), "Current that destroys it; only the twin knows it."),
            ],
            Limits =
            [
                PartSchema.Limit<Current>(
                    "current", "current", "The largest current through it.", sources => sources.Largest(Port, Channels.Current)),
                PartSchema.Limit<Voltage>(
                    "drive_voltage", "drive voltage", "The largest voltage of a waveform in its field line.",
                    sources => sources.Largest(DrivePort, Channels.Voltage)),
            ],
        },
        (stage, part) => new Oscillator(stage, part));

    /// <inheritdoc/>
    public override bool IsRenewedByShot => true;

    /// <summary>The model that the keys of a part describe.</summary>
    /// <param name="values">The values of its keys.</param>
    public static AutoOscillator ModelOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AutoOscillator.AtOperatingPoint(
            values.Get<Current>(CurrentKey), values.Get<Frequency>(FrequencyKey), values.Get<Frequency>(LinewidthKey),
            values.Get<double>(NonlinearityKey), values.Get<Frequency>(DampingKey),
            values.Get<double>(DampingNonlinearityKey), values.Get<Current>(ThresholdKey));
    }

    /// <summary>The leak of the drive that the keys of a part describe: its part at a frequency over the frequency, 1/Hz, and its
    /// delay, s.</summary>
    /// <param name="values">The values of its keys.</param>
    public static (double PerHertz, double DelaySeconds) LeakOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return (
            values.Get<double>(LeakKey) / values.Get<Frequency>(FrequencyKey).Hertz, values.Get<Duration>(LeakDelayKey).Seconds);
    }

    /// <summary>The mean power that its voltage would give a matched load without the combiner.</summary>
    /// <param name="values">The values of its keys.</param>
    /// <param name="current">The current through it.</param>
    public static Power PowerOf(SettingValues values, Current current)
    {
        ArgumentNullException.ThrowIfNull(values);
        AutoOscillator model = ModelOf(values);
        double volts = values.Get<Voltage>(VoltageKey).Volts * (current / values.Get<Current>(CurrentKey));
        double share = model.MeanPower(current) / model.StationaryPower(values.Get<Current>(CurrentKey));
        return Power.FromWatts(volts * volts / 2 * share / MatchedOhms);
    }

    /// <summary>The full width of the band in which a drive locks it, without noise, for a drive that is weak.</summary>
    /// <param name="values">The values of its keys.</param>
    /// <param name="current">The current through it, above the threshold.</param>
    /// <param name="drive">The amplitude of the drive.</param>
    public static Frequency LockingRangeOf(SettingValues values, Current current, Voltage drive)
    {
        ArgumentNullException.ThrowIfNull(values);
        AutoOscillator model = ModelOf(values);
        double perVolt = model.DriveForHalfBand(
            values.Get<Current>(CurrentKey), values.Get<Frequency>(LockingKey) / 2) / values.Get<Voltage>(DriveVoltageKey).Volts;
        return model.LockingHalfBand(current, perVolt * drive.Volts) * 2;
    }

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (signal is DirectCurrent direct && at.Port == Port)
        {
            sources[at.Terminal] = direct.Current;
            if (Math.Abs(CurrentNow.Amperes) > values.Get<Current>(DestroyedKey).Amperes && !isBroken)
            {
                isBroken = true;
                stage.Destroy(new SampleDamage($"oscillator '{name}'", $"{at.Terminal} at {direct.Current}"));
            }
        }
        else if (at.Port == DrivePort)
        {
            drives.Take(at, signal);
        }
        else if (at.Port == CancelPort)
        {
            cancels.Take(at, signal);
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        return (what, at.Port == Port) switch
        {
            (Sensed.Voltage, true) when isBroken => double.PositiveInfinity,
            (Sensed.Voltage, true) => CurrentNow.Amperes * values.Get<Resistance>(ResistanceKey).Ohms,
            (Sensed.Current, true) => isBroken ? 0 : CurrentNow.Amperes,
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public override void Capture(WiringDefinition at, TraceWindow window, Span<float> volts)
    {
        ArgumentNullException.ThrowIfNull(at);
        volts.Clear();
        if (at.Port != OutputPort)
        {
            return;
        }

        // Times count from the trigger of the drive, on whose grid the oscillator is stepped; how long the bench has run takes no
        // picoseconds away.
        double start = window.At.OffsetSeconds + window.StartSeconds;
        double lasting = volts.Length / window.SamplesPerSecond;
        double before = SettleSeconds + LeakDelaySeconds + (2 * BlockSeconds);
        double length = before + lasting + (2 * BlockSeconds);
        PlacedEnvelope? drive = drives.About(window.Shifted(-before), length, carrier.Hertz);
        PlacedEnvelope? cancel = cancels.About(window.Shifted(-before), length, carrier.Hertz);
        double origin = drive?.OriginSeconds ?? cancel?.OriginSeconds ?? start;
        double from = start - origin;
        var places = EnvelopePlaces.Over(from - SettleSeconds, from + lasting, OscillatorMotion.Block);
        CarrierEnvelope? motion = isBroken || !(CurrentNow.Amperes > 0) ? null : MotionUnder(drive?.Envelope, places);
        CarrierEnvelope? leak = drive is null && cancel is null ? null : LeakUnder(drive, cancel, places);
        if (motion is not null && leak is not null)
        {
            motion.Add(leak);
        }

        if ((motion ?? leak) is { } voltage)
        {
            voltage.AddTo(from, window.SamplesPerSecond, volts);
        }
    }

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at) => isBroken
        ? Load.Open
        : new Load(values.Get<Resistance>(ResistanceKey), Temperature.FromKelvin(stage.Temperature.Kelvin));

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Reveal() => new Dictionary<string, double>
    {
        ["threshold_current"] = model.ThresholdCurrent.Amperes,
        ["frequency"] = model.FrequencyAt(CurrentNow).Hertz,
        ["linewidth"] = model.Linewidth(CurrentNow).Hertz,
        ["locking_range"] = values.Get<Frequency>(LockingKey).Hertz,
        ["leak_delay"] = values.Get<Duration>(LeakDelayKey).Seconds,
    };

    private Current CurrentNow => Current.FromAmperes(sources.Values.Sum(source => source.Amperes));

    private double LeakDelaySeconds => values.Get<Duration>(LeakDelayKey).Seconds;

    // In the frame of the carrier, from before the record on.
    private CarrierEnvelope MotionUnder(CarrierEnvelope? driving, EnvelopePlaces places)
    {
        double voltsPerRoot = combiner * values.Get<Voltage>(VoltageKey).Volts
            * (CurrentNow / values.Get<Current>(CurrentKey)) / Math.Sqrt(model.StationaryPower(values.Get<Current>(CurrentKey)));
        var motion = new OscillatorMotion(
            model.RatesAt(CurrentNow, carrier), Math.Sqrt(model.MeanPower(CurrentNow)), driving, drivePerVolt, places,
            carrier.Hertz);
        long shot = stage.Shots.Current;
        return shot < 0
            ? ahead.Take(motion, MotionChance.From(random), later: null, voltsPerRoot)
            : ahead.Take(
                motion, MotionChance.From(randomOfShots.Now), later => MotionChance.From(randomOfShots.Of(shot + later)),
                voltsPerRoot);
    }

    // What leaks and what cancels it, which is the same in each shot. The leak goes ∝ jf: the derivative by time, over the
    // angular frequency at which it is stated.
    private CarrierEnvelope LeakUnder(PlacedEnvelope? drive, PlacedEnvelope? cancel, EnvelopePlaces places)
    {
        double later = drive is null || cancel is null ? 0 : cancel.OriginSeconds - drive.OriginSeconds;
        if (leaked is { } known && known.Drive == drive?.Envelope && known.Cancel == cancel?.Envelope
            && known.LaterSeconds == later && known.Sum.Places == places)
        {
            return known.Sum;
        }

        double delay = LeakDelaySeconds;
        double factor = combiner * values.Get<double>(LeakKey) / carrier.RadiansPerSecond;
        Complex leaks = drive is null ? 0 : factor * drive.Envelope.Turn(-delay);
        Complex cancelling = cancel is null ? 0 : combiner * cancel.Envelope.Turn(-later);
        var sum = CarrierEnvelope.Of(
            seconds => (drive is null ? 0 : leaks * drive.Envelope.SlopeAt(seconds - delay))
                + (cancel is null ? 0 : cancelling * cancel.Envelope.At(seconds - later)),
            places, carrier.Hertz);
        leaked = (drive?.Envelope, cancel?.Envelope, later, sum);
        return sum;
    }
}
