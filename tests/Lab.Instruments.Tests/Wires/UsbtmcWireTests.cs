using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>An instrument on USB without VISA, over a stand-in for the Linux kernel's module usbtmc.</summary>
[Collection(nameof(UsbtmcDouble))] // one stand-in of the kernel a process
public class UsbtmcWireTests : WireContract
{
    private UsbtmcDouble? instrument;

    /// <summary>The capabilities of USB488 that the instrument has; 4 is IEEE 488.2.</summary>
    private protected virtual byte Capabilities => 4;

    /// <summary>Whether the kernel is older than 4.20.</summary>
    private protected virtual bool IsOldModule => false;

    public override Task DisposeAsync()
    {
        instrument?.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("USB0::0x0957::0x17A6::MY123::INSTR")]
    [InlineData("USB::0x957::0x17a6::my123::0::INSTR")]
    [InlineData("USB0::2391::6054::MY123::INSTR")]
    [InlineData("USB::/dev/usbtmc0::INSTR")]
    public async Task TryOpen_EveryFormOfAddress_FindsTheInstrument(string address)
    {
        instrument = new UsbtmcDouble(new ContractDevice(), Capabilities, IsOldModule);
        await using (IWire? wire = await instrument.Wires().TryOpenAsync(Addressed.At(address), default))
        {
            Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire!, "*IDN?"));
            await wire!.ClearAsync(default);
        }

        Assert.Equal((1, 0, 0), (instrument.ClearCount, UsbtmcDouble.Count("unknown_requests"), UsbtmcDouble.Count("is_open")));
        Assert.Equal(10_000, UsbtmcDouble.Count("timeout"));
    }

    [Theory]
    [InlineData("USB0::0x0957::0x17A6::MY124::INSTR")]
    [InlineData("USB0::0x0957::0x17A7::MY123::INSTR")]
    [InlineData("USB0::0x0957::0x17A6::INSTR")]
    [InlineData("GPIB0::12::INSTR")]
    public async Task TryOpen_WhatTheKernelDoesNotHave_IsLeftToOthers(string address)
    {
        instrument = new UsbtmcDouble(new ContractDevice());

        Assert.Null(await instrument.Wires().TryOpenAsync(Addressed.At(address), default));
    }

    [Fact]
    public async Task TryOpen_WithoutTheRight_NamesTheRule()
    {
        instrument = new UsbtmcDouble(new ContractDevice(), openError: 13);
        var error = await Assert.ThrowsAsync<WireException>(() => instrument.Wires().TryOpenAsync(
            Addressed.At(UsbtmcDouble.Address), default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            "The USB instrument /dev/usbtmc0 cannot be opened (Permission denied); write the line "
            + "'SUBSYSTEM==\"usbmisc\", KERNEL==\"usbtmc*\", MODE=\"0660\", GROUP=\"plugdev\"' to "
            + "/etc/udev/rules.d/70-usbtmc.rules, "
            + "add this user to that group, log in anew and plug the instrument in again",
            error.Message);
    }

    [Fact]
    public void Report_ListsWhatTheKernelHas()
    {
        instrument = new UsbtmcDouble(new ContractDevice());
        WireReport report = Assert.Single(instrument.Wires().Report());

        Assert.Equal("USBTMC of Linux", report.Name);
        Assert.Contains("/dev/usbtmc0", report.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentInstrument_WithAStatusByteThatShowsAnswers_IsNeverReadInVain()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), new WireSettings { Timeout = Duration.FromSeconds(1) });
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));

        Assert.Equal(InstrumentFault.Timeout, (await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "SILENT?"))).Fault);

        // A read that timed out is given up at both ends.
        Assert.Equal(Capabilities == 4 ? 0 : 1, UsbtmcDouble.Count("aborts_in"));
    }

    [Fact]
    public async Task StatusByteThatShowsNoAnswer_DelaysTheFirstOneOnly()
    {
        instrument = new UsbtmcDouble(new ContractDevice(), Capabilities, IsOldModule) { ShowsAnswers = false };
        await using IWire wire = instrument.Wires().Open(
            Name, UsbtmcDouble.Calls, new WireSettings { Timeout = Duration.FromSeconds(1) });

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal($"{i}", await QueryAsync(wire, $"SET {i};VAL?"));
        }
    }

    private protected static UsbtmcName Name => UsbtmcName.TryParse(UsbtmcDouble.Address, out UsbtmcName name) ? name : default;

    private protected override Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        instrument = new UsbtmcDouble(device, Capabilities, IsOldModule);
        return Task.FromResult<IWire>(instrument.Wires().Open(Name, UsbtmcDouble.Calls, settings));
    }

    private protected override Task CutAsync()
    {
        instrument!.IsGone = true;
        return Task.CompletedTask;
    }

    private protected override Task MendAsync()
    {
        instrument!.IsGone = false;
        return Task.CompletedTask;
    }
}
