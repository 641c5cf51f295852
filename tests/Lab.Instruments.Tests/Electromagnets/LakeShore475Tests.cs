using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class LakeShore475Tests : GaussmeterContract
{
    private static readonly (string Key, object Value)[] Exact =
    [
        ("noise", MagneticField.FromTesla(0)),
        ("offset", MagneticField.FromTesla(0))
    ];

    protected override string Driver => "lakeshore-475";

    [Theory]
    [InlineData(2, "+625.000E-03")]
    [InlineData(1, "+6.25000E+03")]
    [InlineData(3, "+6.25000E+03")]
    [InlineData(4, "+497.359E+03")] // 0.625 T / µ0
    public async Task FieldReading_InEachUnit_HasTheManualsFormat(int unit, string answer)
    {
        await using TwinBench bench = await OpenWithCoilAsync(Exact);
        SetField(bench, 0.625);
        Assert.Equal(answer, await bench.AskAsync($"UNIT {unit};RDGFIELD?"));
    }

    [Fact]
    public async Task RelativeReading_FromAUserDefinedSetPoint_IsTheDifference()
    {
        // Model 475 user's manual, REL: 'REL 1,1' is the example for a user-defined set-point.
        await using TwinBench bench = await OpenWithCoilAsync(Exact);
        SetField(bench, 0.625);
        Assert.Equal("1,1;-375.000E-03", await bench.AskAsync("RELSP 1;REL 1,1;REL?;RDGREL?"));
        Assert.Equal("1,2;+0.00000E+00", await bench.AskAsync("REL 1,2;REL?;RDGREL?"));
    }

    [Fact]
    public async Task Extremes_AfterTwoFields_AreBoth()
    {
        await using TwinBench bench = await OpenWithCoilAsync(Exact);
        SetField(bench, -0.1);
        await bench.AskAsync("RDGFIELD?");
        SetField(bench, 0.2);
        await bench.AskAsync("RDGFIELD?");
        Assert.Equal("-100.000E-03,+200.000E-03", await bench.AskAsync("RDGMNMX?"));
    }

    [Fact]
    public async Task ZeroProbe_InTheZeroChamber_RemovesTheOffset()
    {
        await using TwinBench bench = await OpenWithCoilAsync(
            ("noise", MagneticField.FromTesla(0)), ("offset", MagneticField.FromOersted(100)));
        Assert.NotEqual(0, (await bench.Get<IGaussmeter>().ReadFieldAsync()).Tesla);
        Assert.Equal(5, await MagnetBench.SecondsAsync(bench, () => bench.AskAsync("ZPROBE;*OPC?")), 0.1);
        Assert.Equal(0, (await bench.Get<IGaussmeter>().ReadFieldAsync()).Tesla, 1e-9);
    }

    [Fact]
    public async Task ReadField_OverRange_IsAnOverflow()
    {
        await using TwinBench bench = await OpenWithCoilAsync();
        SetField(bench, 3.6);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IGaussmeter>().ReadFieldAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal(
            "The field is over the gaussmeter's range (device, RDGFIELD? answered OL). Lower the field, or use a probe for "
                + "larger fields.",
            error.Message);
    }

    [Fact]
    public async Task ReadField_WithoutProbe_IsAnOverflow()
    {
        await using TwinBench bench = await OpenWithCoilAsync(("probe", false));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IGaussmeter>().ReadFieldAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal(
            "The gaussmeter has no probe (device, RDGFIELD? answered NO PROBE). "
            + "Plug a probe in and switch the gaussmeter on again; it reads the probe's memory at power-on.",
            error.Message);
    }

    [Fact]
    public async Task ReadField_UnitChangedAtTheFrontPanel_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("UNIT 3");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IGaussmeter>().ReadFieldAsync().AsTask());
        Assert.Equal(
            "The gaussmeter does not read in tesla (unit 3) (device, UNIT?). "
            + "The unit was changed at the front panel; open the bench again.",
            error.Message);
    }

    [Fact]
    public async Task FixedRange_BelowTheField_ReadsOverload()
    {
        await using TwinBench bench = await OpenWithCoilAsync(Exact);
        SetField(bench, 0.1);
        Assert.Equal("OL;3", await bench.AskAsync("RANGE 2;RDGFIELD?;AUTO 1;RANGE?"));
    }

    [Fact]
    public async Task Dialect_WithoutScpi_HasNoQueueAndNoWait()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Null(await bench.AskAsync("SYST:ERR?"));
        Assert.Equal("32", await bench.AskAsync("*ESR?"));
        Assert.Null(await bench.AskAsync("*WAI"));
        Assert.Equal("32;0", await bench.AskAsync("*ESR?;*STB?")); // there is no queue that bit 2 could tell of
        Assert.Equal("1", await bench.AskAsync("*OPC?"));
    }

    [Fact]
    public async Task Noise_Of400Readings_HasTheStandardDeviationThatIsSet()
    {
        await using TwinBench bench = await OpenWithCoilAsync(
            ("noise", MagneticField.FromOersted(0.1)), ("offset", MagneticField.FromTesla(0)));
        double sum = 0;
        for (int i = 0; i < 400; i++)
        {
            double oersted = (await bench.Get<IGaussmeter>().ReadFieldAsync()).Oersted;
            sum += oersted * oersted;
        }

        Assert.Equal(0.1, Math.Sqrt(sum / 400), 0.015); // four standard errors, 0.1/√800
    }
}
