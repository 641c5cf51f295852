using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Runs;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>The part of a bench file that a study takes.</summary>
internal static class BenchResonator
{
    /// <summary>The only junction of a bench.</summary>
    /// <exception cref="RunException">It has none or several.</exception>
    public static JunctionDefinition Of(BenchDefinition bench) => bench.Sample.Junctions is [var junction]
        ? junction
        : throw new RunException(
            $"The setting 'resonators' is 'bench', but bench '{bench.Name}' has {bench.Sample.Junctions.Count} junctions; name "
                + "one with a single junction with --bench.");

    /// <summary>Symmetric over antisymmetric part of its line, as a twin that was fitted to a device has it.</summary>
    public static double SymmetricRatioOf(JunctionDefinition junction) =>
        junction.Twin.SymmetricWeight / junction.Twin.AntisymmetricWeight;
}
