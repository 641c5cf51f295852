using System.Text;
using Lab.Dashboard.Feeds;
using Lab.Dashboard.Views;

namespace Lab.Dashboard.Tests;

public sealed class FollowedSeriesTests : IDisposable
{
    private readonly Workplace place = new();
    private readonly RecordedRun run;
    private readonly FollowedSeries series;

    public FollowedSeriesTests()
    {
        run = new RecordedRun(place.Runs);
        series = new FollowedSeries(run.Folder.FullPath, new SeriesKey("frequency", "voltage", null));
    }

    public void Dispose()
    {
        run.Dispose();
        place.Dispose();
    }

    [Fact]
    public void PartFor_AViewerThatHasSome_IsTheRestAlone()
    {
        AppendAndRead(0, 3);
        SeriesPlace seen = SeriesPlace.Nothing;
        byte[]? first = series.PartFor(ref seen);
        AppendAndRead(3, 2);
        byte[]? second = series.PartFor(ref seen);

        Assert.Contains(
            "\"start\":0,\"every\":1,\"points\":3,\"x\":[0,1,2],\"y\":[0,10,20]", Text(first), StringComparison.Ordinal);
        Assert.Contains("\"start\":3,\"every\":1,\"points\":5,\"x\":[3,4],\"y\":[30,40]", Text(second), StringComparison.Ordinal);
        Assert.Null(series.PartFor(ref seen));
    }

    [Fact]
    public void PartFor_ViewersThatAreAsFar_IsOneAndTheSame()
    {
        AppendAndRead(0, 5);
        SeriesPlace one = SeriesPlace.Nothing;
        SeriesPlace other = SeriesPlace.Nothing;

        Assert.Same(series.PartFor(ref one), series.PartFor(ref other));
    }

    [Fact]
    public void Read_AfterPointsWereMeasuredAgain_BeginsAnew()
    {
        AppendAndRead(0, 6);
        SeriesPlace seen = SeriesPlace.Nothing;
        series.PartFor(ref seen);
        run.Withdraw(4);
        run.Append(4, -1);
        Assert.True(series.Read(1000)); // it notices
        series.Read(1000);

        SeriesPart whole = series.Whole();
        Assert.Equal([0, 10, 20, 30, -1], whole.Y);
        Assert.Contains("\"start\":0,", Text(series.PartFor(ref seen)), StringComparison.Ordinal);
    }

    [Fact]
    public void Viewer_ThatCutsAndAppends_HasTheSeries()
    {
        // As the page does it, with more points than are kept, so that the thinning changes under way.
        var x = new List<double?>();
        SeriesPlace seen = SeriesPlace.Nothing;
        for (int round = 0; round < 40; round++)
        {
            AppendAndRead(round * 333, 333);
            series.PartFor(ref seen);
            if (ViewedPart() is { } part)
            {
                x.RemoveRange(part.Start, x.Count - part.Start);
                x.AddRange(part.X);
            }
        }

        Assert.Equal(series.Whole().X, x);
        Assert.Equal(8, series.Whole().Every);

        SeriesPart? ViewedPart() => System.Text.Json.JsonSerializer.Deserialize(
            Text(series.PartFor(ref viewer)).Split("data: ")[^1], DashboardJson.Default.SeriesPart);
    }

    private SeriesPlace viewer = SeriesPlace.Nothing;

    private void AppendAndRead(int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            run.Append(i, 10 * i);
        }

        Assert.True(series.Read(100_000));
        Assert.True(series.IsCaughtUp);
    }

    private static string Text(byte[]? part) => Encoding.UTF8.GetString(Assert.IsType<byte[]>(part));
}
