using Lab.Runs.Calibrations;

namespace Lab.Runs.Tests.Calibrations;

public sealed class CalibrationStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Add_ComesBackWhole()
    {
        CalibrationStore store = Store();
        CalibrationRecord record = Record(6.02, Noon) with
        {
            Curves = new Dictionary<string, double[]> { ["frequency"] = [1e8, 2e8], ["loss"] = [6, 6.04] }
        };
        string id = store.Add(record);

        CalibrationRecord read = store.Get(id).Record;
        Assert.Equal("20261125-120000-rf-loss", id);
        Assert.Equal(record with { Curves = read.Curves, Order = 1 }, read);
        Assert.Equal(record.Curves["loss"], read.Curves["loss"]);
    }

    [Fact]
    public void Of_TheLastInForceCounts_AndUseAndExpireChangeIt()
    {
        CalibrationStore store = Store();
        string first = store.Add(Record(6.0, Noon));
        store.Add(Record(6.5, Noon.AddHours(1)));
        Assert.Equal(6.5, store.Of("bench", simulated: true, Noon.AddHours(2)).Find("rf/loss")!.Value);

        store.Use(first, Noon.AddHours(3));
        Assert.Equal(6.0, store.Of("bench", simulated: true, Noon.AddHours(4)).Find("rf/loss")!.Value);

        // An expired one does not let an older one come back.
        store.Expire(first, Noon.AddHours(5));
        CalibrationsInForce now = store.Of("bench", simulated: true, Noon.AddHours(6));
        Assert.Null(now.Find("rf/loss"));
        Assert.Contains(
            "expired at 2026-11-25 17:00",
            now.Lacks(new CalibrationNeed("rf/loss", "power-calibration", IsRequired: true)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TwinsNeverCalibrateABench()
    {
        CalibrationStore store = Store();
        store.Add(Record(6.0, Noon));
        Assert.Null(store.Of("bench", simulated: false, Noon).Find("rf/loss"));
        Assert.Null(store.Of("other", simulated: true, Noon).Find("rf/loss"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"name\":\"a\",\"value\":1,\"unit\":\"V\",\"source\":\"s\",\"bench\":\"b\",\"curves\":{\"x\":null}}")]
    [InlineData("{\"name\":\"a\",\"value\":1e999,\"unit\":\"V\",\"source\":\"s\",\"bench\":\"b\"}")]
    public void List_HostileFile_IsRefusedByName(string text)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "calibrations"));
        File.WriteAllText(Path.Combine(folder.Path, "calibrations", "bad.json"), text);
        Assert.Contains("bad.json", Assert.Throws<RunException>(() => Store().List()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_UnknownOrAmbiguous_SaysSo()
    {
        CalibrationStore store = Store();
        store.Add(Record(6, Noon));
        store.Add(Record(7, Noon));
        Assert.Contains(
            "no calibration '2025", Assert.Throws<RunException>(() => store.Get("2025")).Message, StringComparison.Ordinal);
        Assert.Contains("beginning of 2", Assert.Throws<RunException>(() => store.Get("2026")).Message, StringComparison.Ordinal);
        Assert.Equal(6, store.Get("20261125-120000-rf-loss").Record.Value);
    }

    private static CalibrationRecord Record(double value, DateTimeOffset since) => new(
        "rf/loss", value, "dB", 0.05, "run", since.AddDays(30))
    {
        Bench = "bench",
        Simulated = true,
        InForceSince = since,
    };

    private CalibrationStore Store() => new(Path.Combine(folder.Path, "calibrations"));
}
