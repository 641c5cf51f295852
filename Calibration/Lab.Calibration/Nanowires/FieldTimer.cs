using Lab.Quantities;

namespace Lab.Calibration.Nanowires;

/// <summary>Says when a pulse has to come for a wanted field, and follows the field as it drifts: each loop that was recorded is
/// compared with what was expected of it, and where the last ones have left the bound together, they are the new
/// timing.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public sealed class FieldTimer
{
    private readonly Queue<FieldTiming> last = new();
    private readonly MagneticField bound;
    private readonly int window;

    /// <summary>Begins with a timing.</summary>
    /// <param name="timing">The timing.</param>
    /// <param name="bound">The largest mean difference between the field at pulses and the wanted one before it is set anew.
    /// Positive.</param>
    /// <param name="window">Loops over which the difference is averaged, and of which a new timing is made. Positive.</param>
    public FieldTimer(FieldTiming timing, MagneticField bound, int window)
    {
        ArgumentNullException.ThrowIfNull(timing);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        (Timing, this.bound, this.window) = (timing, bound, window);
    }

    /// <summary>The timing in force.</summary>
    public FieldTiming Timing { get; private set; }

    /// <summary>How often it was set anew.</summary>
    public int Retimings { get; private set; }

    /// <summary>The time after the trigger at which a field is expected, s.</summary>
    /// <param name="field">The field.</param>
    /// <exception cref="ArgumentOutOfRangeException">The field does not reach it.</exception>
    public double SecondsTo(MagneticField field) => Timing.SecondsTo(field);

    /// <summary>Takes what a loop recorded.</summary>
    /// <param name="recorded">The field of the loop.</param>
    /// <param name="field">The field at which its pulse was wanted.</param>
    /// <returns>Whether the timing was set anew.</returns>
    public bool Take(FieldTiming recorded, MagneticField field)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        last.Enqueue(recorded);
        if (last.Count > window)
        {
            last.Dequeue();
        }

        // The mean of the window against the timing in force, whatever that was when the loops came.
        double seconds = Timing.SecondsTo(field);
        double off = last.Average(each => each.TeslaAt(seconds)) - field.Tesla;
        if (last.Count < window || !(Math.Abs(off) > bound.Tesla))
        {
            return false;
        }

        Timing = FieldTiming.Mean(last);
        Retimings++;
        return true;
    }
}
