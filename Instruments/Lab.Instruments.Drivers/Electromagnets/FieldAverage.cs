using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>The field readings since the current last changed: their mean, how well it is known, and whether it still moves.</summary>
internal sealed class FieldAverage
{
    private readonly List<double> readings = [];
    private Duration start;
    private Duration last;

    /// <summary>How many readings there are.</summary>
    public int Count => readings.Count;

    /// <summary>Mean of the readings, T.</summary>
    public double MeanTesla => readings.Average();

    /// <summary>Time from the last change of the current to the last reading.</summary>
    public Duration Length => last - start;

    /// <summary>Standard error of the mean, T; infinite while one reading tells nothing of the noise.</summary>
    public double ErrorTesla
    {
        get
        {
            double mean = MeanTesla;
            return Count < 2
                ? double.PositiveInfinity
                : Math.Sqrt(readings.Sum(reading => (reading - mean) * (reading - mean)) / (Count - 1) / Count);
        }
    }

    /// <summary>How far the mean moved from the first half of the readings to the second, T.</summary>
    public double DriftTesla => readings.Skip(Count / 2).Average() - readings.Take(Count / 2).DefaultIfEmpty(readings[0]).Average();

    /// <summary>Begins anew, because the current changes.</summary>
    public void Restart(Duration now)
    {
        readings.Clear();
        start = now;
        last = now;
    }

    /// <summary>Adds a reading.</summary>
    public void Add(MagneticField reading, Duration now)
    {
        readings.Add(reading.Tesla);
        last = now;
    }
}
