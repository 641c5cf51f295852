using Lab.Instruments.Clocks;
using Lab.Instruments.SwitchMatrices;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SwitchMatrices;

/// <summary>The contract that every switch matrix's driver must hold to.</summary>
public abstract class SwitchMatrixContract : InstrumentContract
{
    /// <summary>Two routes of the twin's cards, which have a crosspoint in common.</summary>
    protected abstract (string[] First, string[] Second) Routes { get; }

    protected override Task<TwinBench> OpenAsync() => TwinBench.OpenAsync(
        Driver, IsRough, ("route_1", string.Join(", ", Routes.First)), ("route_2", string.Join(',', Routes.Second)));

    [Fact]
    public async Task SetRoute_Closed_ClosesItsCrosspointsAndNoOthers()
    {
        await using TwinBench bench = await OpenAsync();
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();

        await matrix.SetRouteAsync(1, closed: true);

        Assert.Equal(Routes.First.Order(), (await matrix.ReadClosedAsync()).Order());
        Assert.True(await matrix.IsRouteClosedAsync(1));
        Assert.False(await matrix.IsRouteClosedAsync(2));
    }

    [Fact]
    public async Task SetRoute_AnotherOne_BreaksBeforeItMakes()
    {
        await using TwinBench bench = await OpenAsync();
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();
        await matrix.SetRouteAsync(1, closed: true);
        Duration start = bench.Clock.Now();

        await matrix.SetRouteAsync(2, closed: true);

        Assert.Equal(Routes.Second.Order(), (await matrix.ReadClosedAsync()).Order());
        Assert.False(await matrix.IsRouteClosedAsync(1));
        Assert.True((bench.Clock.Now() - start).Seconds >= 0.04, "Relays have 20 ms to open, then 20 ms to close.");
    }

    [Fact]
    public async Task SetRoute_ForbiddenByTheGate_LeavesWhatIsClosed()
    {
        await using TwinBench bench = await OpenAsync();
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();
        await matrix.SetRouteAsync(1, closed: true);
        await AssertGatedAsync(bench, Channels.Output, () => matrix.SetRouteAsync(2, closed: true).AsTask());
        Assert.Equal(Routes.First.Order(), (await matrix.ReadClosedAsync()).Order());
    }

    [Fact]
    public async Task SetRoute_WithoutCrosspoints_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => matrix.SetRouteAsync(3, closed: true).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith("Route 3 has no crosspoints", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MakeSafe_RouteClosed_OpensAll()
    {
        await using TwinBench bench = await OpenAsync();
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();
        await matrix.SetRouteAsync(1, closed: true);
        await matrix.MakeSafeAsync();
        Assert.Empty(await matrix.ReadClosedAsync());
        Assert.False(await matrix.IsRouteClosedAsync(1));
    }

    [Fact]
    public async Task SetRoute_Open_OpensIt()
    {
        await using TwinBench bench = await OpenAsync();
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();
        await matrix.SetRouteAsync(2, closed: true);
        await matrix.SetRouteAsync(2, closed: false);
        Assert.Empty(await matrix.ReadClosedAsync());
    }
}
