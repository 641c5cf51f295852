using System.Runtime.InteropServices;
using Lab.Instruments.Benches;
using Lab.Instruments.Clocks;
using Lab.Models.FieldLines;
using Lab.Models.Junctions;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>
/// The one physical state behind all twins of a bench: tones reach the chain through the wiring's loss, field lines and magnet
/// move the resonances, the chain rectifies, and thermal voltages wander on top.
/// </summary>
/// <remarks>What a tone rectifies follows at once; the thermal walk depends on the seed and the time alone, not on who looks and
/// when, so that one more voltmeter changes no reading of the others. Safe to share between the threads of several connections. The state advances on the bench's clock, when it is
/// looked at.</remarks>
public sealed class SampleStage
{
    private readonly Lock gate = new();
    private readonly BenchDefinition bench;
    private readonly ThermalDrift drift;
    private readonly Dictionary<string, RfTone> tones = [];
    private readonly Dictionary<string, double> biasAmperes = [];
    private readonly Dictionary<string, DeliveredPulses> pulses = [];
    private readonly FieldLineArray? lines;
    private readonly double[] lineAmperes;
    private readonly double[] lineTesla;
    private readonly ElectromagnetModel? magnet;
    private string? burntLine;

    /// <summary>Puts a sample on the stage, everything off.</summary>
    /// <param name="bench">The bench with its sample and wiring.</param>
    /// <param name="seed">Seed of the thermal drift.</param>
    /// <param name="clock">The clock on which the stage lives.</param>
    public SampleStage(BenchDefinition bench, ulong seed, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(bench);
        this.bench = bench;
        Clock = clock;
        double start = clock.Now().Seconds;
        drift = new ThermalDrift(bench.Sample.ThermalDrift, RandomStream.For(seed, "stage/thermal drift"), start);
        IReadOnlyList<FieldLineDefinition> definitions = bench.Sample.FieldLines;
        lines = definitions.Count == 0 ? null : new FieldLineArray(
            [.. definitions.Select(line => new FieldLine(line.Conversion))],
            [.. definitions.Select((_, to) => (IReadOnlyList<double>)[.. definitions.Select((from, i) => i == to ? 0 : from.Leakage)])]);
        lineAmperes = new double[definitions.Count];
        lineTesla = new double[definitions.Count];
        magnet = bench.Sample.Magnet is { } definition ? new ElectromagnetModel(definition) : null;
        magnet?.AdvanceTo(start);
    }

    /// <summary>The clock on which the stage lives.</summary>
    public TimeProvider Clock { get; }

    /// <summary>How the sample died, or <see langword="null"/> while it lives.</summary>
    public SampleDamage? Damage { get; private set; }

    /// <summary>Density of the Johnson noise of the chain, V/√Hz.</summary>
    public double JohnsonVoltsPerRootHertz
    {
        get
        {
            const double boltzmann = 1.380649e-23;
            lock (gate)
            {
                return !IsChainBroken ? Math.Sqrt(4 * boltzmann * bench.Sample.Temperature.Kelvin * ChainOhms()) : 0;
            }
        }
    }

    /// <summary>Sets the tone of an RF generator.</summary>
    /// <param name="instrument">The generator.</param>
    /// <param name="frequency">Its frequency.</param>
    /// <param name="power">The power at its connector, level error included.</param>
    /// <param name="on">Whether its output is on.</param>
    public void SetTone(string instrument, Frequency frequency, Power power, bool on)
    {
        lock (gate)
        {
            if (bench.WiringOf(instrument) is { Port: SamplePort.Rf } wiring)
            {
                tones[instrument] = new RfTone(frequency, on ? power.Attenuated(wiring.Loss) : default);
                CheckSurvival($"{instrument} at {frequency}, {power}");
            }
        }
    }

    /// <summary>The tone of an RF generator as it reaches the chain, behind the wiring's loss; <see langword="null"/> while there was
    /// none.</summary>
    public RfTone? ToneAt(string instrument)
    {
        lock (gate)
        {
            return tones.TryGetValue(instrument, out RfTone tone) ? tone : null;
        }
    }

    /// <summary>Sets the current that a source drives into what it is wired to.</summary>
    public void SetCurrent(string instrument, Current current)
    {
        lock (gate)
        {
            switch (bench.WiringOf(instrument))
            {
                case { Port: SamplePort.DcBias }:
                    biasAmperes[instrument] = current.Amperes;
                    CheckSurvival($"{instrument} at {current}");
                    break;
                case { Port: SamplePort.FieldLine, Line: { } line }:
                    lineAmperes[LineIndex(line)] = current.Amperes;
                    break;
                default:
                    break; // not connected to anything
            }
        }
    }

