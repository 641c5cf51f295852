using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Instruments.Tests.Benches;

namespace Lab.Instruments.Tests.Described;

/// <summary>The descriptions of the guides, each as the only instrument of a bench, 'device'.</summary>
internal static class ShippedDescriptions
{
    /// <summary>The folder of the descriptions.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>A bench with one of them.</summary>
    /// <param name="name">The description's file, without its ending.</param>
    public static BenchDefinition Read(string name) => ShippedBench.Reader.Read(
        $$"""
        bench: trial
        instruments:
          device: { driver: scpi, address: "sim:", description: {{name}}.yaml }
        """,
        Path.Combine(Folder, "trial.yaml"));

    private static string FindFolder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "guides", "instruments"));
}
