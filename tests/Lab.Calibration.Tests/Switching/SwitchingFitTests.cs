using Lab.Calibration.Switching;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.Switching;

/// <summary>Counts that were drawn from a known law.</summary>
public class SwitchingFitTests
{
    private static readonly double[] Widths = [10e-9, 100e-9, 1e-6, 10e-6];

    [Theory]
    [InlineData(5, 10, 1, 0.3492, 0.6508)] // a half: ± 0.5/√(n + 1)
    [InlineData(0, 10, 1, 0, 0.0909)] // none: 1/(n + 1)
    [InlineData(10, 10, 1, 0.9091, 1)]
    [InlineData(1, 10, 1.96, 0.0179, 0.4042)] // published tables of the 95 % interval
    public void Wilson_IsThatOfTheTables(int successes, int trials, double deviations, double lower, double upper)
    {
        var interval = WilsonInterval.Of(successes, trials, deviations);
        Assert.Equal(lower, interval.Lower, 1e-3);
        Assert.Equal(upper, interval.Upper, 1e-3);
    }

    [Fact]
    public void HalfAmperes_IsWhereHalfOfThePulsesSwitch()
    {
        var law = new SwitchingLaw(45, 1e-3, 1e-9);
        Assert.All(Widths, width => Assert.Equal(0.5, law.Probability(width, law.HalfAmperes(width)), 1e-12));

        // Koch, Katine and Sun: 1 − ln(t/(τ₀·ln 2))/Δ of the critical current.
        Assert.Equal(1e-3 * (1 - (Math.Log(1e4 / Math.Log(2)) / 45)) * 1.0001, law.HalfAmperes(10e-6), 1e-12);
        Assert.True(law.IsPrecessional(10e-9));
        Assert.False(law.IsPrecessional(10e-6));
    }

    [Fact]
    public void Find_FiftySeeds_CoversTheTruth()
    {
        var truth = new SwitchingLaw(45, 1e-3, 1e-9);
        int stability = 0;
        int critical = 0;
        for (ulong seed = 1; seed <= 50; seed++)
        {
            SwitchingFit fit = Fit(Draw(truth, seed));
            stability += Within(fit.Stability, truth.Stability);
            critical += Within(fit.CriticalAmperes, truth.CriticalAmperes);
            Assert.Null(fit.Misfit);
        }

        Assert.InRange(stability, 26, 42); // 68 % of 50, within 2.5 standard deviations
        Assert.InRange(critical, 26, 42);
    }

    [Fact]
    public void Find_TwoBarriers_SaysThatTheLawDoesNotHold()
    {
        // Half of the trials find a layer of another barrier.
        var first = new SwitchingLaw(45, 1e-3, 1e-9);
        SwitchingCount[] counts =
        [
            .. Draw(first, 1, 100).Zip(Draw(first with { CriticalAmperes = 0.85e-3 }, 2, 100), (one, other) =>
                one with { Trials = 200, Switched = one.Switched + other.Switched }),
        ];
        Assert.StartsWith(
            "The counts are not those of one barrier", Fit(counts).Misfit, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OneWidth_TellsNoPrecession()
    {
        SwitchingFit fit = Fit([.. Draw(new SwitchingLaw(45, 1e-3, 0), 1).Where(count => count.WidthSeconds == 1e-6)]);
        Assert.False(fit.PrecessionSeconds.IsKnown);
        Assert.Equal(45, fit.Stability.Value, 4 * fit.Stability.StandardUncertainty);
    }

    [Theory]
    [InlineData(0.2e-3, "No pulse switched")]
    [InlineData(2e-3, "Every pulse switched")]
    public void Find_NoTransition_NamesTheRemedy(double amperes, string failure)
    {
        SwitchingCount[] counts =
        [
            new(1e-6, amperes, 50, amperes < 1e-3 ? 0 : 50),
            new(1e-6, amperes * 1.1, 50, amperes < 1e-3 ? 0 : 50)
        ];
        Assert.Null(SwitchingFit.Find(counts, out string? said));
        Assert.StartsWith(failure, said, StringComparison.Ordinal);
    }

    private static SwitchingFit Fit(IReadOnlyList<SwitchingCount> counts)
    {
        var fit = SwitchingFit.Find(counts, out string? failure);
        Assert.Null(failure);
        return fit!;
    }

    private static int Within(Estimate estimate, double truth) =>
        Math.Abs(estimate.Value - truth) <= estimate.StandardUncertainty ? 1 : 0;

    private static SwitchingCount[] Draw(SwitchingLaw law, ulong seed, int trials = 30)
    {
        var random = RandomStream.For(seed, "switching");
        return
        [
            .. from width in Widths
            from step in Enumerable.Range(0, 21)
            let amperes = (0.7 + (0.02 * step)) * 1e-3
            select new SwitchingCount(
                width, amperes, trials,
                Enumerable.Range(0, trials).Count(_ => random.NextDouble() < law.Probability(width, amperes))),
        ];
    }
}