    /// <summary>Delivers pulses of a generator to what it is wired to. The pulse port ends the cable in its 50 Ω beside the line, so
    /// that the line sees the amplitude that is set, and takes V²/R of it [assumption]. The line breaks by the energy of one pulse; it
    /// has cooled down before the next [assumption].</summary>
    /// <param name="instrument">The generator.</param>
    /// <param name="amplitude">The height that is set.</param>
    /// <param name="width">The width of each.</param>
    /// <param name="count">How many equal ones.</param>
    public void DeliverPulses(string instrument, Voltage amplitude, Duration width, long count)
    {
        lock (gate)
        {
            if (bench.WiringOf(instrument) is not { Port: SamplePort.Pulse, Line: { } name } || name == burntLine)
            {
                return;
            }

            FieldLineDefinition line = bench.Sample.FieldLines[LineIndex(name)];
            var energy = Energy.FromJoules(amplitude.Volts * amplitude.Volts / line.Resistance.Ohms * width.Seconds);
            pulses[name] = new DeliveredPulses(count + (pulses.GetValueOrDefault(name)?.Count ?? 0), amplitude, width, energy);
            if (energy > line.DestructionEnergy && Damage is null)
            {
                burntLine = name;
                Damage = new SampleDamage(
                    $"field line '{name}'",
                    $"a pulse of {energy} burnt it through, which bears {line.DestructionEnergy} ({instrument} at {amplitude}, {width})");
            }
        }
    }

    /// <summary>The pulses that a field line got; <see langword="null"/> while it got none.</summary>
    public DeliveredPulses? PulsesAt(string line)
    {
        lock (gate)
        {
            return pulses.GetValueOrDefault(line);
        }
    }

    /// <summary>The load that a source drives: field line, chain, or an open circuit (infinite).</summary>
    public Resistance LoadOf(string instrument)
    {
        lock (gate)
        {
            return Resistance.FromOhms(bench.WiringOf(instrument) switch
            {
                { Port: SamplePort.FieldLine or SamplePort.Pulse, Line: { } line } when line == burntLine => double.PositiveInfinity,
                { Port: SamplePort.FieldLine or SamplePort.Pulse, Line: { } line } => bench.Sample.FieldLines[LineIndex(line)].Resistance.Ohms,
                { Port: SamplePort.DcBias } when !IsChainBroken => ChainOhms(),
                { Port: SamplePort.Coil } when bench.Sample.Magnet is { } coil => coil.Resistance.Ohms,
                _ => double.PositiveInfinity,
            });
        }
    }

    /// <summary>DC voltage across the chain at a voltmeter's input: rectified, bias and thermal; or across a field line that the
    /// instrument drives. An input that is connected to nothing is shorted; a dead junction leaves it open (infinite).</summary>
    public Voltage VoltageAt(string instrument)
    {
        lock (gate)
        {
            WiringDefinition? wiring = bench.WiringOf(instrument);
            if (wiring is { Port: SamplePort.FieldLine, Line: { } line })
            {
                return Voltage.FromVolts(lineAmperes[LineIndex(line)] * bench.Sample.FieldLines[LineIndex(line)].Resistance.Ohms);
            }

            if (wiring is not { Port: SamplePort.DcVoltage or SamplePort.DcBias })
            {
                return default;
            }

            if (IsChainBroken)
            {
                return Voltage.FromVolts(double.PositiveInfinity);
            }

            double bias = biasAmperes.Values.Sum() * ChainOhms();
            Span<RfTone> on = CollectionsMarshal.AsSpan(tones.Values.Where(tone => tone.Power.Watts > 0).ToList());
            double rectified = on.Length > 0 && bench.Sample.Junctions.Count > 0 ? Chain().RectifiedVoltage(on).Volts : 0;
            return Voltage.FromVolts(rectified + bias + drift.VoltsAt(Clock.Now().Seconds));
        }
    }

    /// <summary>Sets the current to which a supply regulates the magnet's coils, and the voltage it has for it.</summary>
    public void SetCoil(string instrument, Current current, Voltage compliance)
    {
        lock (gate)
        {
            if (magnet is not null && bench.WiringOf(instrument) is { Port: SamplePort.Coil })
            {
                magnet.AdvanceTo(Clock.Now().Seconds);
                magnet.TargetAmperes = current.Amperes;
                magnet.ComplianceVolts = compliance.Volts;
            }
        }
    }

    /// <summary>The current that flows in the magnet's coils and the voltage across them.</summary>
    public (Current Current, Voltage Voltage) CoilOf(string instrument)
    {
        lock (gate)
        {
            if (magnet is null || bench.WiringOf(instrument) is not { Port: SamplePort.Coil })
            {
                return default;
            }

            magnet.AdvanceTo(Clock.Now().Seconds);
            return (Current.FromAmperes(magnet.CurrentAmperes), Voltage.FromVolts(magnet.VoltageVolts));
        }
    }

    /// <summary>Lets a supply's read-back be a mean over a time from now on.</summary>
    public void RecordCoil(string instrument, Duration time)
    {
        lock (gate)
        {
            if (magnet is not null && bench.WiringOf(instrument) is { Port: SamplePort.Coil })
            {
                magnet.Recorder = new RunningMean(time.Seconds);
            }
        }
    }

