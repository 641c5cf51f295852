namespace Lab.Instruments.Tests.TemperatureControllers;

public sealed class LakeShore335Tests : TemperatureControllerContract
{
    protected override string Driver => "lakeshore-335";

    protected override double HighWatts => 50;

    protected override string HighRange => "high";

    [Fact]
    public async Task Inputs_ThereAreTwo_TheThirdIsAnError()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Null(await bench.AskAsync("KRDG? C"));
        Assert.Equal("16", await bench.AskAsync("*ESR?"));
    }
}
