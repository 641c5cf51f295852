using Lab.Runs.Records;

namespace Lab.Protocols.Mac;

/// <summary>The points of a multiply-and-accumulate run, taken apart into pairs of weights.</summary>
internal sealed class MacData
{
    public MacData(IRunData data)
    {
        double[] current1 = data.Numbers(MacExperiment.Current1Column.Name);
        double[] current2 = data.Numbers(MacExperiment.Current2Column.Name);
        double[] power1 = data.Numbers(MacExperiment.Power1Column.Name);
        double[] power2 = data.Numbers(MacExperiment.Power2Column.Name);
        double[] volts = data.Numbers(MacExperiment.VoltageColumn.Name);
        double[] part = data.Numbers(MacExperiment.PartColumn.Name);
        Pairs =
        [
            .. Enumerable.Range(0, data.Count)
                .GroupBy(i => (current1[i], current2[i]))
                .Select(pair => new WeightPair(
                    pair.Key.Item1, pair.Key.Item2, [.. pair.Select(i => ((MacPart)(int)part[i], power1[i], power2[i], volts[i]))])),
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
}