    /// <summary>The mean current in the magnet's coils over the time that is recorded; zero where nothing is.</summary>
    public Current MeanCoilCurrent(string instrument)
    {
        lock (gate)
        {
            if (magnet?.Recorder is not { } recorder || bench.WiringOf(instrument) is not { Port: SamplePort.Coil })
            {
                return default;
            }

            double now = Clock.Now().Seconds;
            magnet.AdvanceTo(now);
            return Current.FromAmperes(recorder.At(now));
        }
    }

    /// <summary>The field at a gaussmeter's probe; zero outside a magnet.</summary>
    public MagneticField FieldAt(string instrument)
    {
        lock (gate)
        {
            return bench.WiringOf(instrument) is { Port: SamplePort.Gap } ? MagnetField() : default;
        }
    }

    /// <summary>The junctions as they are at this moment: what the stage hides from every protocol, for the validation of fits.</summary>
    public IReadOnlyList<SpinDiode> Reveal()
    {
        lock (gate)
        {
            return Chain().Resonators;
        }
    }

    private static SpinDiode DiodeOf(JunctionDefinition junction, MagneticField perpendicular, MagneticField inPlane)
    {
        Frequency? resonance = ResonanceOf(junction, perpendicular, inPlane);
        return new SpinDiode
        {
            ResonanceFrequency = resonance ?? junction.ResonanceFrequency,
            Damping = junction.Damping,
            SymmetricWeight = resonance is null ? 0 : junction.SymmetricWeight,
            AntisymmetricWeight = resonance is null ? 0 : junction.AntisymmetricWeight,
            RectificationRadiansPerCoulomb = junction.RectificationRadiansPerCoulomb,
            DriveFactor = junction.DriveFactor,
            FrequencyNonlinearity = junction.FrequencyNonlinearity,
            DampingNonlinearity = junction.DampingNonlinearity,
        };
    }

    // Far from its reference field the tuning law has no resonance: there the junction is a plain resistor in its place of the
    // chain, for a field that a supply can make must never stop a twin.
    private static Frequency? ResonanceOf(JunctionDefinition junction, MagneticField perpendicular, MagneticField inPlane)
    {
        try
        {
            return new ResonanceTuning
            {
                ReferenceFrequency = junction.ResonanceFrequency,
                ReferenceField = junction.ReferenceField,
                PerpendicularSlope = junction.PerpendicularSlope,
                InPlaneSlope = junction.InPlaneSlope,
                InPlaneCurvatureHertzPerTeslaSquared = junction.InPlaneCurvatureHertzPerTeslaSquared,
            }.ResonanceAt(perpendicular, inPlane);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private bool IsChainBroken => Damage is not null && burntLine is null;

    private ResonatorChain Chain()
    {
        MagneticField perpendicular = Perpendicular();
        return new ResonatorChain(bench.Sample.Junctions.Select(junction => DiodeOf(junction, perpendicular, InPlaneAt(junction))));
    }

    private double ChainOhms() => bench.Sample.Junctions.Sum(junction => new Magnetoresistance
    {
        MeanResistance = junction.Resistance,
        TunnelMagnetoresistanceRatio = junction.MagnetoresistanceRatio,
        SaturationField = junction.SaturationField,
    }.ResistanceAt(InPlaneAt(junction)).Ohms);

    private MagneticField MagnetField()
    {
        magnet?.AdvanceTo(Clock.Now().Seconds);
        return MagneticField.FromTesla(magnet?.FieldTesla ?? 0);
    }

    private MagneticField Perpendicular() => bench.Sample.Magnet is { IsInPlane: true } ? default : MagnetField();

    private MagneticField InPlaneAt(JunctionDefinition junction)
    {
        lines?.FieldsInto(lineAmperes, lineTesla);
        double tesla = bench.Sample.Magnet is { IsInPlane: true } ? MagnetField().Tesla : 0;
        for (int i = 0; i < lineTesla.Length; i++)
        {
            tesla += bench.Sample.FieldLines[i].Junction == junction.Name ? lineTesla[i] : 0;
        }

        return MagneticField.FromTesla(tesla);
    }

    private int LineIndex(string line)
    {
        for (int i = 0; i < bench.Sample.FieldLines.Count; i++)
        {
            if (bench.Sample.FieldLines[i].Name == line)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"Bug in Lab: the bench has no field line '{line}'.");
    }

    private void CheckSurvival(string cause)
    {
        if (Damage is not null)
        {
            return;
        }

        var power = Power.FromWatts(tones.Values.Sum(tone => tone.Power.Watts));
        var current = Current.FromAmperes(biasAmperes.Values.Sum());
        foreach (JunctionDefinition junction in bench.Sample.Junctions)
        {
            if (power > junction.DestructionPower)
            {
                Damage = new SampleDamage(
                    $"junction '{junction.Name}'", $"{power} of RF power at the junction broke it down, which bears {junction.DestructionPower} ({cause})");
                return;
            }

            if (Math.Abs(current.Amperes) > junction.DestructionCurrent.Amperes)
            {
                Damage = new SampleDamage(
                    $"junction '{junction.Name}'", $"{current} through the junction broke it down, which bears {junction.DestructionCurrent} ({cause})");
                return;
            }
        }
    }
}
