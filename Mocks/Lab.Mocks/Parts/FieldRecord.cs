namespace Lab.Mocks.Parts;

/// <summary>The field of the last moments: times and values as they came, the oldest overwritten.</summary>
internal sealed class FieldRecord
{
    /// <summary>Values that are kept: some shots of thousands of samples.</summary>
    private const int Capacity = 1 << 17;

    private readonly double[] times = new double[Capacity];
    private readonly double[] values = new double[Capacity];
    private long count;

    /// <summary>Begins a record.</summary>
    /// <param name="seconds">The time, s.</param>
    /// <param name="tesla">The field then, T.</param>
    public FieldRecord(double seconds, double tesla) => Add(seconds, tesla);

    /// <summary>Takes a value; times do not fall.</summary>
    /// <param name="seconds">The time, s.</param>
    /// <param name="tesla">The field then, T.</param>
    public void Add(double seconds, double tesla)
    {
        if (count > 0 && times[(count - 1) % Capacity] == seconds)
        {
            values[(count - 1) % Capacity] = tesla;
            return;
        }

        times[count % Capacity] = seconds;
        values[count % Capacity] = tesla;
        count++;
    }

    /// <summary>The field at a time, linear between two values; before the first and after the last those.</summary>
    /// <param name="seconds">The time, s.</param>
    public double At(double seconds)
    {
        long low = Math.Max(0, count - Capacity);
        long high = count - 1;
        if (!(seconds > times[low % Capacity]))
        {
            return values[low % Capacity];
        }

        if (!(seconds < times[high % Capacity]))
        {
            return values[high % Capacity];
        }

        while (high - low > 1)
        {
            long middle = (low + high) / 2;
            (low, high) = times[middle % Capacity] <= seconds ? (middle, high) : (low, middle);
        }

        double part = (seconds - times[low % Capacity]) / (times[high % Capacity] - times[low % Capacity]);
        return ((1 - part) * values[low % Capacity]) + (part * values[high % Capacity]);
    }
}
