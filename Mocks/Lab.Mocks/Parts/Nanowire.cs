using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// A notched nanowire in the field of the magnet, under the focused spot of a Kerr magnetometer. Ports: <c>nanowire-line</c> for
/// the pulse generator whose pulses inject walls, <c>kerr-signal</c> for what records the photodetector, and <c>kerr-spot</c> for
/// a voltage that moves the spot along the wire.
/// </summary>
/// <remarks>
/// <para>The wire lives through the field against time (<see cref="NanowireTrace"/>), whether it is read or not. The line
/// takes the voltage of a pulse as it is set: I = V/R, as from a generator of small impedance [assumption]. The amplifier of the
/// photodetector takes no load into account.</para>
/// <para>Which wire of its design it is, and how far the spot is beside where it should be, follows from the seed. The wire
/// begins as a positive field left it, which is how a loop leaves it.</para>
/// </remarks>
public sealed class Nanowire : SamplePart
{
    private const string CentreKey = "pass_centre";
    private const string SlopeKey = "pass_slope";
    private const string FloorKey = "pass_floor";
    private const string NucleationKey = "nucleation_field";
    private const string NucleationSpreadKey = "nucleation_spread";
    private const string InjectionKey = "injection_current";
    private const string SpreadKey = "spread";
    private const string ResistanceKey = "line_resistance";
    private const string DestroyedKey = "destroyed_by_current";
    private const string SwingKey = "kerr_swing";
    private const string NoiseKey = "kerr_noise";
    private const string HumKey = "kerr_hum";
    private const string BandwidthKey = "kerr_bandwidth";
    private const string PickUpKey = "kerr_volts_per_tesla";
    private const string DriftKey = "kerr_drift";
    private const string RadiusKey = "spot_radius";
    private const string AlongKey = "spot_along";
    private const string AcrossKey = "spot_across";
    private const string MisplacementKey = "spot_misplacement";
    private const string TravelKey = "spot_travel";

    private readonly StageContext stage;
    private readonly string name;
    private readonly NotchedNanowire wire;
    private readonly KerrDetector detector;
    private readonly KerrSpot spot;
    private readonly double micrometresPerVolt;
    private readonly double lineOhms;
    private readonly Current destroyedBy;
    private readonly NanowireTrace trace;
    private readonly ShotStream noiseOfShots;
    private readonly RandomStream noise;
    private double spotVolts;
    private bool isBroken;

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage. What makes a field is on it already.</param>
    /// <param name="part">The part.</param>
    public Nanowire(StageContext stage, PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        (this.stage, name) = (stage, part.Name);
        RandomStream device = stage.Random($"nanowire {name}, device");
        wire = WireOf(part.Values).Draw(SpreadOf(part.Values.Get<double>(SpreadKey)), device);
        detector = DetectorOf(part.Values);
        spot = new KerrSpot
        {
            Along = part.Values.Get<Length>(AlongKey) + (part.Values.Get<Length>(MisplacementKey) * device.NextGaussian()),
            Across = part.Values.Get<Length>(AcrossKey),
            Radius = part.Values.Get<Length>(RadiusKey),
        };
        micrometresPerVolt = part.Values.Get<double>(TravelKey);
        lineOhms = part.Values.Get<Resistance>(ResistanceKey).Ohms;
        destroyedBy = part.Values.Get<Current>(DestroyedKey);
        trace = new NanowireTrace(stage, name, wire);
        noiseOfShots = stage.RandomOfShots($"nanowire {name}, detector");
        noise = stage.Random($"nanowire {name}, detector");
    }

    /// <summary>Where the pulses go that inject walls.</summary>
    public static SamplePort LinePort { get; } = new("nanowire-line") { PartKey = PartSchema.PartKey };

    /// <summary>The output of the photodetector's amplifier.</summary>
    public static SamplePort SignalPort { get; } = new("kerr-signal") { PartKey = PartSchema.PartKey };

