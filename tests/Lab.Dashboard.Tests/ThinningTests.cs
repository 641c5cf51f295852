using Lab.Dashboard.Feeds;

namespace Lab.Dashboard.Tests;

public sealed class ThinningTests
{
    [Fact]
    public void Extremes_OfAMillionPoints_KeepTheOneSpikeInBoundedMemory()
    {
        const int spike = 654_321;
        var thinning = new ExtremesThinning();

        for (int i = 0; i < 1_000_000; i++)
        {
            thinning.Add(new SeriesPoint(i, i, i == spike ? 1 : Math.Sin(i) * 0.01, double.NaN));
        }

        SeriesPoint[] kept = [.. thinning.From(0)];
        Assert.InRange(kept.Length, ExtremesThinning.MostItems / 2, 2 * ExtremesThinning.MostItems);
        Assert.Contains(kept, point => point is { Point: spike, Y: 1 });
        Assert.Equal(kept.Select(point => point.Point).Order(), kept.Select(point => point.Point));
        Assert.Equal(512, thinning.Every); // 2048 items of 512 points are the first to hold a million
    }

    [Fact]
    public void Extremes_OfFewPoints_AreThePoints()
    {
        var thinning = new ExtremesThinning();
        for (int i = 0; i < ExtremesThinning.MostItems; i++)
        {
            Assert.False(thinning.Add(new SeriesPoint(i, i, -i, double.NaN)));
        }

        Assert.Equal(
            Enumerable.Range(0, ExtremesThinning.MostItems).Select(i => (long)i), thinning.From(0).Select(point => point.Point));
        Assert.Equal(thinning.Count, thinning.Settled);
    }

    [Fact]
    public void Extremes_AroundGaps_AreNumbers()
    {
        var thinning = new ExtremesThinning();
        for (int i = 0; i < 4 * ExtremesThinning.MostItems; i++)
        {
            thinning.Add(new SeriesPoint(i, i, i % 4 == 0 ? double.NaN : i, double.NaN));
        }

        Assert.DoesNotContain(thinning.From(0), point => double.IsNaN(point.Y));
    }

    [Theory]
    [InlineData(40_000, 1)]
    [InlineData(40_001, 2)]
    [InlineData(1_000_000, 32)]
    public void Stride_KeepsEveryNthPointFromTheFirst(int count, int every)
    {
        var thinning = new StrideThinning();
        for (int i = 0; i < count; i++)
        {
            thinning.Add(new SeriesPoint(i, i, i, i));
        }

        Assert.Equal(every, thinning.Every);
        Assert.Equal(
            Enumerable.Range(0, (count + every - 1) / every).Select(i => (long)i * every),
            thinning.From(0).Select(point => point.Point));
    }
}
