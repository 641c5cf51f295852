namespace Lab.Mocks.Meters;

/// <summary>
/// The averaging filter of a meter: conversions go through a stack, and a full stack gives a reading (2182A user's manual,
/// section 3, Digital filter).
/// </summary>
public sealed class DigitalFilter
{
    /// <summary>After so many departures from the window the stack stays as it is: a signal noisier than the window would never
    /// give a reading [assumption].</summary>
    private const int MostRestarts = 10;

    private readonly Queue<double> stack = new();
    private int restarts;

    /// <summary>Whether conversions are averaged at all.</summary>
    public bool IsOn { get; set; }

    /// <summary>Conversions in a full stack, 1 to 100.</summary>
    public int Count { get; set; } = 10;

    /// <summary>How far a conversion may be from the stack's mean without starting it anew, in the reading's unit;
    /// 0 for no limit.</summary>
    public double Window { get; set; }

    /// <summary>Whether the stack is emptied with every reading, rather than its oldest conversion replaced.</summary>
    public bool IsRepeating { get; set; }

    /// <summary>Empties the stack.</summary>
    public void Restart()
    {
        stack.Clear();
        restarts = 0;
    }

    /// <summary>Puts a conversion on the stack.</summary>
    /// <returns>The mean of a full stack, or <see langword="null"/> while it fills.</returns>
    public double? Pass(double conversion)
    {
        if (!IsOn)
        {
            return conversion;
        }

        bool departs = Window > 0 && stack.Count > 0 && !(Math.Abs(conversion - stack.Average()) <= Window);
        if (departs && restarts < MostRestarts)
        {
            restarts++;
            stack.Clear();
        }

        while (stack.Count >= Count)
        {
            stack.Dequeue();
        }

        stack.Enqueue(conversion);
        if (stack.Count < Count)
        {
            return null;
        }

        double mean = stack.Average();
        restarts = 0;
        if (IsRepeating)
        {
            stack.Clear();
        }

        return mean;
    }
}
