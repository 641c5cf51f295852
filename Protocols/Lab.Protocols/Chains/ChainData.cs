using Lab.Runs.Records;

namespace Lab.Protocols.Chains;

/// <summary>The readings of a characterisation, taken apart into pairs of weights.</summary>
internal sealed class ChainData
{
    /// <summary>Takes the points of a run apart.</summary>
    public ChainData(IRunData data)
        : this(Readings(data))
    {
    }

    /// <summary>Takes readings apart.</summary>
    /// <param name="readings">Set-points in A and W, voltages in V.</param>
    public ChainData(IEnumerable<ChainReading> readings)
    {
        Pairs =
        [
            .. readings.GroupBy(reading => (reading.Current1, reading.Current2))
                .Select(pair => new WeightPair(pair.Key.Current1, pair.Key.Current2, [.. pair])),
        ];
        ReadingVariance = Pairs.Sum(pair => pair.RepeatSquares) / Pairs.Sum(pair => pair.RepeatDegrees);
        Measured = [.. Pairs.SelectMany(pair => pair.Measured)];
        Ideal = [.. Pairs.SelectMany(pair => pair.Ideal)];
    }

    /// <summary>The pairs of currents in the order of the run.</summary>
    public IReadOnlyList<WeightPair> Pairs { get; }

    /// <summary>Variance of one reading from readings at equal set-points, V².</summary>
    public double ReadingVariance { get; }

    /// <summary>All voltages with both inputs on, V.</summary>
    public double[] Measured { get; }

    /// <summary>Their ideals, V.</summary>
    public double[] Ideal { get; }

    private static IEnumerable<ChainReading> Readings(IRunData data)
    {
        double[] current1 = data.Numbers(CharacterisationExperiment.Current1Column.Name);
        double[] current2 = data.Numbers(CharacterisationExperiment.Current2Column.Name);
        double[] power1 = data.Numbers(CharacterisationExperiment.Power1Column.Name);
        double[] power2 = data.Numbers(CharacterisationExperiment.Power2Column.Name);
        double[] volts = data.Numbers(CharacterisationExperiment.VoltageColumn.Name);
        double[] part = data.Numbers(CharacterisationExperiment.PartColumn.Name);
        return Enumerable.Range(0, data.Count).Select(i => new ChainReading(
            (ChainPart)(int)part[i], current1[i], current2[i], power1[i], power2[i], volts[i]));
    }
}
