using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Models.VortexOscillators;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// A spin-torque oscillator whose free layer is a vortex. Ports: <c>vortex</c> for the direct current through it,
/// <c>vortex-drive</c> for a waveform that adds to the current by the other arm of the bias tee, and <c>vortex-output</c>, where
/// an oscilloscope records.
/// </summary>
/// <remarks>
/// <para>The motion is that of <see cref="VortexMotion"/> with the sample's temperature. The voltage is the current times what
/// the resistance differs from its mean, divided by its resistance and the load; the steps of the current themselves stay behind
/// the high-pass of the bias tee [assumption].</para>
/// <para>A record begins two microseconds before its first sample, in the heat without a current; two records of one time are
/// two motions [assumption]. What a record does by chance belongs to its shot.</para>
/// </remarks>
public sealed class Vortex : SamplePart
{
    private const string RadiusKey = "radius";
    private const string ThicknessKey = "thickness";
    private const string DampingKey = "damping";
    private const string PolarisationKey = "polarisation";
    private const string StiffnessKey = "stiffness_scale";
    private const string ShiftKey = "frequency_shift";
    private const string ResistanceKey = "resistance";
    private const string SpanKey = "resistance_span";
    private const string DriveKey = "drive_resistance";
    private const string DestroyedKey = "destroyed_by_current";

    /// <summary>A tenth of the damping time of the default disk.</summary>
    private const double StepSeconds = 2e-9;

    /// <summary>Time before a record in which the vortex forgets how it began.</summary>
    private const double SettleSeconds = 2e-6;

    private const double MatchedOhms = 50;

    private readonly StageContext stage;
    private readonly string name;
    private readonly SettingValues values;
    private readonly VortexOscillator model;
    private readonly RandomStream random;
    private readonly ShotStream randomOfShots;
    private readonly Dictionary<Terminal, Current> sources = [];
    private readonly WaveformInput drives = new();
    private bool isBroken;

    /// <summary>Puts one on a stage, without current.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="part">The part.</param>
    public Vortex(StageContext stage, PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        (this.stage, name, values) = (stage, part.Name, part.Values);
        model = ModelOf(values);
        random = stage.Random($"vortex {name}");
        randomOfShots = stage.RandomOfShots($"vortex {name}");
    }

    /// <summary>Where its direct current flows, through a bias tee.</summary>
    public static SamplePort Port { get; } = new("vortex") { PartKey = PartSchema.PartKey };

    /// <summary>The other arm of the bias tee.</summary>
    public static SamplePort DrivePort { get; } = new("vortex-drive") { PartKey = PartSchema.PartKey };

