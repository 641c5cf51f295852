using System.Net;
using System.Text.Json;
using Lab.Runs.Records;
using Microsoft.Data.Sqlite;

namespace Lab.Dashboard.Tests;

/// <summary>The arrays of a run, as the page shows them.</summary>
public sealed class ArrayTests
{
    private static readonly Column Trace = new("trace", "V", "What is sampled.", ColumnKind.Array);
    private static readonly Column Time = new("time", "s", "When it is.", ColumnKind.Array);

    [Fact]
    public async Task Array_OfAPoint_IsReadAgainstItsPlacesOrAnotherArray()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using RecordedRun run = Record(served, point => ([10 * point, 2, -3], [0, 0.5, 1]), 3);

        JsonElement newest = await served.GetAsync($"/api/runs/{run.Name}/array?column=trace");
        Assert.Equal(2, newest.GetProperty("point").GetInt64());
        Assert.Equal(2, newest.GetProperty("last").GetInt64());
        Assert.Equal([0, 1, 2], Numbers(newest, "x"));
        Assert.Equal([20, 2, -3], Numbers(newest, "y"));

        JsonElement chosen = await served.GetAsync($"/api/runs/{run.Name}/array?column=trace&point=1&across=time");
        Assert.Equal([0, 0.5, 1], Numbers(chosen, "x"));
        Assert.Equal([10, 2, -3], Numbers(chosen, "y"));
    }

    [Fact]
    public async Task LongArray_IsThinnedAndLosesNoSpike()
    {
        const int length = 1_000_000;
        var trace = new double[length];
        trace[777_777] = 5;
        trace[777_778] = -7;
        await using ServedRuns served = await ServedRuns.StartAsync();
        using RecordedRun run = Record(served, _ => (trace, []), 1);

        JsonElement part = await served.GetAsync($"/api/runs/{run.Name}/array?column=trace");

        double[] x = Numbers(part, "x"), y = Numbers(part, "y");
        Assert.Equal(length, part.GetProperty("length").GetInt32());
        Assert.InRange(y.Length, 1, 2 * 2048);
        Assert.Equal(5, y[Array.IndexOf(x, 777_777.0)]);
        Assert.Equal(-7, y[Array.IndexOf(x, 777_778.0)]);
    }

    [Fact]
    public async Task Stack_OfAllPoints_HasARowAPoint()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using RecordedRun run = Record(served, point => (point == 1 ? [1] : [point, -point], [0.5, 1]), 3);

        JsonElement stack = await served.GetAsync($"/api/runs/{run.Name}/stack?column=trace&up=frequency&across=time");

        Assert.Equal([0.5, 1], Numbers(stack, "x"));
        Assert.Equal([100, 101, 102], Numbers(stack, "y"));
        Assert.Equal("[[0,0],[1,null],[2,-2]]", $"{stack.GetProperty("z")}");
    }

    [Fact]
    public async Task Stack_OfManyLongArrays_IsBounded()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        var trace = new double[5000];
        using RecordedRun run = Record(
            served,
            point =>
            {
                trace[4321] = point;
                return (trace, []);
            },
            1000);

        JsonElement stack = await served.GetAsync($"/api/runs/{run.Name}/stack?column=trace");

        JsonElement[] rows = [.. stack.GetProperty("z").EnumerateArray()];
        Assert.Equal(256, rows.Length);
        Assert.All(rows, row => Assert.Equal(500, row.GetArrayLength()));
        Assert.Equal(996, rows[255][432].GetDouble()); // of each ten the one of largest magnitude
    }

    [Fact]
    public async Task Image_OfAPoint_HasRowsOfTheWidth()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using RecordedRun run = Record(served, _ => ([1, 2, 3, 4, 5], []), 1);

        JsonElement image = await served.GetAsync($"/api/runs/{run.Name}/image?column=trace&width=2");

        Assert.Equal("[[1,2],[3,4],[5,null]]", $"{image.GetProperty("z")}");
    }

    [Theory]
    [InlineData("array?column=nothing", HttpStatusCode.NotFound, "has no column of arrays 'nothing'; it has trace, time.")]
    [InlineData("array?column=voltage", HttpStatusCode.NotFound, "has no column of arrays 'voltage'")]
    [InlineData("array?column=trace&across=time", HttpStatusCode.Conflict, "they do not belong together")]
    [InlineData("stack?column=trace&up=time", HttpStatusCode.NotFound, "has no column of numbers 'time'")]
    [InlineData("image?column=trace&width=0", HttpStatusCode.BadRequest, "rows of at least one element")]
    public async Task Request_ThatMakesNoSense_IsRefusedInWords(string request, HttpStatusCode status, string words)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using RecordedRun run = Record(served, _ => ([1, 2], [1]), 1);

        using HttpResponseMessage response = await served.Client.GetAsync($"/api/runs/{run.Name}/{request}");

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(words, Error(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[0,2000000000,\"{0}\"]", "more than")] // more than is read for a look
    [InlineData("[0,80000000,\"{0}\"]", "it lies at 0 to 80000000")] // more than there is
    [InlineData("[0,65600,\"{0}\"]", "is not in")] // not what it was
    [InlineData("[0,65601,\"{0}\"]", "no whole number of elements")]
    [InlineData("nonsense", "has no array")]
    public async Task Record_FromElsewhere_IsRefusedInWords(string cell, string words)
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using RecordedRun run = Record(served, _ => (new double[8200], []), 1);
        run.End();
        SqliteConnection.ClearAllPools();
        using (var record = new SqliteConnection($"Data Source={Path.Combine(run.Folder.FullPath, "data.db")};Pooling=False"))
        {
            record.Open();
            using SqliteCommand change = record.CreateCommand();
            change.CommandText = "UPDATE points SET trace = $cell";
            change.Parameters.AddWithValue("$cell", cell.Replace("{0}", new string('0', 64), StringComparison.Ordinal));
            change.ExecuteNonQuery();
        }

        foreach (string request in new[] { "array?column=trace", "stack?column=trace", "image?column=trace&width=100" })
        {
            using HttpResponseMessage response = await served.Client.GetAsync($"/api/runs/{run.Name}/{request}");

            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            Assert.Contains(words, Error(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }
    }

    private static RecordedRun Record(ServedRuns served, Func<int, (double[] Trace, double[] Time)> arrays, int points)
    {
        var run = new RecordedRun(served.Place.Runs, "scope", change: null, Trace, Time);
        for (int i = 0; i < points; i++)
        {
            (double[] trace, double[] time) = arrays(i);
            run.Append(100 + i, i, row =>
            {
                row.Set(Trace, trace);
                row.Set(Time, time);
            });
        }

        return run;
    }

    private static string Error(string json) =>
        JsonDocument.Parse(json).RootElement.GetProperty("error").GetString() ?? string.Empty;

    private static double[] Numbers(JsonElement part, string axis) =>
        [.. part.GetProperty(axis).EnumerateArray().Select(value => value.GetDouble())];
}
