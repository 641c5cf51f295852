using Lab.Models.Randomness;
using Lab.Models.Searching;
using MathNet.Numerics.Statistics;

namespace Lab.Models.Tests.Searching;

public sealed class SearchingTests
{
    private static readonly SearchDimension[] Dimensions =
        [
            SearchDimension.Continuous,
            SearchDimension.Continuous,
            SearchDimension.Continuous,
            new(Choices: 3),
            SearchDimension.Continuous
        ];

    // A narrow ridge: only the product of the first two matters, the third has an optimum, the fourth a right choice, the last
    // none.
    private static double Score(double[] place) =>
        -Math.Abs(place[0] + place[1] - 1.2) - Math.Abs(place[2] - 0.3) - (Dimensions[3].ChoiceAt(place[3]) == 1 ? 0 : 0.5);

    [Fact]
    public void Propose_InAHundredTrials_GetsCloserThanRandomDraws()
    {
        double[] found = [.. Enumerable.Range(1, 10).Select(seed => Search((ulong)seed, 100).Max(trial => trial.Score))];
        double[] drawn =
        [
            .. Enumerable.Range(1, 10).Select(seed =>
            {
                var random = new RandomStream((ulong)seed);
                return Enumerable.Range(0, 100).Max(_ => Score([.. Dimensions.Select(_ => random.NextDouble())]));
            }),
        ];
        Assert.InRange(found.Median() / drawn.Median(), 0, 0.6); // both are negative: distances from the optimum
        Assert.All(found, score => Assert.InRange(score, -0.3, 0));
    }

    [Fact]
    public void Propose_DoesNotDependOnTheOrderOfCallsOrOfTheHistory()
    {
        List<SearchTrial> history = Search(3, 40);
        double[] first = new ParzenSampler(Dimensions, 3).Propose(40, history);
        var later = new ParzenSampler(Dimensions, 3);
        later.Propose(41, history);
        Assert.Equal(first, later.Propose(40, history));
        Assert.All(first, place => Assert.InRange(place, 0, 1));
        Assert.NotEqual(first, later.Propose(41, history));
    }

    [Fact]
    public void Propose_WithFailedTrials_KeepsAwayFromThem()
    {
        // Everything above 0.5 in the first dimension fails.
        List<SearchTrial> history = [];
        var sampler = new ParzenSampler(Dimensions, 5);
        for (int trial = 0; trial < 100; trial++)
        {
            double[] place = sampler.Propose(trial, history);
            history.Add(new SearchTrial(place, place[0] > 0.5 ? double.NaN : -place[2], []));
        }

        Assert.InRange(history.Take(20).Count(trial => double.IsNaN(trial.Score)), 7, 13);
        Assert.InRange(history.Skip(50).Count(trial => double.IsNaN(trial.Score)), 0, 12);
    }

    [Fact]
    public void MedianRule_GivesUpBelowTheMedianOnly()
    {
        SearchTrial[] history = [.. Enumerable.Range(0, 11).Select(i => new SearchTrial(
            [], i, [.. Enumerable.Range(0, 10).Select(step => (double)(i * step))]))];
        Assert.True(MedianRule.GivesUp(step: 4, steps: 10, best: 19.9, history)); // the median is 5 · 4
        Assert.False(MedianRule.GivesUp(step: 4, steps: 10, best: 20, history));
        Assert.False(MedianRule.GivesUp(step: 0, steps: 10, best: -1, history)); // too early
        Assert.False(MedianRule.GivesUp(step: 9, steps: 10, best: -1, history)); // done
        Assert.False(MedianRule.GivesUp(step: 4, steps: 10, best: -1, history[..9])); // too few to compare with
    }

    [Fact]
    public void MainEffects_FindWhatMatters()
    {
        var random = new RandomStream(1);
        SearchTrial[] trials =
        [
            .. Enumerable.Range(0, 400).Select(_ =>
            {
                double[] place = [.. Dimensions.Select(_ => random.NextDouble())];
                return new SearchTrial(
                    place, (3 * place[0]) + (Dimensions[3].ChoiceAt(place[3]) == 1 ? 1 : 0) + (0.3 * random.NextGaussian()), []);
            }),
        ];
        double[] effects = MainEffects.Of(Dimensions, trials);

        // Variances 9/12, 2/9 and 0.09.
        Assert.InRange(effects[0], 0.6, 0.8);
        Assert.InRange(effects[3], 0.15, 0.3);
        Assert.All([effects[1], effects[2], effects[4]], effect => Assert.InRange(effect, 0, 0.05));
    }

    private static List<SearchTrial> Search(ulong seed, int trials)
    {
        var sampler = new ParzenSampler(Dimensions, seed);
        List<SearchTrial> history = [];
        for (int trial = 0; trial < trials; trial++)
        {
            double[] place = sampler.Propose(trial, history);
            history.Add(new SearchTrial(place, Score(place), []));
        }

        return history;
    }
}