    /// <summary>Where its voltage comes out.</summary>
    public static SamplePort OutputPort { get; } = new("vortex-output") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.vortices</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("vortices", "vortex", [Port, DrivePort, OutputPort])
        {
            Summary = "A spin-torque oscillator with a vortex, whose current a waveform changes.",
            Keys =
            [
                SettingKey.Positive<Length>(RadiusKey, Length.FromNanometers(100), "Radius of the disk."),
                SettingKey.Positive<Length>(
                    ThicknessKey, Length.FromNanometers(10), "Thickness of the disk, at most a fifth of the radius."),
                SettingKey.Number(DampingKey, 0.01, 1e-4, 1, "Gilbert's damping."),
                SettingKey.Number(PolarisationKey, 0.2, 0.01, 1, "Polarisation of the current."),
                SettingKey.Number(StiffnessKey, 1, 0.1, 10, "Factor on the stiffness by theory."),
                SettingKey.Number(ShiftKey, 0.2, -10, 10, "Part by which the frequency grows with the square of the orbit."),
                SettingKey.Positive<Resistance>(
                    ResistanceKey, Resistance.FromOhms(500), "Resistance with the core in the centre."),
                SettingKey.Positive<Resistance>(
                    SpanKey, Resistance.FromOhms(400), "Resistance from the parallel to the antiparallel state."),
                SettingKey.Positive<Resistance>(
                    DriveKey, Resistance.FromOhms(275),
                    "Voltage of a waveform into 50 Ohm over the current that it adds; 50 Ohm and the resistance, halved."),
                SettingKey.Positive<Current>(
                    DestroyedKey, Current.FromAmperes(12e-3), "Current that destroys it; only the twin knows it."),
            ],
            Limits =
            [
                PartSchema.Limit<Current>(
                    "current", "current", "The largest direct current through it.",
                    sources => sources.Largest(Port, Channels.Current)),
                PartSchema.Limit<Voltage>(
                    "drive_voltage", "drive voltage", "The largest voltage of a waveform at its bias tee.",
                    sources => sources.Largest(DrivePort, Channels.Voltage)),
            ],
        },
        (stage, part) => new Vortex(stage, part));

    /// <inheritdoc/>
    public override bool IsRenewedByShot => true;

    /// <summary>The oscillator that the keys of a part describe.</summary>
    /// <param name="values">The values of its keys.</param>
    public static VortexOscillator ModelOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new VortexOscillator
        {
            Disk = new VortexDisk
            {
                Radius = values.Get<Length>(RadiusKey),
                Thickness = values.Get<Length>(ThicknessKey),
                Damping = values.Get<double>(DampingKey),
                Polarisation = values.Get<double>(PolarisationKey),
                StiffnessScale = values.Get<double>(StiffnessKey),
            },
            FrequencyShift = values.Get<double>(ShiftKey),
            MeanResistance = values.Get<Resistance>(ResistanceKey),
            ResistanceSpan = values.Get<Resistance>(SpanKey),
        };
    }

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (signal is DirectCurrent direct && at.Port == Port)
        {
            sources[at.Terminal] = direct.Current;
            Bear(at, Math.Abs(DirectAmperes));
        }
        else if (at.Port == DrivePort && drives.Take(at, signal))
        {
            Bear(at, Math.Abs(DirectAmperes) + (drives.PeakVolts / DriveOhms));
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        return (what, at.Port == Port) switch
        {
            (Sensed.Voltage, true) when isBroken => double.PositiveInfinity,
            (Sensed.Voltage, true) => DirectAmperes * model.MeanResistance.Ohms,
            (Sensed.Current, true) => isBroken ? 0 : DirectAmperes,
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public override void Capture(WiringDefinition at, TraceWindow window, Span<float> volts)
    {
        ArgumentNullException.ThrowIfNull(at);
        volts.Clear();
        if (at.Port != OutputPort || isBroken)
        {
            return;
        }

        // The current in the middle of each step.
        int before = (int)(SettleSeconds / StepSeconds);
        int steps = before + (int)Math.Ceiling(volts.Length / window.SamplesPerSecond / StepSeconds) + 1;
        float[] drive = new float[steps];
        drives.WriteTo(
            new TraceWindow(window.At, window.StartSeconds - (before * StepSeconds) + (StepSeconds / 2), 1 / StepSeconds), drive);
        RandomStream chance = stage.Shots.Current < 0 ? random : randomOfShots.Now;
        var temperature = Temperature.FromKelvin(stage.Temperature.Kelvin);
        double heat = model.Disk.ThermalAmplitude(temperature) / Math.Sqrt(2);
        var motion = new VortexMotion(
            model, Duration.FromSeconds(StepSeconds), temperature,
            new VortexState(
                double.Hypot(heat * chance.NextGaussian(), heat * chance.NextGaussian()), Math.Tau * chance.NextDouble()),
            chance);
        double load = MatchedOhms / (MatchedOhms + model.MeanResistance.Ohms);
        double samplesOfStep = StepSeconds * window.SamplesPerSecond;
        VortexState from = motion.State;
        double fromVolts = 0;
        int sample = 0;
        for (int step = 0; step < steps; step++)
        {
            double amperes = DirectAmperes + (drive[step] / DriveOhms);
            motion.Step(amperes / AreaSquareMetres);
            VortexState to = motion.State;
            double toVolts = load * amperes
                * (model.ResistanceAt(to with { PhaseRadians = 0 }).Ohms - model.MeanResistance.Ohms);
            if (step >= before)
            {
                double place = (step - before) * samplesOfStep;
                int end = Math.Min(volts.Length, (int)Math.Ceiling(place + samplesOfStep));
                for (; sample < end; sample++)
                {
                    double part = (sample - place) / samplesOfStep;
                    volts[sample] = (float)((fromVolts + (part * (toVolts - fromVolts)))
                        * Math.Cos(from.PhaseRadians + (part * (to.PhaseRadians - from.PhaseRadians))));
                }
            }

            (from, fromVolts) = (to, toVolts);
        }
    }

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return isBroken
            ? Load.Open
            : new Load(
                at.Port == Port ? model.MeanResistance : Resistance.FromOhms(MatchedOhms),
                Temperature.FromKelvin(stage.Temperature.Kelvin));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Reveal() => new Dictionary<string, double>
    {
        ["critical_current"] =
            model.Coefficients.FirstCritical.AmperesPerSquareMetre * AreaSquareMetres,
        ["rest_frequency"] = model.Disk.RestFrequency.Hertz,
    };

    private double DirectAmperes => sources.Values.Sum(source => source.Amperes);

    private double AreaSquareMetres => Math.PI * model.Disk.Radius.Meters * model.Disk.Radius.Meters;

    private double DriveOhms => values.Get<Resistance>(DriveKey).Ohms;

    private void Bear(WiringDefinition at, double amperes)
    {
        if (amperes > values.Get<Current>(DestroyedKey).Amperes && !isBroken)
        {
            isBroken = true;
            stage.Destroy(new SampleDamage($"vortex '{name}'", $"{at.Terminal} at {Current.FromAmperes(amperes)}"));
        }
    }
}
