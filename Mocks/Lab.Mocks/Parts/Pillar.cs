using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Junctions;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// A tunnel junction whose free layer has two states: field, current and temperature switch it, and its resistance tells in which
/// it is. Ports: <c>pillar</c> for a source-meter, <c>pillar-pulse</c> for a pulse generator, both through a bias tee.
/// </summary>
/// <remarks>When it switches depends on the seed and on field and current over time, not on when an instrument looks: a state is
/// left when the integral of its rate reaches a number drawn beforehand. Between two looks the field counts as linear in
/// time [assumption]. A pulse comes from 50 Ω and is reflected: its current is 2V/(R + 50 Ω), of the state that is there. What it
/// does is drawn for the shot that it belongs to, of numbers of its own for each state, since a shot may hold a reset and a
/// pulse. The bias tee is ideal [assumption].</remarks>
public sealed class Pillar : SamplePart
{
    private const string ResistanceKey = "resistance";
    private const string MagnetoresistanceKey = "magnetoresistance";
    private const string HalfBiasKey = "half_bias";
    private const string AnisotropyKey = "anisotropy_field";
    private const string OffsetKey = "offset_field";
    private const string StabilityKey = "stability";
    private const string CriticalCurrentKey = "critical_current";
    private const string PrecessionKey = "precession_time";
    private const string DestroyedKey = "destroyed_by_voltage";
    private const string WearsKey = "wears_from_voltage";
    private const string DiameterKey = "diameter";
    private const string BarrierHeightKey = "barrier_height";
    private const string BarrierAsymmetryKey = "barrier_asymmetry";

    /// <summary>How fast a pinhole grows at the voltage from which the barrier wears, in parallel conductances a second
    /// [assumption].</summary>
    private const double WearPerSecond = 0.5;

    /// <summary>The voltage by which it grows e times as fast [assumption]; breakdown is known to follow an exponential law of
    /// the voltage (B. Oliver et al., J. Appl. Phys. 95, 1315 (2004)).</summary>
    private const double WearVolts = 0.05;

    /// <summary>Part of its conductance by which a pinhole flickers, and how often [assumptions].</summary>
    private const double FlickerShare = 0.1;

    private const double FlickersPerSecond = 30;

    /// <summary>Steps of the integral between two looks; a sweep of one anisotropy field has a step of 1 % of it.</summary>
    private const int Steps = 100;

    /// <summary>Escapes and returns after which the state is that of equilibrium.</summary>
    private const double ManyTimes = 100;

    private const double SourceOhms = 50;

    /// <summary>A state that lives so much longer than any run, s, is never left by itself.</summary>
    private const double ForeverSeconds = 1e7;

    private readonly StageContext stage;
    private readonly ShotStream fromParallel;
    private readonly ShotStream fromAntiparallel;
    private readonly string name;
    private readonly SwitchingLayer layer;
    private readonly TunnelResistance resistance;
    private readonly Voltage destroyedBy;
    private readonly Voltage wearsFrom;
    private readonly TelegraphNoise flicker;
    private readonly RandomStream random;
    private readonly Dictionary<Terminal, Current> sources = [];
    private double seenSeconds;
    private MagneticField seenField;
    private double leftToEscape;
    private double pinholeSiemens;
    private bool isParallel = true;
    private bool isBroken;

    /// <summary>Puts one on a stage, in the parallel state.</summary>
    /// <param name="stage">The stage. What makes a field is on it already.</param>
    /// <param name="part">The part.</param>
    public Pillar(StageContext stage, PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        this.stage = stage;
        name = part.Name;
        layer = LayerOf(part.Values);
        resistance = ResistanceOf(part.Values);
        destroyedBy = part.Values.Get<Voltage>(DestroyedKey);
        wearsFrom = part.Values.Get<Voltage>(WearsKey);
        random = stage.Random($"pillar {part.Name}");
        fromParallel = stage.RandomOfShots($"pillar {part.Name}, parallel");
        fromAntiparallel = stage.RandomOfShots($"pillar {part.Name}, antiparallel");
        leftToEscape = random.NextExponential();
        seenSeconds = stage.NowSeconds;
        flicker = new TelegraphNoise(FlickersPerSecond, stage.Random($"pinhole {part.Name}"), seenSeconds);
        seenField = FieldNow();
        stage.Field.AddFollower(Live);
    }