    /// <summary>The input of the scanner that moves the spot along the wire.</summary>
    public static SamplePort SpotPort { get; } = new("kerr-spot") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.nanowires</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("nanowires", "nanowire", [LinePort, SignalPort, SpotPort])
        {
            Summary =
                "A notched nanowire along the field of the magnet, into which pulses inject domain walls, under the spot of a "
                    + "Kerr magnetometer.",
            Keys = [.. WireKeys, .. DetectorKeys],
            Limits =
            [
                PartSchema.Limit<Voltage>(
                    "pulse_voltage", "pulse voltage", "The largest voltage of a pulse at its line, of either sign.",
                    sources => sources.Largest(LinePort, Channels.Amplitude)),
            ],
        },
        (stage, part) => new Nanowire(stage, part));

    /// <inheritdoc/>
    public override bool IsRenewedByShot => trace.IsAtRest;

    /// <summary>The wire of the design that the keys of a part describe.</summary>
    /// <param name="values">The values of its keys.</param>
    public static NotchedNanowire WireOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new NotchedNanowire
        {
            PassProbability = new PassProbability
            {
                Centre = values.Get<MagneticField>(CentreKey),
                SlopePerTesla = values.Get<double>(SlopeKey),
                Floor = values.Get<double>(FloorKey),
            },
            NucleationField = values.Get<MagneticField>(NucleationKey),
            NucleationSpread = values.Get<MagneticField>(NucleationSpreadKey),
            InjectionCurrent = values.Get<Current>(InjectionKey),
        };
    }

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (signal is PulseBurst burst && at.Port == LinePort && !isBroken)
        {
            double amperes = burst.Amplitude.Volts / lineOhms;
            if (Math.Abs(amperes) > destroyedBy.Amperes)
            {
                isBroken = true;
                stage.Destroy(new SampleDamage(
                    $"nanowire '{name}'", $"{at.Terminal} at {burst.Amplitude}: {Current.FromAmperes(amperes)} in its line"));
                return;
            }

            trace.Pulse(burst, amperes);
        }
        else if (signal is DirectVoltage { Voltage: { } voltage } && at.Port == SpotPort)
        {
            spotVolts = voltage.Volts;
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (what != Sensed.Voltage || at.Port != SignalPort || isBroken)
        {
            return 0;
        }

        (int before, int after) = trace.Now();
        KerrSpot there = SpotNow();
        double share = there.ShareBefore;
        return (detector.Swing.Volts * there.Strength / 2 * ((share * before) + ((1 - share) * after)))
            + (detector.VoltsPerTesla * stage.Field.InPlaneTesla(name));
    }

    /// <inheritdoc/>
    public override void Capture(WiringDefinition at, TraceWindow window, Span<float> volts)
    {
        ArgumentNullException.ThrowIfNull(at);
        volts.Clear();
        if (at.Port != SignalPort || isBroken)
        {
            return;
        }

        double[] signal = new double[volts.Length];
        trace.Follow(window, volts.Length);
        detector.Measure(
            SpotNow(), trace.Before(volts.Length), trace.After(volts.Length), trace.Tesla(volts.Length),
            window.At.Seconds + window.StartSeconds, 1 / window.SamplesPerSecond,
            stage.Shots.Current < 0 ? noise : noiseOfShots.Now, signal);
        for (int i = 0; i < volts.Length; i++)
        {
            volts[i] = (float)signal[i];
        }
    }

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Port == LinePort && !isBroken
            ? new Load(Resistance.FromOhms(lineOhms), Temperature.FromKelvin(stage.Temperature.Kelvin))
            : Load.Open;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Reveal() => new Dictionary<string, double>
    {
        [CentreKey] = wire.PassProbability.Centre.Tesla,
        [SlopeKey] = wire.PassProbability.SlopePerTesla,
        [FloorKey] = wire.PassProbability.Floor,
        [NucleationKey] = wire.NucleationField.Tesla,
        [NucleationSpreadKey] = wire.NucleationSpread.Tesla,
        [InjectionKey] = wire.InjectionCurrent.Amperes,
        [AlongKey] = spot.Along.Meters,
        [RadiusKey] = spot.Radius.Meters,
        [TravelKey] = micrometresPerVolt,
        [SwingKey] = detector.Swing.Volts * spot.Strength,
    };

    private static NotchedNanowire Design => new();

    private static KerrDetector Detector => new();

    private static IReadOnlyList<SettingKey> WireKeys =>
    [
        SettingKey.Positive<MagneticField>(
            CentreKey, Design.PassProbability.Centre, "Field at which a wall passes the notch about every second time."),
        SettingKey.Number(
            SlopeKey, Design.PassProbability.SlopePerTesla, 1, 1e6, "Slope of the pass probability's logistic function, 1/T."),
        SettingKey.Number(
            FloorKey, Design.PassProbability.Floor, 0, 0.5, "Probability with which a wall passes at any low field."),
        SettingKey.Positive<MagneticField>(
            NucleationKey, Design.NucleationField, "Mean field that reverses the wire without a pulse."),
        SettingKey.NotNegative<MagneticField>(
            NucleationSpreadKey, Design.NucleationSpread, "Its standard deviation from loop to loop."),
        SettingKey.Positive<Current>(InjectionKey, Design.InjectionCurrent, "Current in the line that injects a wall."),
        SettingKey.Number(
            SpreadKey, 0, 0, 10,
            "How far wires of the design differ, in units of the usual differences; the seed draws the wire. 0 is the design."),
        SettingKey.Positive<Resistance>(ResistanceKey, Resistance.FromOhms(290), "Resistance of the line over the wire's end."),
        SettingKey.Positive<Current>(
            DestroyedKey, Current.FromAmperes(0.2), "Current in the line that destroys it; only the twin knows it."),
    ];

    private static IReadOnlyList<SettingKey> DetectorKeys =>
    [
        SettingKey.Positive<Voltage>(
            SwingKey, Detector.Swing, "Change of the signal when all of the wire under the spot reverses."),
        SettingKey.NotNegative<Voltage>(NoiseKey, Detector.Noise, "Noise of the signal behind its low-pass, rms."),
        SettingKey.NotNegative<Voltage>(HumKey, Detector.Hum, "Amplitude of the mains in the signal."),
        SettingKey.Positive<Frequency>(BandwidthKey, Detector.Bandwidth, "Bandwidth (-3 dB) of the signal, one pole."),
        SettingKey.Number(PickUpKey, Detector.VoltsPerTesla, -1e3, 1e3, "What the field itself adds to the signal, V/T."),
        SettingKey.Number(DriftKey, Detector.DriftVoltsPerSecond, -1e3, 1e3, "Drift of the signal within a record, V/s."),
        SettingKey.Positive<Length>(
            RadiusKey, new KerrSpot().Radius, "Radius of the spot, at which its intensity is 1/e² of its middle."),
        SettingKey.Quantity<Length>(
            AlongKey, default(Length), "How far the spot is behind the notch along the wire; negative before it."),
        SettingKey.Quantity<Length>(AcrossKey, default(Length), "How far the spot is beside the wire."),
        SettingKey.NotNegative<Length>(
            MisplacementKey, default(Length),
            "Standard deviation of what is added to `spot_along`; the seed draws it, and only the twin knows it."),
        SettingKey.Number(
            TravelKey, 1, -1e3, 1e3, "Travel of the spot along the wire for a voltage at `kerr-spot`, in µm/V."),
    ];

    private static NanowireSpread SpreadOf(double scale)
    {
        var usual = new NanowireSpread();
        return new NanowireSpread
        {
            Centre = usual.Centre * scale,
            SlopeRatio = usual.SlopeRatio * scale,
            FloorRatio = usual.FloorRatio * scale,
            Nucleation = usual.Nucleation * scale,
            InjectionRatio = usual.InjectionRatio * scale,
        };
    }

    private static KerrDetector DetectorOf(SettingValues values) => new()
    {
        Swing = values.Get<Voltage>(SwingKey),
        Noise = values.Get<Voltage>(NoiseKey),
        Hum = values.Get<Voltage>(HumKey),
        Bandwidth = values.Get<Frequency>(BandwidthKey),
        VoltsPerTesla = values.Get<double>(PickUpKey),
        DriftVoltsPerSecond = values.Get<double>(DriftKey),
    };

    private KerrSpot SpotNow() => spot with { Along = spot.Along + Length.FromMeters(micrometresPerVolt * spotVolts * 1e-6) };
}
