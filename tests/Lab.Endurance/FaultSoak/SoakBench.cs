using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments;
using Lab.Workbench.Composition;

namespace Lab.Endurance.FaultSoak;

/// <summary>The shipped spin-diode bench, whose generator, voltmeter and line source do everything wrong that they can.</summary>
internal static class SoakBench
{
    /// <summary>Bounds for benches as bad as this one: every ninth exchange goes wrong.</summary>
    public static string Policy { get; } = $"on_fault:\n{string.Concat(FaultPolicy.Default.Rules.Keys.Select(PolicyFor))}";

    public static BenchDefinition Read(double percent)
    {
        string any = string.Join(
            ", ", FaultSchema.InjectedNames.Where(name => name != "overflow").Select(name => $"{name}: {percent} %"));
        string faults = $"faults:\n  rf: {{ {any} }}\n  line: {{ {any} }}\n  voltmeter: {{ {any}, overflow: {percent} % }}\n";
        return new BenchFileReader(BenchFiles.Schema).Read(
            $"{BenchFiles.ReadShipped("spin-diode")}\n{Policy}{faults}", "soak.yaml");
    }

    private static string PolicyFor(InstrumentFault fault) =>
        $"  {FaultSchema.NameOf(fault)}: {{ "
            + $"{string.Join(", ", FaultSchema.PolicyKeys(fault).Select(key => $"{key.Name}: 12"))} }}\n";
}
