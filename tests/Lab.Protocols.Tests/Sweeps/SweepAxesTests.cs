using Lab.Benches;
using Lab.Protocols.Sweeps;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Sweeps;

public sealed class SweepAxesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lab-sweep-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Read_JoinedRanges_AreOneAxisAndMeetOnce()
    {
        SweepAxis axis = Assert.Single(Read("rf.frequency 320..340 MHz step 10 MHz; 340..342 MHz step 1 MHz"));

        Assert.Equal([320e6, 330e6, 340e6, 341e6, 342e6], axis.Values);
    }

    [Theory]
    [InlineData("rf.frequency 1..100 MHz log in 3", new[] { 1e6, 10e6, 100e6 })]
    [InlineData("rf.frequency 1, 5, 2 MHz", new[] { 1e6, 5e6, 2e6 })]
    [InlineData("rf.frequency: 5 MHz", new[] { 5e6 })]
    [InlineData("rf.frequency = 3..1 MHz step 1 MHz", new[] { 3e6, 2e6, 1e6 })]
    public void Read_FormsOfSweeps_AreThoseOfSettings(string text, double[] values) =>
        Assert.Equal(values, Read(text)[0].Values.Select(value => Math.Round(value, 6)));

    [Fact]
    public void Read_Options_AreTakenInAnyOrder()
    {
        IReadOnlyList<SweepAxis> axes = Read(
            "rf.frequency 1..3 MHz step 1 MHz settle 50 ms snake; line.current -1..1 mA in 3 up and down settle 2 seconds reset "
                + "1 min; magnet.field 0, 1 Oe");

        Assert.True(axes[0].IsSnake);
        Assert.Equal(0.05, axes[0].Settle.Seconds);
        Assert.True(axes[1].IsThereAndBack);
        Assert.Equal(5, axes[1].Count);
        Assert.Equal(2, axes[1].Settle.Seconds);
        Assert.Equal(60, axes[1].Reset!.Value.Seconds);
        Assert.Null(axes[2].Reset);
        Assert.Equal(0.01, axes[2].Settle.Seconds); // the setting's
    }

    [Fact]
    public void Grid_UpAndDownUnderSnake_GoesAsItIsWritten()
    {
        var grid = new SweepGrid(
            Read("line.current 1..3 mA step 1 mA up and down; rf.frequency 1, 2 MHz snake; magnet.field 0, 1 Oe"));

        Assert.Equal(5 * 2 * 2, grid.PointCount);
        Assert.Equal([1, 2, 3, 2, 1, 1, 2, 3, 2, 1], Values(0, 1e-3)[..10]);
        Assert.Equal([1, 1, 1, -1, -1], Enumerable.Range(0, 5).Select(point => grid.DirectionAt(point, 0)));
        Assert.Equal([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1], Values(1, 1e6));
        Assert.Equal([1, -1], ((int[])[0, 19]).Select(point => grid.DirectionAt(point, 1)));
        Assert.Equal([0, 1], Values(2, 1e-4).Distinct());

        double[] Values(int axis, double one) =>
            [.. Enumerable.Range(0, grid.PointCount).Select(point => Math.Round(grid.ValueAt(point, axis) / one, 9))];
    }

    [Fact]
    public void Grid_DownAndUp_FallsFirst()
    {
        var grid = new SweepGrid(Read("line.current 2..1 mA step 1 mA up and down"));

        Assert.Equal([-1, -1, 1], Enumerable.Range(0, 3).Select(point => grid.DirectionAt(point, 0)));
    }

    [Fact]
    public void Read_FromTable_TakesColumnAndUnitOfTheFile()
    {
        string file = Path.Combine(folder, "places.csv");
        File.WriteAllText(file, "frequency (MHz),power (dBm)\n340,-20\n346,-10\n350.5,-20\n");

        Assert.Equal([340e6, 346e6, 350.5e6], Read("rf.frequency from table", file)[0].Values);
        Assert.Equal(
            [1e-5, 1e-4, 1e-5], Read("rf.power from table column power", file)[0].Values.Select(value => Math.Round(value, 12)));
        Assert.Equal([340e3, 346e3, 350.5e3], Read("rf.frequency from table column 1 in kHz", file)[0].Values);
    }

    [Theory]
    [InlineData(
        "",
        "at character 1: nothing stands here; write an axis such as rf.frequency 330..362 MHz step 1 MHz, or leave the ';' out.")]
    [InlineData(
        "330..362 MHz step 1 MHz",
        "at character 1: '330..362 MHz step 1 MHz' has no channel before its values; write for example rf.frequency 330..362 "
            + "MHz step 1 MHz.")]
    [InlineData(
        "rf.freqency 1..2 MHz in 2",
        "at character 1: axis 1, rf.freqency: 'rf.freqency' is nothing that can be set on this bench; there are rf.frequency, "
            + "rf.power. Did you mean rf.frequency?")]
    [InlineData(
        "rf.power -20 dBm; voltmeter.voltage 1 V",
        "at character 19: axis 2, voltmeter.voltage: 'voltmeter.voltage' can be read but not set; there are rf.frequency, "
            + "rf.power,")]
    [InlineData(
        "rf.frequency 1..2 V in 2",
        "at character 1: axis 1, rf.frequency: 1..2 V in 2 is a voltage; a frequency is expected here")]
    [InlineData(
        "rf.frequency 1,5 MHz",
        "at character 1: axis 1, rf.frequency: '1,5 MHz' could be 1.5 MHz or two values; write 1.5 MHz, or 1, 5 MHz.")]
    [InlineData(
        "rf.frequency",
        "at character 1: axis 1, rf.frequency: it has no values; write for example rf.frequency 346 MHz, or rf.frequency 1..5 "
            + "MHz step 1 MHz.")]
    [InlineData(
        "rf.frequency 1..2 MHz in 2 snake",
        "at character 1: axis 1, rf.frequency: it is the slowest axis, which is passed once, so that 'snake' changes nothing; "
            + "put it on a faster one.")]
    [InlineData(
        "rf.frequency 1..2 MHz in 2 snaek; line.current 1 mA",
        "at character 1: axis 1, rf.frequency: '2 snaek' in '1..2 MHz in 2 snaek' is not a number of values. Is 'snaek' meant "
            + "as 'snake'?")]
    [InlineData(
        "rf.frequency 1 MHz settle; line.current 1 mA",
        "at character 1: axis 1, rf.frequency: 'settle' has no time; write for example 'settle 50 ms'.")]
    [InlineData(
        "rf.frequency 1..2 MHz in 2 settle 1 ms settle 2 ms",
        "at character 1: axis 1, rf.frequency: 'settle' is given twice; leave one out.")]
    [InlineData(
        "rf.frequency 1..2 MHz in 2 up and down snake; line.current 1 mA",
        "at character 1: axis 1, rf.frequency: 'up and down' ends where it begins, so that 'snake' changes nothing; leave "
            + "one out.")]
    [InlineData(
        "rf.frequency 1 MHz; line.current 1 mA; rf.frequency 2 MHz",
        "at character 40: axis 3, rf.frequency: it is an axis already; join its ranges in one, with ';'.")]
    [InlineData(
        "rf.frequency 1 MHz; line.current 1 mA; smu.current 1 mA; magnet.field 1 Oe; smu.compliance 1 V",
        "at character 77: 'smu.compliance' is axis 5; a sweep has at most 4.")]
    [InlineData(
        "rf.frequency from file",
        "at character 1: axis 1, rf.frequency: 'from file' is not understood; write 'from table', and name the file with the "
            + "setting 'table'.")]
    [InlineData(
        "rf.frequency from table",
        "at character 1: axis 1, rf.frequency: 'from table' needs a file; name it with --set table=FILE.")]
    [InlineData(
        "smu.compliance -1 V",
        "at character 1: axis 1, smu.compliance: its value 1 is -1 V, and the channel takes what is zero or above.")]
    public void Read_WrongAxes_NamesAxisPlaceAndRemedy(string text, string message) =>
        Assert.StartsWith(
            $"The setting 'axes', {message}",
            Assert.Throws<SettingsException>(() => Read(text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Grid_TooManyPoints_IsRefusedWithItsFactors()
    {
        SettingsException error = Assert.Throws<SettingsException>(() => new SweepGrid(
            Read("rf.frequency 1..2 MHz in 2000; line.current 0..1 mA in 1000")));

        Assert.Equal(
            "The axes have 2000 (rf.frequency) times 1000 (line.current), 2000000 points; a run has at most 1000000. Take fewer "
                + "values.",
            error.Message);
    }

    private static IReadOnlyList<SweepAxis> Read(string text, string table = "") =>
        new AxesReader(
            new BenchTerminals(VirtualLab.Bench("spin-diode").Instruments),
            new AxisTable(table),
            Duration.FromMilliseconds(10)).Read(text);
}
