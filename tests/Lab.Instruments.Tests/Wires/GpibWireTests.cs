using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>linux-gpib and NI-488.2, for which a library of the same functions stands in.</summary>
public class GpibWireTests : WireContract
{
    private static readonly WireSettings Patient = new() { Timeout = Duration.FromSeconds(20) };

    private readonly GpibDouble bus = new();

    public override Task DisposeAsync()
    {
        bus.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("GPIB0::7::INSTR", "ibdev 700 11 10\n")]
    [InlineData("gpib::7", "ibdev 700 11 10\n")]
    [InlineData("GPIB0::7::2::INSTR", "ibdev 703 11 10\n")]
    public async Task TryOpen_Address_IsBoardPrimaryAndSecondary_WithEndAndOneSecond(string address, string call)
    {
        await using IWire? wire = await new GpibWires(GpibDouble.Library).TryOpenAsync(Addressed.At(address), default);

        Assert.IsType<GpibWire>(wire);
        Assert.Equal(call, bus.Trace());
    }

    [Theory]
    [InlineData("GPIB0::31::INSTR")]
    [InlineData("GPIB0::INTFC")]
    [InlineData("GPIB0::7::31::INSTR")]
    [InlineData("TCPIP::h::gpib0,7::INSTR")]
    [InlineData("PRLGX-TCPIP::h::GPIB::7::INSTR")]
    public async Task TryOpen_AnythingElse_IsLeftToOthers(string address) =>
        Assert.Null(await new GpibWires(GpibDouble.Library).TryOpenAsync(Addressed.At(address), default));

    [Fact]
    public async Task Dispose_GivesTheHandleBack()
    {
        IWire wire = await OpenAsync(new ContractDevice(), Patient);
        bus.Trace();

        await wire.DisposeAsync();

        Assert.StartsWith("ibonl ", bus.Trace(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_WaitsAsLongAsTheBenchFileSays_AndReadingsASecondEach()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        bus.Trace();

        Assert.Equal("0", await QueryAsync(wire, "VAL?"));

        Assert.Equal("ibtmo 14 0 0\nibtmo 11 0 0\n", bus.Trace()); // 30 s for 20 s, then 1 s
    }

    [Fact]
    public async Task Read_TimeOverInTheMiddle_GoesOn()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        bus.BreakAfter(7);

        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
    }

    [Fact]
    public async Task Write_NothingListens_SaysSo()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        bus.Unplug(7);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "VAL?"));

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            "GPIB0::7::INSTR failed: no instrument listens at that address; check that it is on, its cable and its address "
                + "(ENOL)",
            error.Message);
    }

    [Fact]
    public async Task Write_NothingIsTaken_IsATimeout()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        bus.Stick(isStuck: true);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "VAL?"));

        Assert.Equal((InstrumentFault.Timeout, "The instrument took nothing for 20 s"), (error.Fault, error.Message));
    }

    [Theory]
    [InlineData(
        0, "the driver failed with the system's error 19; check that the interface is plugged in and its driver runs (EDVR)")]
    [InlineData(1, "the interface is not the controller in charge (ECIC)")]
    [InlineData(14, "no instrument on the bus takes commands; check the cables (EBUS)")]
    [InlineData(26, "error 26 of the GPIB library")]
    public async Task Query_LibraryFails_SaysWhy(int number, string what)
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        bus.Fail(number);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "VAL?"));

        Assert.Equal((InstrumentFault.Disconnected, $"GPIB0::7::INSTR failed: {what}"), (error.Fault, error.Message));
    }

    [Fact]
    public async Task TryOpen_NoSuchInterface_SaysSo()
    {
        var error = await Assert.ThrowsAsync<WireException>(
            () => new GpibWires(GpibDouble.Library).TryOpenAsync(Addressed.At("GPIB3::7::INSTR"), default).AsTask());

        Assert.Equal("GPIB3::7::INSTR failed: there is no such interface, or it is not configured (ENEB)", error.Message);
    }

    [Fact]
    public async Task TryOpen_WithoutLibrary_SaysWhatToInstall()
    {
        var error = await Assert.ThrowsAsync<WireException>(
            () => new GpibWires(library: null).TryOpenAsync(Addressed.At("GPIB0::7::INSTR"), default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            "Neither a VISA nor a GPIB library is installed here; install NI-488.2 or a VISA, on Linux linux-gpib, "
            + "or use a Prologix or AR488 adapter (PRLGX-TCPIP::host::1234::GPIB::7::INSTR)",
            error.Message);
        Assert.False(Assert.Single(new GpibWires(library: null).Report()).IsAvailable);
        Assert.True(Assert.Single(new GpibWires(GpibDouble.Library).Report()).IsAvailable);
    }

    [Theory]
    [InlineData(0.0005, 5)]
    [InlineData(1, 11)]
    [InlineData(1.001, 12)]
    [InlineData(10, 13)]
    [InlineData(100, 15)]
    [InlineData(5000, 17)]
    public void CodeFor_Time_IsTheNextLongerOne(double seconds, int code) =>
        Assert.Equal(code, GpibLibrary.CodeFor(TimeSpan.FromSeconds(seconds)));

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        bus.Plug(7, device);
        Assert.True(GpibName.TryParse("GPIB0::7::INSTR", out GpibName name));
        return await GpibWire.OpenAsync(name.ToString(), name, GpibDouble.Library, settings, default);
    }

    private protected override Task CutAsync()
    {
        bus.Fail(0);
        return Task.CompletedTask;
    }

    private protected override Task MendAsync()
    {
        bus.Fail(-1);
        return Task.CompletedTask;
    }
}
