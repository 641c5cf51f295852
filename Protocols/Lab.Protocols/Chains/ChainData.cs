using Lab.Runs.Records;

namespace Lab.Protocols.Chains;

/// <summary>The points of a characterisation, taken apart into pairs of weights.</summary>
internal sealed class ChainData
{
    public ChainData(IRunData data)
    {
        double[] current1 = data.Numbers(CharacterisationExperiment.Current1Column.Name);
        double[] current2 = data.Numbers(CharacterisationExperiment.Current2Column.Name);
        double[] power1 = data.Numbers(CharacterisationExperiment.Power1Column.Name);
        double[] power2 = data.Numbers(CharacterisationExperiment.Power2Column.Name);
        double[] volts = data.Numbers(CharacterisationExperiment.VoltageColumn.Name);
        double[] part = data.Numbers(CharacterisationExperiment.PartColumn.Name);
        Pairs =
        [
            .. Enumerable.Range(0, data.Count)
                .GroupBy(i => (current1[i], current2[i]))
                .Select(pair => new WeightPair(
                    pair.Key.Item1, pair.Key.Item2, [.. pair.Select(i => ((ChainPart)(int)part[i], power1[i], power2[i], volts[i]))])),
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
