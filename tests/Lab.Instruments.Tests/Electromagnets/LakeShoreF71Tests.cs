using System.Globalization;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class LakeShoreF71Tests : GaussmeterContract
{
    protected override string Driver => "lakeshore-f71";

    // Magnitude, x, y, z: a public class for the F71 and NICOS read four numbers in this order.
    [Fact]
    public async Task Fetch_All_IsMagnitudeThenAxes()
    {
        await using TwinBench bench = await OpenWithCoilAsync();
        SetField(bench, -0.3);
        double[] all = [.. (await bench.AskAsync("FETC:DC? ALL"))!.Split(',')
            .Select(each => double.Parse(each, CultureInfo.InvariantCulture))];
        Assert.Equal(4, all.Length);
        Assert.Equal(0.3, all[0], 1e-4);
        Assert.Equal(-0.3, all[1], 1e-4);
        Assert.Equal(0, all[2], 1e-4);
    }

    // One message as a public program for field maps sends it, with its answers between semicolons.
    [Fact]
    public async Task Message_OfManyQueries_IsAnsweredInOneLine()
    {
        await using TwinBench bench = await OpenAsync();
        string answer = (await bench.AskAsync("FETC:DC?;:FETC:TEMP?;:SENS:MODE?;:SENS:AVER:COUN?;:UNIT?;:PROB:TCOM?"))!;
        string[] parts = answer.Split(';');
        Assert.Equal(6, parts.Length);
        Assert.Equal(["DC", "10", "TESLA", "1"], parts[2..]);
    }

    [Fact]
    public async Task ReadField_OfNegativeField_HasItsSign()
    {
        await using TwinBench bench = await OpenWithCoilAsync();
        SetField(bench, -0.3);
        Assert.Equal(-0.3, (await bench.Get<IGaussmeter>().ReadFieldAsync()).Tesla, 1e-4);
    }

    [Fact]
    public async Task Open_GaussAndAcOfAnEarlierUser_AreTeslaAndDc()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("TESLA;DC;1;10", await bench.AskAsync(":UNIT:FIELD?;:SENS:MODE?;:SENS:RANG:AUTO?;:SENS:AVER:COUN?"));
    }

    [Fact]
    public async Task Open_RegulatesAMagnet_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":SOUR:FIELD:STAT 1");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)bench.Get<IGaussmeter>()).OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith("The teslameter regulates a magnet by itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadField_UnitChangedAtTheFrontPanel_IsABadAnswer()
    {
        await using TwinBench bench = await OpenAsync();
        IGaussmeter meter = bench.Get<IGaussmeter>();
        await meter.ReadFieldAsync();
        await bench.AskAsync(":UNIT:FIELD GAUSS");
        bench.Clock.Advance(Duration.FromSeconds(2));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.ReadFieldAsync().AsTask());
        Assert.Equal(
            "The teslameter does not read in tesla (unit GAUSS) (device, :UNIT:FIELD?). The unit was changed at the front panel; "
            + "open the bench again.",
            error.Message);
    }

    [Fact]
    public async Task ReadField_WithoutAProbe_IsAnOverflow()
    {
        await using TwinBench bench = await OpenWithCoilAsync(("probe", false));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IGaussmeter>().ReadFieldAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.StartsWith("The teslameter has no probe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadField_BeyondTheProbe_IsAnOverflow()
    {
        await using TwinBench bench = await OpenWithCoilAsync();
        SetField(bench, 4);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IGaussmeter>().ReadFieldAsync().AsTask());
        Assert.StartsWith("The field is over the teslameter's range", error.Message, StringComparison.Ordinal);
    }
}
