using Lab.Benches;
using Lab.Instruments.SwitchMatrices;

namespace Lab.Instruments.Tests.SwitchMatrices;

public sealed class Keithley707BTests : SwitchMatrixContract
{
    protected override string Driver => "keithley-707b";

    protected override (string[] First, string[] Second) Routes => (["1A03", "1B04"], ["1A03", "2C11"]);

    // What an earlier user closed is in no route: it is left until a route is closed, and told.
    [Fact]
    public async Task Open_CrosspointsOfAnEarlierUser_AreLeftUntilARouteCloses()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true, ("route_1", "1H12"));
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();
        Assert.Equal(["1B03", "2C11"], await matrix.ReadClosedAsync());
        await matrix.SetRouteAsync(1, closed: true);
        Assert.Equal(["1H12"], await matrix.ReadClosedAsync());
    }

    [Theory]
    [InlineData("1A13")]
    [InlineData("1A03, 5A01")]
    public async Task SetRoute_CrosspointThatNoCardHas_IsRefused(string crosspoints)
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("route_1", crosspoints));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ISwitchMatrix>().SetRouteAsync(1, closed: true).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Contains("1115", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1!1!3")]
    [InlineData("A01")]
    [InlineData("1A3")]
    [InlineData("7A01")]
    public async Task Open_RouteThatIsNone_IsAnErrorOfTheBenchFile(string crosspoints)
    {
        BenchException error = await Assert.ThrowsAsync<BenchException>(
            () => TwinBench.OpenAsync(Driver, ("route_2", crosspoints)));
        Assert.Contains("write crosspoints such as 1A03, 1B04.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nil", "print(channel.getclose(\"allslots\"))")]
    [InlineData("1A01;1B02", "channel.close(\"1B02,1A01\") print(channel.getclose(\"allslots\"))")]
    [InlineData("1A01", "channel.close(\"1B02\") channel.exclusiveclose(\"1A01\") print(channel.getclose(\"allslots\"))")]
    public async Task GetClose_AsPublicProgramsReadIt_IsAListWithSemicolonsOrNil(string expected, string message)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(expected, await bench.AskAsync(message));
    }
}
