using Lab.Models.Data;

namespace Lab.Models.Tests.Data;

public sealed class LabelledSamplesTests
{
    [Fact]
    public void Split_SharesNoSampleAndKeepsTheProportion()
    {
        LabelledSamples all = LinearBoundary.Draw(200, seed: 3);
        (LabelledSamples training, LabelledSamples test) = all.Split(0.6, seed: 7);
        Assert.Equal(200, training.Count + test.Count);
        Assert.Empty(training.Features.Intersect(test.Features));
        Assert.Equal((double)all.Classes.Sum() / 200, (double)training.Classes.Sum() / training.Count, 0.02);
        Assert.Equal(training.Features, all.Split(0.6, seed: 7).First.Features);
        Assert.NotEqual(training.Features, all.Split(0.6, seed: 8).First.Features);
    }

    [Fact]
    public void ScaledBy_OtherSamples_TakesTheirRangeAlone()
    {
        LabelledSamples training = new([[2, 10], [4, 10]], [0, 1]);
        LabelledSamples test = new([[1, 3], [3.5, 11], [9, 10]], [0, 1, 1]);

        Assert.Equal([[0, 0], [1, 0]], training.ScaledBy(training).Features);
        Assert.Equal([[0, 0], [0.75, 0], [1, 0]], test.ScaledBy(training).Features);
        Assert.Equal(test.Classes, test.ScaledBy(training).Classes);
    }

    [Fact]
    public void Batch_GoesThroughAllSamplesOnceInAnEpoch()
    {
        LabelledSamples all = LinearBoundary.Draw(40, seed: 1);
        double[][] seen = [.. Enumerable.Range(0, 4).SelectMany(step => all.Batch(step, 10, seed: 5).Features)];
        Assert.Equal(40, seen.Distinct().Count());
        Assert.NotEqual(seen[..10], all.Batch(4, 10, seed: 5).Features);
        Assert.Equal(15, all.Batch(2, 15, seed: 5).Count); // over the end of an epoch
    }
}
