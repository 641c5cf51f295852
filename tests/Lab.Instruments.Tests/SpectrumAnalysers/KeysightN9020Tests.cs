using Lab.Instruments.Drivers;
using Lab.Instruments.SpectrumAnalysers;

namespace Lab.Instruments.Tests.SpectrumAnalysers;

public sealed class KeysightN9020Tests : SpectrumAnalyserContract
{
    protected override string Driver => "keysight-n9020";

    [Fact]
    public async Task Open_EarlierUsersSettings_AreGone()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("SA;SAN;0;0;DBM;WRIT;AVER;RMS", await bench.AskAsync(
            ":INST:SEL?;:CONF?;:DISP:WIND:TRAC:Y:RLEV:OFFS?;:FREQ:OFFS?;:UNIT:POW?;:TRAC1:TYPE?;:DET:TRAC1?;:AVER:TYPE?"));
    }

    [Fact]
    public async Task Measure_PointsChangedAtThePanel_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":SWE:POIN 201");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ISpectrumAnalyser>().MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Contains("is not a trace of 1001 points; it has 201", error.Message, StringComparison.Ordinal);
    }

    // The analyser tells the frequency of each point, so that a span that was turned at the panel is seen.
    [Theory]
    [InlineData(":FREQ:CENT 1.001E9")]
    [InlineData(":FREQ:SPAN 2E8")]
    public async Task Measure_AxisChangedAtThePanel_IsRefused(string message)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(message);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ISpectrumAnalyser>().MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Contains("was the axis changed at the panel?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalogue_Analyser_DrivesNothing() => Assert.All(
        DriverCatalog.Shipped.Get(Driver).Terminals, terminal => Assert.False(terminal.DrivesSample));
}
