namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Field readings at one current: their mean, how well it is known, and whether it still moves.</summary>
internal sealed class FieldAverage
{
    /// <summary>Sums of the readings before each, of their squares, of the squares of their differences from the reading before,
    /// and of the measurements among them; relative to the first reading, so that the squares keep their digits.</summary>
    private readonly List<(double Sum, double Squares, double Differences, int Measurements)> sums = [(0, 0, 0, 0)];

    private double origin;
    private double last;

    /// <summary>How many readings there are.</summary>
    public int Count => sums.Count - 1;

    /// <summary>How many measurements are certainly among them: equal ones in a row count as one.</summary>
    public int Measurements => Math.Max(1, sums[^1].Measurements);

    /// <summary>Mean of the readings, T.</summary>
    public double MeanTesla => Mean(0, Count);

    /// <summary>Standard deviation of a reading, T; zero while all are equal.</summary>
    public double NoiseTesla
    {
        get
        {
            double mean = sums[^1].Sum / Count;
            return Math.Sqrt(Math.Max(0, (sums[^1].Squares / Count) - (mean * mean)) * Count / Math.Max(1, Count - 1));
        }
    }

    /// <summary>Standard deviation of a reading in the second half by its difference from the one before, T, which the field's
    /// own motion hardly touches.</summary>
    public double QuickNoiseTesla
    {
        get
        {
            int middle = sums.Count - 1 - (Count / 2);
            double differences = sums[^1].Differences - sums[middle].Differences;
            return Math.Sqrt(differences / 2 / Math.Max(1, sums[^1].Measurements - sums[middle].Measurements));
        }
    }

    /// <summary>Standard error of the mean by the scatter, T; infinite while one reading tells nothing of the noise. Few readings
    /// may agree by chance, for which they are given more.</summary>
    public double ErrorTesla =>
        Count < 2 ? double.PositiveInfinity : NoiseTesla / Math.Sqrt(Measurements) * (1 + (1.0 / (Count - 1)));

    /// <summary>How far the mean moved from the first half of the readings to the second, T.</summary>
    public double DriftTesla => Count < 2 ? 0 : Mean(Count / 2, Count) - Mean(0, Count / 2);

    /// <summary>Mean of some of the readings, T.</summary>
    /// <param name="from">Index of the first.</param>
    /// <param name="to">Index after the last.</param>
    public double Mean(int from, int to) => origin + ((sums[to].Sum - sums[from].Sum) / (to - from));

    /// <summary>Adds a reading.</summary>
    public void Add(FieldReading reading)
    {
        if (sums.Count == 1)
        {
            origin = reading.Tesla;
        }

        double difference = sums.Count == 1 ? 0 : reading.Tesla - last;
        last = reading.Tesla;
        double value = reading.Tesla - origin;
        (double sum, double squares, double differences, int measurements) = sums[^1];
        sums.Add((sum + value, squares + (value * value), differences + (difference * difference), measurements
            + (reading.IsNew ? 1 : 0)));
    }
}
