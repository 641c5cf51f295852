using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Junctions;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// The chain of junctions with its leads: tones reach it through the cables' loss, fields move its resonances, it rectifies, and
/// thermal voltages wander on top. Ports: <c>rf</c>, <c>dc-voltage</c> and <c>dc-bias</c>.
/// </summary>
/// <remarks>The rectified voltage of a tone follows at once; the thermal walk depends on the seed and the time alone, not
/// on who looks and when, so that one more voltmeter changes no reading of the others. An input that is connected to nothing is
/// shorted; a dead junction leaves it open.</remarks>
public sealed class JunctionChain : SamplePart
{
    /// <summary>Samples of a period of modulation: what it makes of a sine is smooth, and what it makes of a square has two
    /// values.</summary>
    private const int SamplesOfSine = 64;
    private const int SamplesOfSquare = 4096;

    /// <summary>How far a frequency may be from a multiple of the modulation's and still be that, as a part of it.</summary>
    private const double SameFrequency = 1e-9;

    private readonly StageContext stage;
    private readonly IReadOnlyList<JunctionDefinition> junctions;
    private readonly RandomWalk drift;
    private readonly ThermalSteps? steps;
    private readonly MainsPickup? mains;
    private readonly ResonanceShift[] shifts;
    private readonly Dictionary<Terminal, RfPath> paths;
    private readonly Dictionary<Terminal, RfTone[]> tones = []; // as they arrive, after the cables
    private readonly Dictionary<Terminal, ToneModulation> modulations = [];
    private readonly Dictionary<Terminal, Signal> bias = [];
    private bool isBroken;

    /// <summary>Puts the junctions of a bench on its stage, everything off.</summary>
    /// <param name="stage">The stage. What makes a field is on it already.</param>
    public JunctionChain(StageContext stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        this.stage = stage;
        SampleDefinition sample = stage.Bench.Sample;
        junctions = sample.Junctions;
        double start = stage.NowSeconds;
        drift = new RandomWalk(sample.ThermalDrift.Volts, stage.Random("thermal drift"), start);
        LeadEffects leads = sample.Leads;
        steps = leads.StepVoltage.Volts > 0 ? new ThermalSteps(leads, stage.Random("thermal steps"), start) : null;
        mains = leads.MainsPickup.Volts > 0 ? new MainsPickup(leads, stage.Random("mains"), start) : null;
        shifts = [.. junctions.Select(junction => new ResonanceShift(junction, stage.Seed, start))];
        paths = stage.Bench.Wiring.Where(wiring => wiring.Port == SamplePort.Rf)
            .ToDictionary(wiring => wiring.Terminal, wiring => new RfPath(wiring, stage.Seed));
        stage.Field.AddFollower(TurnCores);
        TurnCores();
    }

    /// <summary>The junctions as they are at this moment: what the stage hides from every protocol,
    /// for the validation of fits; none where the sample has none.</summary>
    public IReadOnlyList<SpinDiode> RevealJunctions() => junctions.Count == 0 ? [] : Chain().Resonators;

    /// <summary>How far each junction's resonance is at this moment from where its tuning law has it, as a fraction of the
    /// resonance without field.</summary>
    public IReadOnlyList<double> RevealShifts() => [.. junctions.Select((_, i) => ShiftOf(i))];

    /// <summary>The tones of a terminal as they reach the chain, modulated ones with their mean power; none while there were
    /// none.</summary>
    /// <param name="terminal">The terminal.</param>
    public IReadOnlyList<RfTone> TonesFrom(Terminal terminal) => tones.GetValueOrDefault(terminal) is not { } there ? []
        : modulations.TryGetValue(terminal, out ToneModulation? modulation)
            ? [.. there.Select(tone => tone with { Power = tone.Power * modulation.MeanPowerFactor })]
            : there;

