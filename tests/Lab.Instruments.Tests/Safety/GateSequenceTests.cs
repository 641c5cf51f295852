using Lab.Instruments.Tests.Safety.Sequences;

namespace Lab.Instruments.Tests.Safety;

/// <summary>Random driver calls on twins, with an observer on the twins' side; and the proof that the observer sees what it
/// should.</summary>
public sealed class GateSequenceTests
{
    private const int Sequences = 1000; // of each bench; the trial "gate" of tests/Lab.Endurance runs 100,000
    private const int SequencesForAMutant = 4000;

    public static TheoryData<string> Benches => [.. SequenceBenches.All.Keys];

    public static TheoryData<string> Bypasses => [.. Mutants.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Benches))]
    public async Task AnySequenceOfDriverCalls_NoTwinSeesAnythingBeyondALimit(string bench)
    {
        string? violation = await GateSequences.RunAsync(SequenceBenches.All[bench], Sequences, seed: 1);
        Assert.True(violation is null, violation);
    }

    [Theory]
    [MemberData(nameof(Bypasses))]
    public async Task PlantedBypass_IsFound(string name) =>
        Assert.NotNull(await GateSequences.RunAsync(
            SequenceBenches.All["crowded"], SequencesForAMutant, seed: 1, Mutants.All.Single(mutant => mutant.Name == name)));
}
