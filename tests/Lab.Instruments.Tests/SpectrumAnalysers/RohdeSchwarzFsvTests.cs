using Lab.Instruments.Drivers;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SpectrumAnalysers;

public sealed class RohdeSchwarzFsvTests : SpectrumAnalyserContract
{
    protected override string Driver => "rohde-schwarz-fsv";

    [Fact]
    public async Task Open_EarlierUsersOffsets_AreGone()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("0;0;DBM;WRIT;RMS", await bench.AskAsync(
            ":DISP:TRAC:Y:RLEV:OFFS?;:FREQ:OFFS?;:UNIT:POW?;:DISP:TRAC:MODE?;:DET?"));
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

    [Fact]
    public void Catalogue_Analyser_DrivesNothing() => Assert.All(
        DriverCatalog.Shipped.Get(Driver).Terminals, terminal => Assert.False(terminal.DrivesSample));

    [Fact]
    public void Settings_Frequencies_AreInTheMiddleOfTheSpan() => Assert.Equal(
        [0.5e9, 1e9, 1.5e9],
        new SpectrumSettings(Frequency.FromHertz(1e9), Frequency.FromHertz(1e9), Frequency.FromHertz(1e6), 3, default)
            .FrequenciesHertz());
}
