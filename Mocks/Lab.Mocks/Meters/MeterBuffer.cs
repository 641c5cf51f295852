namespace Lab.Mocks.Meters;

/// <summary>The buffer behind <c>:TRACe</c>: it is told to fill, takes readings until it is full, and keeps them.</summary>
/// <param name="longest">The most readings it can be made to hold.</param>
public sealed class MeterBuffer(int longest)
{
    private readonly List<MeterReading> readings = [];

    /// <summary>The most readings it can be made to hold.</summary>
    public int Longest => longest;

    /// <summary>How many readings fill it. Default 100.</summary>
    public int Points { get; set; } = 100;

    /// <summary>Whether it takes readings; it stops by itself when it is full.</summary>
    public bool IsFilling { get; set; }

    /// <summary>The readings that it holds, oldest first.</summary>
    public IReadOnlyList<MeterReading> Readings => readings;

    /// <summary>Takes a reading if it is filling.</summary>
    /// <returns>Whether this reading filled it.</returns>
    public bool Offer(MeterReading reading)
    {
        if (!IsFilling)
        {
            return false;
        }

        readings.Add(reading);
        IsFilling = readings.Count < Points;
        return !IsFilling;
    }

    /// <summary>Throws its readings away.</summary>
    public void Clear() => readings.Clear();
}
