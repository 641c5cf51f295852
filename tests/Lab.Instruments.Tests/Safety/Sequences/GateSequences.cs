using Lab.Benches;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>The property: whatever is called in whatever order, no twin ever sees a value, step,
/// rate or combination beyond a limit.</summary>
internal static class GateSequences
{
    private const int CallsInASequence = 5;
    private const int SequencesOnABench = 100;
    private const double FaultRatio = 0.03;

    /// <summary>Runs sequences of random driver calls.</summary>
    /// <returns>The first violation with the seed that repeats it, or <see langword="null"/>.</returns>
    public static async Task<string?> RunAsync(BenchDefinition definition, int sequences, int seed, GateMutant? mutant = null)
    {
        for (int first = 0; first < sequences; first += SequencesOnABench)
        {
            using SequenceBench bench = await SequenceBench.OpenAsync(definition, seed + first, FaultRatio, mutant);
            var calls = new RandomCalls(bench, new Random(seed + first));
            for (int call = 0; call < SequencesOnABench * CallsInASequence; call++)
            {
                await calls.CallAsync();
                if (bench.Observer.Violation is { } violation)
                {
                    return $"{definition.Name}, seed {seed + first}, call {call}: {violation}";
                }
            }
        }

        return null;
    }
}
