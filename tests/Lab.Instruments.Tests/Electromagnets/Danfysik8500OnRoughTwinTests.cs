using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class Danfysik8500OnRoughTwinTests : MagnetSupplyContract
{
    protected override string Driver => "danfysik-8500";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override bool SaysRefusalsAtOnce => true;

    protected override Current Resolution => Current.FromAmperes(0.01);

    [Fact]
    public async Task SetOutput_MainContactorThatTakesItsTime_IsWaitedForBothWays()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        foreach ((bool on, string command, string status) in new[] { (true, "N", "400000"), (false, "F", "C00002") })
        {
            Duration began = bench.Clock.Now();
            await supply.SetOutputAsync(on);

            Assert.InRange((bench.Clock.Now() - began).Seconds, 0.5, 1.5);
            Assert.Equal(status, await bench.AskAsync("S1H"));
            Assert.Equal(command, bench.Gate.Passed[^1].Command);
        }
    }
}
