using Lab.Benches;
using Lab.Protocols.Resonances;
using Lab.Quantities;

namespace Lab.Protocols.Tests;

public class FindResonanceProtocolTests
{
    private static readonly FindResonanceProtocol Protocol = new();

    /// <summary>The shipped junction, a narrow one at 5 GHz and a wide one at 100 MHz, each sought over all that the generator
    /// may do.</summary>
    [Theory]
    [InlineData(346, 0.01)]
    [InlineData(5000, 0.005)]
    [InlineData(100, 0.05)]
    public async Task Run_OverTheWholeRange_FindsTheResonance(double megahertz, double damping)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, bench => With(bench, megahertz, damping), 1);

        Assert.Null(outcome.Analysis.Failure);
        double linewidth = outcome.Hidden.Linewidth.Hertz;
        outcome.AssertHolds("linewidth", linewidth);
        Assert.Equal(outcome.Hidden.ResonanceFrequency.Hertz, outcome["resonance_frequency"].Value, linewidth / 50);
        Assert.True(outcome["suggested_from"].Value < outcome.Hidden.ResonanceFrequency.Hertz - (6 * linewidth));
        Assert.True(outcome["suggested_to"].Value > outcome.Hidden.ResonanceFrequency.Hertz + (6 * linewidth));
        Assert.InRange(outcome["suggested_step"].Value, linewidth / 20, linewidth / 6);
    }

    [Fact]
    public async Task Run_TwoLines_FindsBoth()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            bench => WithSecond(With(bench, 346, 0.01), Frequency.FromMegahertz(1200)),
            2,
            "from=100 MHz",
            "to=3 GHz",
            "points=400");

        double[] found = [outcome["resonance_frequency"].Value, outcome["resonance_frequency_2"].Value];
        Assert.Equal(346e6, found.Min(), 0.1e6);
        Assert.Equal(1200e6, found.Max(), 1e6);
    }

    [Fact]
    public async Task Run_NoneInTheRange_SaysSoAndNamesNoPlace()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => With(bench, 346, 0.01), 3, "from=2 GHz", "to=6 GHz", "points=200", "lines=1");

        Assert.Empty(outcome.Analysis.Results);
        Assert.Contains("between 2 GHz and 6 GHz", outcome.Analysis.Failure, StringComparison.Ordinal);
        Assert.NotEmpty(outcome.Analysis.Figures);
    }

    private static BenchDefinition With(BenchDefinition bench, double megahertz, double damping) => bench with
    {
        Sample = bench.Sample with
        {
            Junctions =
            [
                bench.Sample.Junctions[0] with
                {
                    ResonanceFrequency = Frequency.FromMegahertz(megahertz), Damping = damping, PerpendicularSlope = default,
                },
            ],
        },
    };

    private static BenchDefinition WithSecond(BenchDefinition bench, Frequency resonance) => bench with
    {
        Sample = bench.Sample with
        {
            Junctions =
            [
                bench.Sample.Junctions[0],
                bench.Sample.Junctions[0] with { Name = "other", ResonanceFrequency = resonance }
            ],
        },
    };
}
