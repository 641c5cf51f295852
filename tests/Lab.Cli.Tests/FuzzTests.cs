using Lab.Endurance.Fuzz;

namespace Lab.Cli.Tests;

/// <summary>The short form of the trial 'fuzz'.</summary>
public class FuzzTests
{
    private const int Inputs = 2_000;

    public static TheoryData<string> Parsers => [.. FuzzTargets.All().Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Parsers))]
    public void A_parser_takes_hostile_inputs_with_documented_errors_in_bounded_time_and_memory(string parser)
    {
        FuzzOutcome outcome = FuzzRun.Run(FuzzTargets.All().Single(target => target.Name == parser), Inputs, seed: 20260101);

        Assert.Empty(outcome.Findings);
        Assert.Equal(Inputs, outcome.Inputs);
    }
}
