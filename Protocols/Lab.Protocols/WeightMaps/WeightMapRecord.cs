using Lab.Calibration.WeightMaps;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;

namespace Lab.Protocols.WeightMaps;

/// <summary>A weight map as a calibration record.</summary>
internal static class WeightMapRecord
{
    /// <summary>The record's name.</summary>
    public const string Name = "chain/weight-map";

    /// <summary>Writes a map; the record's value is the standard uncertainty of its weights.</summary>
    public static CalibrationRecord Of(WeightMap map, double uncertainty) => new(
        Name, uncertainty, "V/W", Uncertainty: null, string.Empty)
    {
        Curves = new Dictionary<string, double[]>
        {
            ["tones"] = [.. map.Tones.Select(tone => tone.Hertz)],
            ["parameters"] = map.Chain.Parameters.ToArray(),
            ["covariance"] = map.Covariance,
            ["minimum"] = [.. map.MinimumAmperes],
            ["maximum"] = [.. map.MaximumAmperes],
        },
    };

    /// <summary>Reads a map.</summary>
    /// <param name="record">The record.</param>
    /// <param name="tones">The tones that are used now; weights at others are others.</param>
    /// <exception cref="RunException">The record holds no map, or one for other tones.</exception>
    public static WeightMap Read(CalibrationRecord record, IReadOnlyList<Frequency> tones)
    {
        const string remedy = "Make it anew with 'lab run weight-map'.";
        double[] Curve(string name) => record.Curves.TryGetValue(name, out double[]? curve)
            ? curve
            : throw new RunException($"The calibration '{record.Name}' from {record.Source} has no '{name}'. {remedy}");
        if (!Curve("tones").SequenceEqual(tones.Select(tone => tone.Hertz)))
        {
            throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} holds for other tones than "
                    + $"{string.Join(" and ", tones)}. {remedy}");
        }

        try
        {
            return new WeightMap(tones, Curve("parameters"), Curve("covariance"), Curve("minimum"), Curve("maximum"));
        }
        catch (ArgumentException error)
        {
            throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} is not whole: {error.Message} {remedy}");
        }
    }
}
