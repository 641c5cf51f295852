using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class Danfysik8500Tests : MagnetSupplyContract
{
    protected override string Driver => "danfysik-8500";

    protected override bool HasFullIdentity => false;

    protected override bool SaysRefusalsAtOnce => true;

    protected override Current Resolution => Current.FromAmperes(0.01);

    // Forms of answers as PyMeasure, the EPICS protocol file and the Lewis emulator have them.
    [Theory]
    [InlineData("S1H", "C00002")] // main power off, polarity normal, not ready
    [InlineData("S1", "!!....................!.")]
    [InlineData("DA 0", "0 0")]
    [InlineData("AD 8", "0")]
    [InlineData("PO", "+")]
    [InlineData("CMD", "REM")]
    [InlineData("WHAT", "?\a ILLEGAL COMMAND")]
    public async Task Message_IsAnsweredAsPublicDriversReadIt(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
    }

    [Fact]
    public async Task RampTo_FullScaleInMillionths_IsWhatTheSupplyIsTold()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(1.6));
        Assert.Equal("0 10000", await bench.AskAsync("DA 0")); // of 160 A
        Assert.Equal("160", await bench.AskAsync("AD 8"));
        Assert.Equal("400000", await bench.AskAsync("S1H"));
    }

    [Fact]
    public async Task SetOutput_MainPowerThatStaysOff_IsToldAfterTenSecondsAndSwitchedOffAllTheSame()
    {
        await using TwinBench bench = await OpenAsync();
        await using var wire = new StubbornWire(await bench.WireAsync(), "S1H", "C00002") { IsStubborn = true };
        await using var session = new InstrumentSession(
            "supply", wire, bench.Gate, bench.Clock, Danfysik8500.Description.Manners);
        var supply = new Danfysik8500(
            session,
            bench.Gate,
            CurrentRate.FromAmperesPerSecond(1),
            Duration.FromSeconds(0.1),
            Current.FromAmperes(160),
            Current.FromAmperes(0.01));
        await supply.OpenAsync(default);
        Duration began = bench.Clock.Now();

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.SetOutputAsync(true).AsTask());

        Assert.Equal(
            "The main power is still off after 10 s (supply, N). Look at the supply's front panel for interlocks and local "
                + "control.",
            error.Message);
        Assert.InRange((bench.Clock.Now() - began).Seconds, 10, 11);
        Assert.Equal("400000", await bench.AskAsync("S1H")); // it is on, and its status is late
        await supply.MakeSafeAsync();
        Assert.Equal("C00002", await bench.AskAsync("S1H"));
    }

    [Fact]
    public async Task RampTo_SupplyInLocalControl_SaysThatNothingWasTaken()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await bench.AskAsync("LOC");
        await Assert.ThrowsAsync<InstrumentException>(() => supply.RampToAsync(Current.FromAmperes(1)).AsTask());
    }

    [Fact]
    public async Task RampTo_BeyondTheFullScale_SendsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => supply.RampToAsync(Current.FromAmperes(161)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Equal("0 0", await bench.AskAsync("DA 0"));
    }
}