    /// <summary>Its port.</summary>
    public static SamplePort Port { get; } = new("pillar") { PartKey = PartSchema.PartKey };

    /// <summary>The RF side of the bias tee, for a pulse generator of 50 Ω.</summary>
    public static SamplePort PulsePort { get; } = new("pillar-pulse") { PartKey = PartSchema.PartKey };

    /// <inheritdoc/>
    public override bool IsRenewedByShot =>
        Math.Max(EscapesPerSecond(isParallel: true), EscapesPerSecond(isParallel: false)) * ForeverSeconds < 1;

    /// <summary>The kind as bench files know it: <c>sample.pillars</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("pillars", "pillar", [Port, PulsePort])
        {
            Summary =
                "A magnetic tunnel junction whose free layer has two states, in the field of the magnet along its easy axis.",
            Keys =
            [
                SettingKey.Positive<Resistance>(ResistanceKey, Resistance.FromOhms(1000), "Resistance in the parallel state."),
                SettingKey.Number(MagnetoresistanceKey, 1, 0, 10, "Tunnel magnetoresistance without bias, (R_AP − R_P)/R_P."),
                SettingKey.Positive<Voltage>(
                    HalfBiasKey, Voltage.FromVolts(0.5), "Voltage at which half of the magnetoresistance is left."),
                SettingKey.Positive<MagneticField>(
                    AnisotropyKey, MagneticField.FromOersted(300), "Field that switches the free layer without temperature."),
                SettingKey.Quantity<MagneticField>(
                    OffsetKey,
                    MagneticField.FromOersted(0),
                    "Field at which both states are as stable: exchange bias, stray field."),
                SettingKey.Number(StabilityKey, 45, 1, 1000, "Barrier between the states over the thermal energy."),
                SettingKey.Positive<Current>(
                    CriticalCurrentKey,
                    Current.FromAmperes(1e-3),
                    "Current that takes the barrier away; positive favours parallel."),
                SettingKey.NotNegative<Duration>(
                    PrecessionKey,
                    Duration.FromSeconds(1e-9),
                    "Time of precession: a pulse of width t needs 1 + precession_time/t of the critical current."),
                SettingKey.Positive<Voltage>(
                    DestroyedKey, Voltage.FromVolts(1.5), "Voltage that breaks the barrier; only the twin knows it."),
                SettingKey.Positive<Voltage>(
                    WearsKey,
                    Voltage.FromVolts(10),
                    "Voltage from which a pinhole grows and flickers, before the barrier breaks; only the twin knows it."),
                SettingKey.Positive<Length>(
                    DiameterKey, Length.FromNanometers(300), "Diameter; of an ellipse, the root of the product of both axes."),
                SettingKey.Quantity<Voltage>(
                    BarrierHeightKey,
                    Voltage.FromVolts(0),
                    "Height of the barrier, by which the resistance falls with the bias; 0 V keeps the parallel one constant."),
                SettingKey.Quantity<Voltage>(
                    BarrierAsymmetryKey, Voltage.FromVolts(0), "Difference of the barrier's heights at both sides."),
            ],
            Limits =
            [
                PartSchema.Limit<Current>(
                    "current", "current", "The largest current through it.", sources => sources.Largest(Port, "current")),
                PartSchema.Limit<Voltage>(
                    "pulse_voltage", "pulse voltage",
                    "The largest voltage of a pulse at it, which reflects the pulse: twice the amplitude that is set.",
                    sources => 2 * sources.Largest(PulsePort, Channels.Amplitude)),
            ],
        },
        (stage, part) => new Pillar(stage, part));

    /// <summary>The free layer that the keys of a part describe.</summary>
    /// <param name="values">The values of its keys.</param>
    public static SwitchingLayer LayerOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new SwitchingLayer
        {
            AnisotropyField = values.Get<MagneticField>(AnisotropyKey),
            OffsetField = values.Get<MagneticField>(OffsetKey),
            Stability = values.Get<double>(StabilityKey),
            CriticalCurrent = values.Get<Current>(CriticalCurrentKey),
            PrecessionTime = values.Get<Duration>(PrecessionKey),
        };
    }

    /// <summary>The resistance that the keys of a part describe.</summary>
    /// <param name="values">The values of its keys.</param>
    public static TunnelResistance ResistanceOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Resistance parallel = values.Get<Resistance>(ResistanceKey);
        Voltage height = values.Get<Voltage>(BarrierHeightKey);
        double radius = values.Get<Length>(DiameterKey).Meters / 2;
        return new TunnelResistance(parallel, values.Get<double>(MagnetoresistanceKey), values.Get<Voltage>(HalfBiasKey))
        {
            Barrier = height.Volts > 0
                ? TunnelBarrier.OfResistanceArea(
                    height, values.Get<Voltage>(BarrierAsymmetryKey), parallel.Ohms * Math.PI * radius * radius)
                : null,
        };
    }

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (signal is PulseBurst burst && at.Port == PulsePort)
        {
            Live();
            Pulse(at, burst);
        }
        else if (signal is DirectCurrent constant && at.Port == Port)
        {
            Live();
            sources[at.Terminal] = constant.Current;
            double volts = VoltsNow();
            if (Math.Abs(volts) > destroyedBy.Volts && !isBroken)
            {
                isBroken = true;
                stage.Destroy(new SampleDamage($"pillar '{name}'", $"{at.Terminal} at {constant.Current}"));
            }
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        Live();
        return what switch
        {
            Sensed.Voltage when isBroken => double.PositiveInfinity,
            Sensed.Voltage => VoltsNow(),
            Sensed.Current => isBroken ? 0 : CurrentNow().Amperes,
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        Live();
        if (isBroken)
        {
            return Load.Open;
        }

        Current current = CurrentNow();
        Resistance there = pinholeSiemens > 0 && current.Amperes != 0
            ? Resistance.FromOhms(VoltsNow() / current.Amperes)
            : resistance.At(isParallel, current);
        return new Load(there, Temperature.FromKelvin(stage.Temperature.Kelvin));
    }

    private double VoltsNow()
    {
        Current current = CurrentNow();
        double beside = pinholeSiemens * (1 + (FlickerShare * flicker.SignAt(stage.NowSeconds)));
        return pinholeSiemens > 0
            ? resistance.VoltageAt(isParallel, current, beside).Volts
            : current.Amperes * resistance.At(isParallel, current).Ohms;
    }

    // It never heals.
    private void Wear(double seconds)
    {
        double beyond = Math.Abs(CurrentNow().Amperes) > 0 ? Math.Abs(VoltsNow()) - wearsFrom.Volts : -1;
        if (beyond > 0 && seconds > 0)
        {
            pinholeSiemens += WearPerSecond * Math.Exp(beyond / WearVolts) * seconds / resistance.ParallelResistance.Ohms;
        }
    }

    /// <summary>The current of a pulse through a state: the resistance depends on it.</summary>
    /// <param name="amplitude">The amplitude into 50 Ω.</param>
    /// <param name="ofParallel">The state.</param>
    private Current PulseCurrent(Voltage amplitude, bool ofParallel)
    {
        // The junction's voltage grows with the current, so that the sum with the source's does.
        double wanted = 2 * Math.Abs(amplitude.Volts);
        double low = 0;
        double high = wanted / SourceOhms;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            double volts = middle * (SourceOhms + resistance.At(ofParallel, Current.FromAmperes(middle)).Ohms);
            (low, high) = volts < wanted ? (middle, high) : (low, middle);
        }

        return Current.FromAmperes(Math.CopySign((low + high) / 2, amplitude.Volts));
    }

    private void Pulse(WiringDefinition at, PulseBurst burst)
    {
        double seconds = burst.Width.Seconds * burst.Count;
        if (isBroken || seconds == 0 || burst.Amplitude.Volts == 0)
        {
            return;
        }

        SwitchingLayer pulsed = layer.InPulse(burst.Width);
        MagneticField field = FieldNow();
        Current parallel = PulseCurrent(burst.Amplitude, ofParallel: true);
        Current antiparallel = PulseCurrent(burst.Amplitude, ofParallel: false);
        double volts = Math.Max(
            Math.Abs(parallel.Amperes) * resistance.At(isParallel: true, parallel).Ohms,
            Math.Abs(antiparallel.Amperes) * resistance.At(isParallel: false, antiparallel).Ohms);
        if (volts > destroyedBy.Volts)
        {
            isBroken = true;
            stage.Destroy(new SampleDamage(
                $"pillar '{name}'", $"{at.Terminal} at {burst.Amplitude}: {Voltage.FromVolts(volts)} across it"));
            return;
        }

        double fromP = pulsed.EscapesPerSecond(isParallel: true, field, parallel + CurrentNow());
        double fromAp = pulsed.EscapesPerSecond(isParallel: false, field, antiparallel + CurrentNow());
        if (Math.Min(fromP, fromAp) * seconds > ManyTimes)
        {
            isParallel = RandomOf(isParallel).NextDouble() < fromAp / (fromP + fromAp);
            return;
        }

        while (true)
        {
            double rate = isParallel ? fromP : fromAp;
            double stays = RandomOf(isParallel).NextExponential();
            if (!(stays < rate * seconds))
            {
                return;
            }

            seconds -= stays / rate;
            isParallel = !isParallel;
        }
    }

    // Pulses that a generator gives by itself belong to no shot.
    private RandomStream RandomOf(bool ofParallel) => stage.Shots.Current < 0 ? random
        : ofParallel ? fromParallel.Now
        : fromAntiparallel.Now;

    private double EscapesPerSecond(bool isParallel) => layer.EscapesPerSecond(isParallel, FieldNow(), CurrentNow());

    // As many as a double has digits.
    private const int Bisections = 53;

    private Current CurrentNow() => Current.FromAmperes(sources.Values.Sum(current => current.Amperes));

    // The easy axis is that of the magnet: a perpendicular one that is tilted has a part in the plane, which does not count.
    private MagneticField FieldNow() => MagneticField.FromTesla(stage.Bench.Sample.Magnet is { IsInPlane: false }
        ? stage.Field.PerpendicularTesla
        : stage.Field.PerpendicularTesla + stage.Field.InPlaneTesla(name));

    /// <summary>Lives from the last look to now, with the current that flowed since.</summary>
    private void Live()
    {
        double now = stage.NowSeconds;
        Wear(now - seenSeconds);
        MagneticField field = FieldNow();
        int steps = field == seenField ? 1 : Steps;
        double step = (now - seenSeconds) / steps;
        for (int i = 0; step > 0 && i < steps; i++)
        {
            LiveThrough(step, seenField + ((field - seenField) * ((i + 0.5) / steps)));
        }

        seenSeconds = now;
        seenField = field;
    }

    private void LiveThrough(double seconds, MagneticField field)
    {
        Current current = CurrentNow();
        double escapes = layer.EscapesPerSecond(isParallel, field, current);
        double returns = layer.EscapesPerSecond(!isParallel, field, current);
        if (Math.Min(escapes, returns) * seconds > ManyTimes)
        {
            // It went to and fro until it had forgotten where it began: the two states have their shares of equilibrium.
            bool isLeft = random.NextDouble() < escapes / (escapes + returns);
            isParallel = isLeft ? !isParallel : isParallel;
            leftToEscape = random.NextExponential();
            return;
        }

        while (leftToEscape <= escapes * seconds)
        {
            seconds -= leftToEscape / escapes;
            isParallel = !isParallel;
            (escapes, returns) = (returns, escapes);
            leftToEscape = random.NextExponential();
        }

        leftToEscape -= escapes * seconds;
    }
}
