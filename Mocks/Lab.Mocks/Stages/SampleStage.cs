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
    private readonly RandomWalk drift;
    private readonly ThermalSteps? steps;
    private readonly MainsPickup? mains;
    private readonly ResonanceShift[] shifts;
    private readonly Dictionary<string, RfPath> paths;
    private readonly Dictionary<string, RfTone> tones = []; // as they arrive, after the cables
    private readonly Dictionary<string, double> biasAmperes = [];
    private readonly Dictionary<string, DeliveredPulses> pulses = [];
    private readonly FieldLineArray? lines;
    private readonly double[] lineAmperes;
    private readonly double[] lineTesla;
    private readonly ElectromagnetModel? magnet;
    private string? burntLine;

    /// <summary>Puts a sample on the stage, everything off.</summary>
    /// <param name="bench">The bench with its sample and wiring.</param>
    /// <param name="seed">Seed of the thermal drift, and of what else the sample does by chance.</param>
    /// <param name="clock">The clock on which the stage lives.</param>
    public SampleStage(BenchDefinition bench, ulong seed, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(bench);
        this.bench = bench;
        Clock = clock;
        double start = clock.Now().Seconds;
        drift = new RandomWalk(bench.Sample.ThermalDrift.Volts, RandomStream.For(seed, "stage/thermal drift"), start);
        LeadEffects leads = bench.Sample.Leads;
        steps = leads.StepVoltage.Volts > 0 ? new ThermalSteps(leads, RandomStream.For(seed, "stage/thermal steps"), start) : null;
        mains = leads.MainsPickup.Volts > 0 ? new MainsPickup(leads, RandomStream.For(seed, "stage/mains"), start) : null;
        shifts = [.. bench.Sample.Junctions.Select(junction => new ResonanceShift(junction, seed, start))];
        paths = bench.Wiring.Where(wiring => wiring.Port == SamplePort.Rf).ToDictionary(wiring => wiring.Instrument, wiring => new RfPath(wiring, seed));
        IReadOnlyList<FieldLineDefinition> definitions = bench.Sample.FieldLines;
        lines = definitions.Count == 0 ? null : new FieldLineArray(
            [.. definitions.Select(line => new FieldLine(line.Conversion))],
            [.. definitions.Select((_, to) => (IReadOnlyList<double>)[.. definitions.Select((from, i) => i == to ? 0 : from.Leakage)])]);
        lineAmperes = new double[definitions.Count];
        lineTesla = new double[definitions.Count];
        magnet = bench.Sample.Magnet is { } definition ? new ElectromagnetModel(definition) : null;
        magnet?.AdvanceTo(start);
        TurnCores();
    }

    /// <summary>The clock on which the stage lives.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The sample of this seed, device spread included: what the stage hides from every protocol, for the validation of fits.</summary>
    public SampleDefinition Sample => bench.Sample;

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
            if (paths.TryGetValue(instrument, out RfPath? path))
            {
                tones[instrument] = new RfTone(frequency, on ? power.Attenuated(path.LossAt(frequency)) : default);
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
                    TurnCores();
                    lineAmperes[LineIndex(line)] = current.Amperes;
                    TurnCores();
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

    /// <summary>DC voltage across the chain at a voltmeter's input: rectified, bias, thermal and mains; or across a field line that the
    /// instrument drives. An input that is connected to nothing is shorted; a dead junction leaves it open (infinite).</summary>
    /// <param name="instrument">The voltmeter, or the source that drives the line.</param>
    /// <param name="integration">How long it has integrated, which averages the mains; zero for a sample at this moment.</param>
    public Voltage VoltageAt(string instrument, Duration integration = default)
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
            double now = Clock.Now().Seconds;
            double leads = drift.ValueAt(now) + (steps?.VoltsAt(now) ?? 0) + (mains?.MeanVolts(now, integration.Seconds) ?? 0);
            return Voltage.FromVolts(RectifiedVolts() + bias + leads);
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
                TurnCores();
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

    /// <summary>How far each junction's resonance is at this moment from where its tuning law has it, as a fraction of the resonance without
    /// field.</summary>
    public IReadOnlyList<double> RevealShifts()
    {
        lock (gate)
        {
            return [.. bench.Sample.Junctions.Select((_, i) => ShiftOf(i))];
        }
    }

    // A junction that does not rectify, or has no resonance in its field, is a resistor: a diode without weights. One that no drive
    // moves stays linear.
    private SpinDiode DiodeOf(int index, MagneticField perpendicular)
    {
        JunctionDefinition junction = bench.Sample.Junctions[index];
        Frequency? resonance = ResonanceOf(junction, perpendicular, InPlaneAt(index), ShiftOf(index));
        bool rectifies = resonance is not null && junction.RectificationRadiansPerCoulomb > 0;
        bool isDriven = junction.DriveFactor > 0;
        return new SpinDiode
        {
            ResonanceFrequency = resonance ?? junction.ResonanceFrequency,
            Damping = junction.Damping,
            SymmetricWeight = rectifies ? junction.SymmetricWeight : 0,
            AntisymmetricWeight = rectifies ? junction.AntisymmetricWeight : 0,
            RectificationRadiansPerCoulomb = rectifies ? junction.RectificationRadiansPerCoulomb : SpinDiode.ReferenceRectification,
            DriveFactor = isDriven ? junction.DriveFactor : SpinDiode.ReferenceDriveFactor,
            FrequencyNonlinearity = isDriven ? junction.FrequencyNonlinearity : 0,
            DampingNonlinearity = isDriven ? junction.DampingNonlinearity : 0,
        };
    }

    // Far from its reference field the tuning law has no resonance: there the junction is a plain resistor in its place of the
    // chain, for a field that a supply can make must never stop a twin.
    private static Frequency? ResonanceOf(JunctionDefinition junction, MagneticField perpendicular, MagneticField inPlane, double shift)
    {
        try
        {
            return new ResonanceTuning
            {
                ReferenceFrequency = junction.ResonanceFrequency * (1 + shift),
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
        return new ResonatorChain(bench.Sample.Junctions.Select((_, i) => DiodeOf(i, perpendicular)));
    }

    private double RectifiedVolts()
    {
        List<(RfTone Tone, RfPath Path)> on = [.. tones.Where(pair => pair.Value.Power.Watts > 0).Select(pair => (pair.Value, paths[pair.Key]))];
        if (on.Count == 0 || bench.Sample.Junctions.Count == 0)
        {
            return 0;
        }

        ResonatorChain chain = Chain();
        double[] shares = [.. bench.Sample.Junctions.SelectMany(junction => on.Select(each => each.Path.ShareTakenBy(junction.Resistance)))];
        double volts = chain.RectifiedVoltage([.. on.Select(each => each.Tone)], shares).Volts;
        for (int k = 0; k < bench.Sample.Junctions.Count; k++)
        {
            JunctionDefinition junction = bench.Sample.Junctions[k];
            for (int i = 0; i < on.Count && junction.FlatRectificationVoltsPerWatt != 0; i++)
            {
                double detuning = (on[i].Tone.Frequency / junction.ResonanceFrequency) - 1;
                volts += chain.SignOf(k) * junction.FlatRectificationVoltsPerWatt * (1 + (junction.RectificationSlope * detuning))
                    * on[i].Tone.Power.Watts * shares[(k * on.Count) + i];
            }
        }

        return volts;
    }

    private double ShiftOf(int index)
    {
        double lineWatts = 0;
        for (int i = 0; i < lineAmperes.Length; i++)
        {
            lineWatts += lineAmperes[i] * lineAmperes[i] * bench.Sample.FieldLines[i].Resistance.Ohms;
        }

        InPlaneAt(index); // the core follows first
        return shifts[index].RatioAt(Clock.Now().Seconds, lineWatts);
    }

    private double ChainOhms() => bench.Sample.Junctions.Select((junction, i) => new Magnetoresistance
    {
        MeanResistance = junction.Resistance,
        TunnelMagnetoresistanceRatio = junction.MagnetoresistanceRatio,
        SaturationField = junction.SaturationField,
    }.ResistanceAt(InPlaneAt(i)).Ohms).Sum();

    private MagneticField MagnetField()
    {
        magnet?.AdvanceTo(Clock.Now().Seconds);
        return MagneticField.FromTesla(magnet?.FieldTesla ?? 0);
    }

    private MagneticField Perpendicular() => bench.Sample.Magnet is { } there
        ? MagnetField() * (there.IsInPlane ? Math.Sin(there.Tilt.Radians) : Math.Cos(there.Tilt.Radians))
        : default;

    /// <summary>The in-plane field in which a junction's core is.</summary>
    private MagneticField InPlaneAt(int index)
    {
        lines?.FieldsInto(lineAmperes, lineTesla);
        double tesla = bench.Sample.Magnet is { } there
            ? MagnetField().Tesla * (there.IsInPlane ? Math.Cos(there.Tilt.Radians) : Math.Sin(there.Tilt.Radians))
            : 0;
        for (int i = 0; i < lineTesla.Length; i++)
        {
            tesla += bench.Sample.FieldLines[i].Junction == bench.Sample.Junctions[index].Name ? lineTesla[i] : 0;
        }

        return MagneticField.FromTesla(shifts[index].Core.Follow(tesla));
    }

    /// <summary>Tells every core where the field is before it may turn.</summary>
    private void TurnCores()
    {
        for (int i = 0; i < shifts.Length; i++)
        {
            InPlaneAt(i);
        }
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

        var current = Current.FromAmperes(biasAmperes.Values.Sum());
        foreach (JunctionDefinition junction in bench.Sample.Junctions)
        {
            var power = Power.FromWatts(tones.Sum(tone => tone.Value.Power.Watts * paths[tone.Key].ShareTakenBy(junction.Resistance)));
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
