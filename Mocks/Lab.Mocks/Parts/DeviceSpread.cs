using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>Makes another sample of the same design for every seed: no two junctions and no two field lines come out
/// alike.</summary>
internal static class DeviceSpread
{
    /// <summary>Draws the sample of a seed. Limits and what destroys a device stay as they are.</summary>
    /// <param name="sample">The design, with its relative standard deviation.</param>
    /// <param name="seed">The seed; the same one gives the same sample.</param>
    public static SampleDefinition Draw(SampleDefinition sample, ulong seed) => sample.DeviceSpread == 0 ? sample : sample with
    {
        Junctions = [.. sample.Junctions.Select(junction => Draw(junction, Factors(sample, seed, junction.Name)))],
        FieldLines = [.. sample.FieldLines.Select(line => Draw(line, Factors(sample, seed, line.Name)))],
    };

    private static JunctionDefinition Draw(JunctionDefinition junction, Func<double> factor) => junction with
    {
        Resistance = junction.Resistance * factor(),
        MagnetoresistanceRatio = junction.MagnetoresistanceRatio * factor(),
        ResonanceFrequency = junction.ResonanceFrequency * factor(),
        InPlaneSlope = junction.InPlaneSlope * factor(),
        Damping = junction.Damping * factor(),
        Twin = junction.Twin with
        {
            SymmetricWeight = junction.Twin.SymmetricWeight * factor(),
            AntisymmetricWeight = junction.Twin.AntisymmetricWeight * factor(),
        },
    };

    private static FieldLineDefinition Draw(FieldLineDefinition line, Func<double> factor) => line with
    {
        Conversion = line.Conversion * factor(),
        Resistance = line.Resistance * factor(),
    };

    /// <summary>Factors around 1 by which a part's values differ from its design.</summary>
    /// <param name="sample">The sample, with its relative standard deviation.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="name">The part's name.</param>
    /// <remarks>Three standard deviations at the most: a factor must never change a sign.</remarks>
    public static Func<double> Factors(SampleDefinition sample, ulong seed, string name)
    {
        RandomStream random = RandomStream.For(seed, $"device/{name}");
        return () => 1 + (sample.DeviceSpread * Math.Clamp(random.NextGaussian(), -3, 3));
    }
}
