using Lab.Protocols.Monitors;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Monitors;

public class MonitorProtocolTests
{
    private static readonly MonitorProtocol Protocol = new();

    [Fact]
    public async Task Run_ForADuration_ReadsAtTheIntervalWithBothEnds()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "duration=20 s", "interval=2 s", "read=voltmeter.voltage, gaussmeter.field");

        Assert.Equal(11, outcome.Data.Count);
        double[] seconds = outcome.Data.BenchSeconds;
        Assert.All(seconds.Skip(1).Zip(seconds, (later, earlier) => later - earlier), step => Assert.Equal(2, step, 0.01));
        Assert.Empty(outcome.Analysis.Warnings);
        Assert.Equal(
            [
                "voltmeter.voltage, gaussmeter.field against time", "Allan deviation of voltmeter.voltage",
                "Allan deviation of gaussmeter.field"
            ],
            outcome.Analysis.Figures.Select(figure => figure.Title));
    }

    // Readings of a second each, of which white noise is 1/√50 of a period's 30 nV: the least of the deviations is below one
    // reading's.
    [Fact]
    public async Task Run_Voltmeter_GivesMeanDriftAndAllanDeviation()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1, "count=400", "interval=1 s");

        Assert.True(outcome["voltmeter_voltage_allan_minimum"].Value < outcome["voltmeter_voltage_deviation"].Value);
        Assert.InRange(outcome["voltmeter_voltage_allan_time"].Value, 1, 400.0 / 3);
        Assert.Equal("V/s", outcome["voltmeter_voltage_drift"].Unit);
        Figure allan = outcome.Analysis.Figures[1];
        Assert.True(allan.IsLogarithmic && allan.Panels[0].IsLogarithmic);
        Assert.Equal(1, allan.Panels[0].Series[0].X[0], 0.01);
    }

    [Fact]
    public async Task Run_ReadingsThatTakeLongerThanTheInterval_SaySo()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1, "count=20", "interval=1 ms");

        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("The readings take longer than the interval of 1 ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithHeldCurrent_SwitchesItsOutputOn()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            VirtualLab.Quiet,
            1,
            "count=5",
            "read=smu.resistance",
            "hold=smu.compliance 100 mV, smu.current 50 uA",
            "derived=voltage = smu.resistance * smu.current in mV");

        Assert.All(outcome.Data.Numbers("smu_resistance"), ohms => Assert.Equal(163, ohms, 1));
        Assert.All(outcome.Data.Numbers("voltage"), millivolts => Assert.Equal(163 * 0.05, millivolts, 0.1));
    }

    [Theory]
    [InlineData(null, null, true, 1_000_000)]
    [InlineData(7, null, false, 7)]
    [InlineData(null, "10 s", false, 101)]
    [InlineData(null, "0 s", false, 1)]
    public void Create_CountAndDuration_SayHowManyReadings(int? count, string? duration, bool isOpen, int points)
    {
        IExperiment experiment = Protocol.Create(
            new MonitorSettings
            {
                Count = count,
                Duration = duration is null ? null : Quantity.Parse<Duration>(duration),
                Interval = Duration.FromMilliseconds(100)
            },
            VirtualLab.Bench("spin-diode"));

        Assert.Equal((isOpen, points), (experiment.IsOpenEnded, experiment.PointCount));
    }

    [Theory]
    [InlineData("interval", "0 s", "The setting 'interval' is 0 s; it is above zero, such as 1 s.")]
    [InlineData(
        "count", "0", "The settings ask for 0 readings; a run has 1 to 1000000. Take another count, duration or interval.")]
    [InlineData(
        "duration", "1 d",
        "The settings ask for 8640001 readings; a run has 1 to 1000000. Take another count, duration or interval.")]
    public void Create_WrongTimes_AreRefused(string key, string value, string message)
    {
        var given = new Dictionary<string, string> { ["interval"] = "10 ms", [key] = value };
        var settings = (MonitorSettings)SettingsBinder.Bind(typeof(MonitorSettings), given);

        Assert.Equal(
            message, Assert.Throws<SettingsException>(() => Protocol.Create(settings, VirtualLab.Bench("spin-diode"))).Message);
    }

    [Fact]
    public void LongestStretch_OfReadingsWithAGap_IsTheLongerPart()
    {
        var stretch = Stretch.LongestOf([0, 1, 2, 60, 61, 62, 63.1, 64], 1);

        Assert.Equal((3, 5, 1), (stretch.First, stretch.Count, stretch.Gaps));
        Assert.Equal(1, stretch.Interval, 1e-12);
        Assert.Equal(Math.Sqrt(0.02 / 4), stretch.Unevenness, 1e-9);
    }

    [Fact]
    public void LongestStretch_OfOneReading_IsThatReading() =>
        Assert.Equal((0, 1, 0), Stretch.LongestOf([5], 1) is var one ? (one.First, one.Count, one.Gaps) : default);
}
