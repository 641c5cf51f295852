using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Models.SignalAnalysis;
using Lab.Models.StochasticOscillators;
using Lab.Models.StochasticOscillators.Solvers;
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

    /// <summary>Heun's method is good for it up to 2 ns.</summary>
    private const double StepSeconds = CarrierEnvelope.StepSeconds;

    /// <summary>Time before a record in which the oscillator forgets how it began.</summary>
    private const double SettleSeconds = 1e-6;

    private const double MatchedOhms = 50;

    /// <summary>Steps that are computed at once.</summary>
    private const int Block = 64;

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

        // Times since the trigger's epoch: how long the bench has run takes no picoseconds away.
        double start = window.At.OffsetSeconds + window.StartSeconds;
        double delay = values.Get<Duration>(LeakDelayKey).Seconds;
        double before = SettleSeconds + delay + CarrierEnvelope.StepSeconds;
        double length = before + (volts.Length / window.SamplesPerSecond) + (Block * StepSeconds);
        PlacedEnvelope? drive = drives.About(window.Shifted(-before), length, carrier.Hertz);
        PlacedEnvelope? cancel = cancels.About(window.Shifted(-before), length, carrier.Hertz);
        if (!isBroken && CurrentNow.Amperes > 0)
        {
            AddMotion(drive, start, window.SamplesPerSecond, volts);
        }

        // ∝ jf: the derivative by time, over the angular frequency at which the leak is stated.
        double leak = combiner * values.Get<double>(LeakKey) / carrier.RadiansPerSecond;
        for (int from = 0; from < volts.Length; from += Block)
        {
            Span<float> part = volts.Slice(from, Math.Min(Block, volts.Length - from));
            double seconds = start + (from / window.SamplesPerSecond);
            if (drive is not null)
            {
                AddTurned(
                    part, seconds - delay - drive.OriginSeconds, window.SamplesPerSecond,
                    at => leak * drive.Envelope.SlopeAt(at));
            }

            if (cancel is not null)
            {
                AddTurned(
                    part, seconds - cancel.OriginSeconds, window.SamplesPerSecond, at => combiner * cancel.Envelope.At(at));
            }
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

    // In the frame of the carrier, from before the record on; between two steps the amplitude goes straight. Times count from the
    // trigger of the drive, on whose grid the steps are.
    private void AddMotion(PlacedEnvelope? driving, double startSeconds, double samplesPerSecond, Span<float> samples)
    {
        RandomStream chance = stage.Shots.Current < 0 ? random : randomOfShots.Now;
        var ensemble = new OscillatorEnsemble<float, StochasticHeun>(1, StepSeconds);
        ensemble.SetRates(model.RatesAt(CurrentNow, carrier));

        // The paths of a row are the noise of one oscillator, one after the other.
        int row = ensemble.Row;
        var path = new BrownianPath(chance.NextUInt64(), "noise", row, StepSeconds);
        int width = 2 * row;
        float[] drawn = new float[Block * 2];
        float[] increments = new float[Block * width];
        float[] force = new float[(Block + 1) * width];
        float[] motion = new float[(Block + 1) * width];
        Complex start = Complex.FromPolarCoordinates(Math.Sqrt(model.MeanPower(CurrentNow)), Math.Tau * chance.NextDouble());
        (motion[0], motion[row]) = ((float)start.Real, (float)start.Imaginary);
        double voltsPerRoot = combiner * values.Get<Voltage>(VoltageKey).Volts
            * (CurrentNow / values.Get<Current>(CurrentKey)) / Math.Sqrt(model.StationaryPower(values.Get<Current>(CurrentKey)));
        double first = startSeconds - (driving?.OriginSeconds ?? startSeconds);
        long step = (long)Math.Floor((first - SettleSeconds) / StepSeconds);
        int sample = 0;
        while (sample < samples.Length)
        {
            for (int i = 0; i <= Block && driving is not null; i++)
            {
                Complex drive = drivePerVolt * driving.Envelope.At(step + i);
                (force[i * width], force[(i * width) + row]) = ((float)drive.Real, (float)drive.Imaginary);
            }

            path.Next<float>(drawn);
            for (int i = 0; i < Block; i++)
            {
                int at = (i / row * width) + (i % row);
                (increments[i * width], increments[(i * width) + row]) = (drawn[at], drawn[at + row]);
            }

            ensemble.Advance(increments, force, motion);
            int end = Math.Min(
                samples.Length, (int)Math.Ceiling((((step + Block) * StepSeconds) - first) * samplesPerSecond));
            if (end > sample)
            {
                double origin = step * StepSeconds;
                AddTurned(samples[sample..end], first + (sample / samplesPerSecond), samplesPerSecond, seconds =>
                {
                    double place = Math.Clamp((seconds - origin) / StepSeconds, 0, Block - 1e-9);
                    int below = (int)place * width;
                    double part = place - (int)place;
                    return voltsPerRoot * new Complex(
                        Between(motion, below, width, part), Between(motion, below + row, width, part));
                });
                sample = end;
            }

            motion.AsSpan(Block * width, width).CopyTo(motion);
            step += Block;
        }
    }

    // Adds what an envelope makes with the turn of the carrier.
    private void AddTurned(Span<float> samples, double fromSeconds, double samplesPerSecond, Func<double, Complex> envelope)
    {
        Complex turn = Complex.FromPolarCoordinates(1, Math.Tau * Math.IEEERemainder(carrier.Hertz * fromSeconds, 1));
        Complex ofSample = Complex.FromPolarCoordinates(1, Math.Tau * carrier.Hertz / samplesPerSecond);
        for (int i = 0; i < samples.Length; i++)
        {
            Complex value = envelope(fromSeconds + (i / samplesPerSecond));
            samples[i] += (float)((value.Real * turn.Real) - (value.Imaginary * turn.Imaginary));
            turn *= ofSample;
        }
    }

    private static double Between(float[] motion, int below, int width, double part) =>
        ((1 - part) * motion[below]) + (part * motion[below + width]);
}
