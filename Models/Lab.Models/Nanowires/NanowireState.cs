using Lab.Models.Randomness;

namespace Lab.Models.Nanowires;

/// <summary>A notched nanowire in a changing field: the magnetisation before and after the notch, and the wall that the notch
/// holds. Time goes on with the field; pulses come in between.</summary>
/// <remarks>A wall crosses the wire in nanoseconds, which are nothing here. The field changes evenly between two calls of
/// <see cref="MoveTo"/>, in which the chance of a pinned wall is exact. Used by one thread at a time.</remarks>
public sealed class NanowireState
{
    private readonly NotchedNanowire wire;
    private RandomStream random;
    private WallStructure? structure; // of the pinned wall
    private double escapesLeft;
    private double nucleation;

    /// <summary>Begins with a wire that a negative field has saturated.</summary>
    /// <param name="wire">The wire.</param>
    /// <param name="random">Its stream of random numbers.</param>
    /// <param name="seconds">Time at the beginning.</param>
    /// <param name="tesla">Field at the beginning.</param>
    public NanowireState(NotchedNanowire wire, RandomStream random, double seconds = 0, double tesla = 0)
    {
        ArgumentNullException.ThrowIfNull(wire);
        ArgumentNullException.ThrowIfNull(random);
        (this.wire, this.random, Seconds, Tesla) = (wire, random, seconds, tesla);
        DrawNucleation();
    }

    /// <summary>The time, s.</summary>
    public double Seconds { get; private set; }

    /// <summary>The field along the wire, T.</summary>
    public double Tesla { get; private set; }

    /// <summary>The magnetisation before the notch, where walls are injected: 1 or −1.</summary>
    public int Before { get; private set; } = -1;

    /// <summary>The magnetisation after the notch: 1 or −1.</summary>
    public int After { get; private set; } = -1;

    /// <summary>Whether the notch holds a wall.</summary>
    public bool IsPinned => structure is not null;

    /// <summary>Lets the field change evenly.</summary>
    /// <param name="seconds">The time at the end; not before the present one.</param>
    /// <param name="tesla">The field then.</param>
    /// <param name="events">Receives what happened, where it is given.</param>
    public void MoveTo(double seconds, double tesla, ICollection<WallEvent>? events = null)
    {
        if (!(seconds >= Seconds))
        {
            throw new ArgumentOutOfRangeException(nameof(seconds), $"{seconds} s is before the present time, {Seconds} s.");
        }

        // At most a retreat or a release, and a nucleation, are in a piece; each ends a part of it.
        while (FindFirst(seconds, tesla) is { } first)
        {
            Go(first.Seconds, first.Tesla);
            WallEventKind kind = Happen(first.Kind);
            events?.Add(first with { Kind = kind });
        }

        Go(seconds, tesla);
    }

    /// <summary>Goes on with another stream of random numbers, such as that of a shot: what was drawn beforehand is drawn anew,
    /// which changes no probability.</summary>
    /// <param name="stream">The stream.</param>
    public void GoOnWith(RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        random = stream;
        DrawNucleation();
        escapesLeft = structure is null ? escapesLeft : random.NextExponential();
    }

    /// <summary>A current pulse through the line, at the present time and field. A positive current makes a domain of positive
    /// magnetisation.</summary>
    /// <param name="amperes">The current at the top of the pulse.</param>
    /// <param name="events">Receives what happened, where it is given.</param>
    public void Inject(double amperes, ICollection<WallEvent>? events = null)
    {
        int direction = Math.Sign(amperes);
        double needed = wire.InjectionCurrent.Amperes + (wire.InjectionSpread.Amperes * random.NextGaussian());
        bool isInjected = Before != direction && Math.Abs(amperes) >= needed
            && Tesla * direction > wire.PropagationThreshold.Tesla;
        WallEventKind kind = isInjected
            ? Arrive(direction, WallEventKind.Passed, WallEventKind.Pinned)
            : WallEventKind.NotInjected;
        events?.Add(new WallEvent(Seconds, kind, Tesla));
    }

