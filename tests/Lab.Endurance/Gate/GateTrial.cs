using System.Diagnostics;
using System.Globalization;
using Lab.Instruments.Tests.Safety.Sequences;

namespace Lab.Endurance.Gate;

/// <summary>Random sequences of driver calls on every bench, and the planted bypasses that they must find.</summary>
internal static class GateTrial
{
    private const int SequencesForAMutant = 4000;

    /// <summary>The trial as the program knows it.</summary>
    public static Trial Description { get; } = new(
        "gate",
        "[SEQUENCES] [SEED]",
        "random sequences of driver calls on every bench; no twin may see anything beyond a limit",
        RunAsync);

    private static async Task<int> RunAsync(string[] arguments)
    {
        int sequences = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        int seed = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        bool holds = true;
        Console.WriteLine("| bench or bypass | sequences | found | s |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (string name in SequenceBenches.All.Keys)
        {
            holds &= await ReportAsync(name, name, sequences, seed, mutant: null) is null;
        }

        foreach (GateMutant mutant in Mutants.All)
        {
            holds &= await ReportAsync($"bypass: {mutant.Name}", "crowded", SequencesForAMutant, seed, mutant) is not null;
        }

        Console.WriteLine(holds ? "Held: no violation without a bypass, and every bypass was found." : "Did not hold.");
        return holds ? 0 : 1;
    }

    private static async Task<string?> ReportAsync(string title, string bench, int sequences, int seed, GateMutant? mutant)
    {
        long start = Stopwatch.GetTimestamp();
        string? violation = await GateSequences.RunAsync(SequenceBenches.All[bench], sequences, seed, mutant);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {title} | {sequences} | {violation ?? "nothing"} | {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} |"));
        return violation;
    }
}
