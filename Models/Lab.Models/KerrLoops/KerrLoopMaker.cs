using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Models.KerrLoops;

/// <summary>Kerr loops of a nanowire in a sinusoidal field, one after the other, with what really happened in each: for studies
/// of readers.</summary>
/// <remarks>A loop is its rising half, from an eighth of a period before the upward passage through zero to the maximum. Used by
/// one thread at a time.</remarks>
public sealed class KerrLoopMaker
{
    private readonly SinusoidalField field;
    private readonly KerrDetector detector;
    private readonly KerrSpot spot;
    private readonly NotchedNanowire wire;
    private readonly RandomStream walls;
    private readonly RandomStream noise;
    private readonly double[] before;
    private readonly double[] after;
    private readonly double[] tesla;
    private readonly double[] volts;

    /// <summary>Sets it up.</summary>
    /// <param name="wire">The wire.</param>
    /// <param name="field">The field; its drift is left out, its lag too.</param>
    /// <param name="spot">Where the spot is.</param>
    /// <param name="detector">The detector.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="walls">Stream of the walls.</param>
    /// <param name="noise">Stream of the detector.</param>
    public KerrLoopMaker(
        NotchedNanowire wire, SinusoidalField field, KerrSpot spot, KerrDetector detector, Frequency sampleRate,
        RandomStream walls, RandomStream noise)
    {
        ArgumentNullException.ThrowIfNull(field);
        (this.wire, this.spot, this.detector, this.walls, this.noise) = (wire, spot, detector, walls, noise);
        this.field = field with { Lag = default, WarmLag = default, WarmLoss = 0 };
        SampleSeconds = 1 / sampleRate.Hertz;
        StartSeconds = -1 / field.Frequency.Hertz / 8;
        int count = CountOf(field.Frequency, sampleRate);
        (before, after, tesla, volts) = (new double[count], new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++)
        {
            tesla[i] = this.field.TeslaAt(StartSeconds + (i * SampleSeconds));
        }
    }

    /// <summary>Time between samples, s.</summary>
    public double SampleSeconds { get; }

    /// <summary>Time of the first sample from the upward passage through zero, s.</summary>
    public double StartSeconds { get; }

    /// <summary>Samples of a loop.</summary>
    /// <param name="field">Frequency of the field.</param>
    /// <param name="sampleRate">Samples a second.</param>
    public static int CountOf(Frequency field, Frequency sampleRate) => (int)(0.375 * (sampleRate / field));

    /// <summary>The next loop.</summary>
    /// <param name="propagation">The field at which the pulse comes.</param>
    /// <param name="pulseAmperes">The pulse's current; 0 for none.</param>
    /// <returns>The loop, whose arrays are used again by the next one, and what happened.</returns>
    public (LoopRecord Record, IReadOnlyList<WallEvent> Events) Make(MagneticField propagation, double pulseAmperes)
    {
        double pulse = field.SecondsTo(propagation);
        var state = new NanowireState(wire, walls, StartSeconds, tesla[0]);
        List<WallEvent> events = [];
        LinePulse[] pulses = pulseAmperes == 0 ? [] : [new(pulse, pulseAmperes)];
        state.Follow(tesla, StartSeconds, SampleSeconds, pulses, before, after, events);
        double start = noise.NextDouble(); // of a second: the mains keep no time with the field
        detector.Measure(spot, before, after, tesla, start, SampleSeconds, noise, volts);
        return (new LoopRecord(volts, tesla, SampleSeconds, pulse - StartSeconds), events);
    }

    /// <summary>What a reader should tell of events; not determined where no wall came with the pulse.</summary>
    /// <param name="events">What happened in a loop.</param>
    public static WallReading TruthOf(IReadOnlyList<WallEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (WallEvent each in events)
        {
            if (each.Kind is WallEventKind.Passed)
            {
                return WallReading.Passed;
            }

            if (each.Kind is WallEventKind.Pinned)
            {
                return WallReading.Pinned;
            }
        }

        return WallReading.NotDetermined;
    }
}