    /// <summary>All tones as they reach the chain, modulated ones with their mean power.</summary>
    public IEnumerable<RfTone> Tones => tones.Keys.SelectMany(TonesFrom);

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == SamplePort.Rf && signal is ToneSignal { Tones: { } sent })
        {
            RfPath path = paths[at.Terminal];
            if (((ToneSignal)signal).Modulation is { } modulation)
            {
                modulations[at.Terminal] = modulation;
            }
            else
            {
                modulations.Remove(at.Terminal);
            }

            tones[at.Terminal] =
                [.. sent.Select(tone => tone with { Power = tone.Power.Attenuated(path.LossAt(tone.Frequency)) })];
            CheckSurvival($"{at.Terminal}{string.Concat(sent.Select(tone => $" at {tone.Frequency}, {tone.Power}"))}");
        }
        else if (at.Port == SamplePort.DcBias && signal is DirectCurrent or SampledWaveform or AlternatingVoltage)
        {
            bias[at.Terminal] = signal;
            CheckSurvival(signal switch
            {
                DirectCurrent constant => $"{at.Terminal} at {constant.Current}",
                AlternatingVoltage sine => $"{at.Terminal} at {sine.Voltage} rms behind {sine.Source}",
                _ => $"{at.Terminal} with a waveform",
            });
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == SamplePort.Rf || at.Port == SamplePort.RfProbe || what == Sensed.Field)
        {
            return 0;
        }

        if (isBroken)
        {
            return what == Sensed.Voltage ? double.PositiveInfinity : 0;
        }

        if (what == Sensed.Current)
        {
            return BiasAmperes();
        }

        double ohmic = BiasAmperes() * ChainOhms();
        double now = stage.NowSeconds;
        double leads = drift.ValueAt(now) + (steps?.VoltsAt(now) ?? 0) + (mains?.MeanVolts(now, interval.Seconds) ?? 0);
        return MeanRectifiedVolts() + ohmic + leads;
    }

    /// <inheritdoc/>
    /// <remarks>The response to the modulation follows at once: resonators ring for nanoseconds, modulation takes microseconds
    /// and longer. Its harmonics are those of one period, sample by sample; a quantity that alternates at another frequency
    /// counts with its mean.</remarks>
    public override Complex SenseAt(WiringDefinition at, Sensed what, Frequency frequency)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == SamplePort.Rf || at.Port == SamplePort.RfProbe || what == Sensed.Field)
        {
            return Complex.Zero;
        }

        if (isBroken)
        {
            return what == Sensed.Voltage ? new Complex(double.PositiveInfinity, 0) : Complex.Zero;
        }

        Complex sum = Complex.Zero;
        foreach (double hertz in ModulationHertz().Distinct())
        {
            double ratio = frequency.Hertz / hertz;
            double harmonic = Math.Round(ratio);
            if (harmonic >= 1 && Math.Abs(ratio - harmonic) <= SameFrequency * ratio)
            {
                sum += HarmonicOf(hertz, (int)harmonic, what);
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public override Frequency? ModulationAt(WiringDefinition at) =>
        ModulationHertz().Select(hertz => (double?)hertz).FirstOrDefault() is { } first ? Frequency.FromHertz(first) : null;

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Port == SamplePort.Rf || at.Port == SamplePort.RfProbe || isBroken
            ? Load.Open
            : new Load(Resistance.FromOhms(ChainOhms()), stage.Bench.Sample.Temperature);
    }

    // A junction that does not rectify, or has no resonance in its field, is a resistor: a diode without weights. One that no
    // drive moves stays linear.
    private SpinDiode DiodeOf(int index, MagneticField perpendicular)
    {
        JunctionDefinition junction = junctions[index];
        Frequency? resonance = ResonanceOf(junction, perpendicular, InPlaneAt(index), ShiftOf(index));
        bool rectifies = resonance is not null && junction.Twin.RectificationRadiansPerCoulomb > 0;
        bool isDriven = junction.Twin.DriveFactor > 0;
        return new SpinDiode
        {
            ResonanceFrequency = resonance ?? junction.ResonanceFrequency,
            Damping = junction.Damping,
            SymmetricWeight = rectifies ? junction.Twin.SymmetricWeight : 0,
            AntisymmetricWeight = rectifies ? junction.Twin.AntisymmetricWeight : 0,
            RectificationRadiansPerCoulomb = rectifies
                ? junction.Twin.RectificationRadiansPerCoulomb
                : SpinDiode.ReferenceRectification,
            DriveFactor = isDriven ? junction.Twin.DriveFactor : SpinDiode.ReferenceDriveFactor,
            FrequencyNonlinearity = isDriven ? junction.FrequencyNonlinearity : 0,
            DampingNonlinearity = isDriven ? junction.DampingNonlinearity : 0,
        };
    }

    // Far from its reference field the tuning law has no resonance: there the junction is a plain resistor in its place of the
    // chain, for a field that a supply can make must never stop a twin.
    private static Frequency? ResonanceOf(
        JunctionDefinition junction, MagneticField perpendicular, MagneticField inPlane, double shift)
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

    private ResonatorChain Chain()
    {
        var perpendicular = MagneticField.FromTesla(stage.Field.PerpendicularTesla);
        return new ResonatorChain(junctions.Select((_, i) => DiodeOf(i, perpendicular)));
    }

    private IEnumerable<double> ModulationHertz() => modulations
        .Where(pair => tones.GetValueOrDefault(pair.Key) is { Length: > 0 })
        .Select(pair => pair.Value.Frequency.Hertz)
        .Concat(bias.Values.OfType<AlternatingVoltage>().Select(sine => sine.Frequency.Hertz));

    // The Fourier component of one period, as rms, with the sine as its real part.
    private Complex HarmonicOf(double hertz, int harmonic, Sensed what)
    {
        double ohms = ChainOhms();
        AlternatingVoltage[] sines = [.. bias.Values.OfType<AlternatingVoltage>().Where(sine => sine.Frequency.Hertz == hertz)];
        bool hasTones = what == Sensed.Voltage && modulations.Any(pair => pair.Value.Frequency.Hertz == hertz);
        bool isSquare =
            hasTones && modulations.Values.Any(modulation => modulation.Frequency.Hertz == hertz && modulation.IsSquare);
        int samples = Math.Max(isSquare ? SamplesOfSquare : SamplesOfSine, 8 * harmonic);
        var rectified = new Dictionary<double, double>();
        double inPhase = 0;
        double quadrature = 0;
        for (int i = 0; i < samples; i++)
        {
            double phase = 2 * Math.PI * (i + 0.5) / samples;
            double value = sines.Sum(sine => sine.PeakAmperesInto(ohms)) * Math.Sin(phase) * (what == Sensed.Voltage ? ohms : 1);
            if (hasTones)
            {
                double key = isSquare && modulations.Count == 1 ? Math.Floor(phase / Math.PI) : phase;
                if (!rectified.TryGetValue(key, out double volts))
                {
                    rectified[key] = volts = RectifiedVolts(modulation =>
                        modulation.Frequency.Hertz == hertz ? modulation.PowerFactorAt(phase) : modulation.MeanPowerFactor);
                }

                value += volts;
            }

            inPhase += value * Math.Sin(harmonic * phase);
            quadrature += value * Math.Cos(harmonic * phase);
        }

        return new Complex(inPhase, quadrature) * (Math.Sqrt(2) / samples);
    }

    // The mean over the modulation: rectification is not linear in the power.
    private double MeanRectifiedVolts()
    {
        if (modulations.Count == 0)
        {
            return RectifiedVolts(_ => 1);
        }

        int samples = modulations.Values.All(modulation => modulation.IsSquare) ? 2 : SamplesOfSine;
        return Enumerable.Range(0, samples)
            .Average(i => RectifiedVolts(modulation => modulation.PowerFactorAt(2 * Math.PI * (i + 0.5) / samples)));
    }

    private double RectifiedVolts(Func<ToneModulation, double> powerFactor)
    {
        List<(RfTone Tone, RfPath Path)> on =
        [
            .. from pair in tones
               let factor = modulations.TryGetValue(pair.Key, out ToneModulation? modulation) ? powerFactor(modulation) : 1
               from tone in pair.Value
               where tone.Power.Watts * factor > 0
               select (factor == 1 ? tone : tone with { Power = tone.Power * factor }, paths[pair.Key]),
        ];
        if (on.Count == 0 || junctions.Count == 0)
        {
            return 0;
        }

        ResonatorChain chain = Chain();
        double[] shares = [.. junctions.SelectMany(junction => on.Select(each => each.Path.ShareTakenBy(junction.Resistance)))];
        double volts = chain.RectifiedVoltage([.. on.Select(each => each.Tone)], shares).Volts;
        for (int k = 0; k < junctions.Count; k++)
        {
            JunctionDefinition junction = junctions[k];
            for (int i = 0; i < on.Count && junction.Twin.FlatRectificationVoltsPerWatt != 0; i++)
            {
                double detuning = (on[i].Tone.Frequency / junction.ResonanceFrequency) - 1;
                volts += chain.SignOf(k) * junction.Twin.FlatRectificationVoltsPerWatt
                    * (1 + (junction.Twin.RectificationSlope * detuning))
                    * on[i].Tone.Power.Watts * shares[(k * on.Count) + i];
            }
        }

        return volts;
    }

    private double ShiftOf(int index)
    {
        double heat = stage.HeatWatts;
        InPlaneAt(index); // the core follows first
        return shifts[index].RatioAt(stage.NowSeconds, heat);
    }

    private double BiasAmperes() => bias.Values.Sum(signal => signal switch
    {
        DirectCurrent constant => constant.Current.Amperes,
        SampledWaveform waveform => waveform.ValueAt(stage.NowSeconds),
        _ => 0,
    });

    private double ChainOhms() => junctions.Select((junction, i) => new Magnetoresistance
    {
        MeanResistance = junction.Resistance,
        TunnelMagnetoresistanceRatio = junction.MagnetoresistanceRatio,
        SaturationField = junction.SaturationField,
    }.ResistanceAt(InPlaneAt(i)).Ohms).Sum();

    /// <summary>The in-plane field in which a junction's core is.</summary>
    private MagneticField InPlaneAt(int index) =>
        MagneticField.FromTesla(shifts[index].Core.Follow(stage.Field.InPlaneTesla(junctions[index].Name)));

    /// <summary>Tells every core where the field is before it may turn.</summary>
    private void TurnCores()
    {
        for (int i = 0; i < shifts.Length; i++)
        {
            InPlaneAt(i);
        }
    }

    // The largest of a waveform counts, whenever that comes.
    private double LargestBias() => bias.Values.Sum(signal => signal switch
    {
        DirectCurrent constant => constant.Current.Amperes,
        SampledWaveform { Values.IsEmpty: false } waveform => waveform.Values.ToArray().MaxBy(Math.Abs),
        AlternatingVoltage sine => sine.PeakAmperesInto(ChainOhms()),
        _ => 0,
    });

    private void CheckSurvival(string cause)
    {
        if (stage.Damage is not null)
        {
            return;
        }

        var current = Current.FromAmperes(LargestBias());
        foreach (JunctionDefinition junction in junctions)
        {
            var power = Power.FromWatts(tones.Sum(pair => (modulations.GetValueOrDefault(pair.Key)?.LargestPowerFactor ?? 1)
                * pair.Value.Sum(tone => tone.Power.Watts * paths[pair.Key].ShareTakenBy(junction.Resistance))));
            if (power > junction.Twin.DestructionPower)
            {
                isBroken = stage.Destroy(new SampleDamage(
                    $"junction '{junction.Name}'",
                    $"{power} of RF power at the junction broke it down, which bears {junction.Twin.DestructionPower} "
                        + $"({cause})"));
                return;
            }

            if (Math.Abs(current.Amperes) > junction.Twin.DestructionCurrent.Amperes)
            {
                isBroken = stage.Destroy(new SampleDamage(
                    $"junction '{junction.Name}'",
                    $"{current} through the junction broke it down, which bears {junction.Twin.DestructionCurrent} ({cause})"));
                return;
            }
        }
    }
}
