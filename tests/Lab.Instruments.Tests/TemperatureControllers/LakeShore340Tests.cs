namespace Lab.Instruments.Tests.TemperatureControllers;

public sealed class LakeShore340Tests : TemperatureControllerContract
{
    protected override string Driver => "lakeshore-340";

    protected override double HighWatts => 25;

    protected override string HighRange => "5";

    [Fact]
    public async Task Open_Twin_RegulatesByInputAInKelvin()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("A,1,1,0;1,+005.0;0", await bench.AskAsync("CSET? 1;RAMP? 1;RANGE?"));
    }
}