    /// <summary>Goes through a record of the field, which changes evenly between its samples, with pulses on the way.</summary>
    /// <param name="tesla">The field at each sample, T.</param>
    /// <param name="start">The time of the first sample, s; not before the present one.</param>
    /// <param name="sampleSeconds">Time between samples, s.</param>
    /// <param name="pulses">The pulses, in their order; those outside of the record do nothing.</param>
    /// <param name="before">Receives the magnetisation before the notch at each sample, 1 or −1.</param>
    /// <param name="after">Receives the magnetisation after the notch.</param>
    /// <param name="events">Receives what happened, where it is given.</param>
    public void Follow(
        ReadOnlySpan<double> tesla, double start, double sampleSeconds, ReadOnlySpan<LinePulse> pulses, Span<double> before,
        Span<double> after, ICollection<WallEvent>? events = null)
    {
        int next = 0;
        while (next < pulses.Length && pulses[next].Seconds < start)
        {
            next++;
        }

        for (int i = 0; i < tesla.Length; i++)
        {
            double time = start + (i * sampleSeconds);
            for (; i > 0 && next < pulses.Length && pulses[next].Seconds <= time; next++)
            {
                double share = (pulses[next].Seconds - time + sampleSeconds) / sampleSeconds;
                MoveTo(pulses[next].Seconds, tesla[i - 1] + (share * (tesla[i] - tesla[i - 1])), events);
                Inject(pulses[next].Amperes, events);
            }

            MoveTo(time, tesla[i], events);
            (before[i], after[i]) = (Before, After);
        }
    }

    // A wall comes to the notch.
    private WallEventKind Arrive(int direction, WallEventKind passed, WallEventKind pinned)
    {
        Before = direction;
        DrawNucleation();
        if (After == direction)
        {
            structure = null; // the pinned wall and the new one annihilate
            return passed;
        }

        double probability = wire.PassProbability.At(Quantities.MagneticField.FromTesla(Tesla * direction));
        if (random.NextDouble() < probability)
        {
            (After, structure) = (direction, null);
            return passed;
        }

        double share = random.NextDouble();
        structure = wire.Structures[^1];
        foreach (WallStructure each in wire.Structures)
        {
            share -= each.Share;
            if (share < 0)
            {
                structure = each;
                break;
            }
        }

        escapesLeft = random.NextExponential();
        return pinned;
    }

    private WallEventKind Happen(WallEventKind kind)
    {
        switch (kind)
        {
            case WallEventKind.Freed:
                (After, structure) = (Before, null);
                return kind;
            case WallEventKind.Retreated:
                (Before, structure) = (After, null);
                return kind;
            default:
                return Arrive(-Before, WallEventKind.Nucleated, WallEventKind.NucleatedAndPinned);
        }
    }

    // What happens first on an even way to a field.
    private WallEvent? FindFirst(double seconds, double tesla)
    {
        WallEvent? first = null;
        double ShareTo(double at) => tesla == Tesla ? 0 : Math.Clamp((at - Tesla) / (tesla - Tesla), 0, 1);

        void Consider(double share, WallEventKind kind)
        {
            double when = Seconds + (share * (seconds - Seconds));
            if (first is not { } other || when < other.Seconds)
            {
                first = new WallEvent(when, kind, Tesla + (share * (tesla - Tesla)));
            }
        }

        int opposite = -Before;
        if (tesla * opposite >= nucleation)
        {
            Consider(ShareTo(Math.Max(nucleation, Tesla * opposite) * opposite), WallEventKind.Nucleated);
        }

        if (structure is { } held)
        {
            if (-tesla * Before > wire.PropagationThreshold.Tesla)
            {
                Consider(
                    ShareTo(-Before * Math.Max(wire.PropagationThreshold.Tesla, -Tesla * Before)), WallEventKind.Retreated);
            }
            else if (held.EscapesBetween(Tesla * Before, tesla * Before, seconds - Seconds) >= escapesLeft)
            {
                Consider(ShareToRelease(held, seconds, tesla), WallEventKind.Freed);
            }
        }

        return first;
    }

    // The share of the way at which the wall is freed, by halving.
    private double ShareToRelease(WallStructure held, double seconds, double tesla)
    {
        const int halvings = 40;
        (double low, double high) = (0, 1);
        for (int i = 0; i < halvings; i++)
        {
            double middle = (low + high) / 2;
            double field = Tesla + (middle * (tesla - Tesla));
            bool isFree = held.EscapesBetween(Tesla * Before, field * Before, middle * (seconds - Seconds)) >= escapesLeft;
            (low, high) = isFree ? (low, middle) : (middle, high);
        }

        return high;
    }

    private void Go(double seconds, double tesla)
    {
        if (structure is { } held)
        {
            escapesLeft -= held.EscapesBetween(Tesla * Before, tesla * Before, seconds - Seconds);
        }

        (Seconds, Tesla) = (seconds, tesla);
    }

    private void DrawNucleation() =>
        nucleation = wire.NucleationField.Tesla + (wire.NucleationSpread.Tesla * random.NextGaussian());
}
