using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>The VISA C library, for which one with its functions stands in.</summary>
public class VisaCWireTests : WireContract
{
    private const int Locked = unchecked((int)0xBFFF000F);
    private const int InvalidName = unchecked((int)0xBFFF0012);
    private const int TimedOut = unchecked((int)0xBFFF0015);
    private const int NoListeners = unchecked((int)0xBFFF005F);
    private const int Busy = unchecked((int)0xBFFF0072);
    private const int Parity = unchecked((int)0xBFFF006A);
    private const int ConnectionLost = unchecked((int)0xBFFF00A6);

    private readonly List<string> attached = [];

    public override Task DisposeAsync()
    {
        Assert.All(attached, resource => Assert.Equal(0, VisaCDouble.OpenCount(resource)));
        attached.ForEach(VisaCDouble.Detach);
        Assert.Equal(string.Empty, VisaCDouble.TakeComplaints());
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("GPIB0::12::INSTR")]
    [InlineData("USB0::0x0957::0x1F01::MY12345::INSTR")]
    [InlineData("TCPIP0::192.168.1.20::hislip0::INSTR")]
    [InlineData("TCPIP::192.168.1.20::INSTR")]
    public async Task TryOpen_EveryFormOfAddress_IsAWireWithDeviceClear(string address)
    {
        Attach(address, new ContractDevice());
        await using IWire? wire = await new VisaWires(VisaCDouble.Only).TryOpenAsync(Addressed.At(address), default);

        Assert.IsType<VisaWire>(wire);
        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
        await wire.ClearAsync(default);

        // VI_ATTR_SEND_END_EN, VI_ATTR_TERMCHAR_EN and VI_ATTR_TMO_VALUE.
        Assert.Equal(
            (1, 1, 0, 10_000),
            (
                VisaCDouble.Clears(address),
                VisaCDouble.Attribute(address, 0x3FFF0016),
                VisaCDouble.Attribute(address, 0x3FFF0038),
                VisaCDouble.Attribute(address, 0x3FFF001A)));
    }

    // The numbers of VISA: VI_ASRL_PAR_NONE 0, ODD 1, EVEN 2; VI_ASRL_STOP_ONE 10, TWO 20; VI_ASRL_FLOW_NONE 0, XON_XOFF 1,
    // RTS_CTS 2; VI_ASRL_END_NONE 0.
    [Theory]
    [InlineData(19200, 7, "odd", 2, "xon-xoff", 1, 20, 1)]
    [InlineData(115200, 8, "even", 1, "rts-cts", 2, 10, 2)]
    [InlineData(1200, 8, "none", 1, "none", 0, 10, 0)]
    public async Task TryOpen_SerialPort_IsSetAsTheBenchFileSays(
        int baud, int dataBits, string parity, int stopBits, string flow, int visaParity, int visaStop, int visaFlow)
    {
        const string Address = "ASRL3::INSTR";
        Attach(Address, new ContractDevice());
        await using IWire? wire = await new VisaWires(VisaCDouble.Only).TryOpenAsync(
            Addressed.At(Address) with
            {
                Serial = new SerialSettings
                {
                    Baud = baud,
                    DataBits = dataBits,
                    Parity = parity,
                    StopBits = stopBits,
                    Flow = flow
                }
            }, default);

        Assert.IsType<SerialWire>(wire);
        int most = 1 << dataBits; // 7 data bits carry no more
        Assert.Equal(ContractDevice.Block(most), await QueryAsync(wire, $"BLOCK? {most}"));
        Assert.Equal(
            [baud, dataBits, visaParity, visaStop, visaFlow, 0, 0, '\n', 1],
            ((uint[])[0x3FFF0021, 0x3FFF0022, 0x3FFF0023, 0x3FFF0024, 0x3FFF0025, 0x3FFF00B3, 0x3FFF00B4, 0x3FFF0018, 0x3FFF0038])
                .Select(attribute => VisaCDouble.Attribute(Address, attribute)));
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task TryOpen_SerialPortThatCannotBeSetSo_SaysWhatAndClosesTheSession()
    {
        const string Address = "ASRL4::INSTR";
        Attach(Address, new ContractDevice());

        var error = await Assert.ThrowsAsync<WireException>(() => new VisaWires(VisaCDouble.Only).TryOpenAsync(
            Addressed.At(Address) with { Serial = new SerialSettings { Baud = 20_000_000 } }, default).AsTask());

        Assert.Equal("VISA cannot set the port to 20000000 baud: status 0xBFFF001E", error.Message);
        Assert.Equal("viSetAttribute: no state of this attribute\n", VisaCDouble.TakeComplaints());
    }

    [Fact]
    public async Task TryOpen_NothingThere_SaysWhatVisaSaysAndWhereToLook()
    {
        var error = await Assert.ThrowsAsync<WireException>(() => new VisaWires(VisaCDouble.Only).TryOpenAsync(
            Addressed.At("GPIB0::30::INSTR"), default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            "VISA cannot open it: Insufficient location information or the requested device or resource is not present in the "
                + "system; "
            + "look whether the instrument is on and wired, and at its address: 'lab bench scan' lists what VISA sees",
            error.Message);
    }

    [Theory]
    [InlineData(Locked, "status 0xBFFF000F; another program holds the instrument; close that program")]
    [InlineData(Busy, "status 0xBFFF0072; another program holds the instrument; close that program")]
    [InlineData(InvalidName, "status 0xBFFF0012; this VISA does not know addresses of this form")]
    public async Task TryOpen_Refused_SaysWhyInWords(int status, string words)
    {
        VisaCDouble.Fail(VisaCOperation.Open, status);

        var error = await Assert.ThrowsAsync<WireException>(() => new VisaWires(VisaCDouble.Only).TryOpenAsync(
            Addressed.At("GPIB0::1::INSTR"), default).AsTask());

        Assert.Equal((InstrumentFault.Disconnected, $"VISA cannot open it: {words}"), (error.Fault, error.Message));
    }

    [Theory]
    [InlineData(VisaCOperation.Write, TimedOut, InstrumentFault.Timeout, "VISA: Timeout expired before operation completed")]
    [InlineData(VisaCOperation.Read, TimedOut, InstrumentFault.Timeout, "VISA: Timeout expired before operation completed")]
    [InlineData(
        VisaCOperation.Read, Parity, InstrumentFault.BadAnswer,
        "VISA: status 0xBFFF006A; the section 'serial' of the bench file and the instrument's own setting differ")]
    [InlineData(
        VisaCOperation.Write, NoListeners, InstrumentFault.Disconnected,
        "VISA: status 0xBFFF005F; no instrument listens at this GPIB address; look at the address in its menu, its power and "
            + "the cable")]
    [InlineData(
        VisaCOperation.Read, ConnectionLost, InstrumentFault.Disconnected,
        "VISA: The connection for the given session has been lost; look at the instrument's power and cable")]
    public async Task Query_Failing_IsTheFaultInWords_AndAClearHelps(
        VisaCOperation operation, int status, InstrumentFault fault, string message)
    {
        Attach("GPIB0::5::INSTR", new ContractDevice());
        await using var wire = new VisaWire("GPIB0::5::INSTR", VisaCDouble.Only, new WireSettings());
        VisaCDouble.Fail(operation, status);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "VAL?"));

        Assert.Equal((fault, message), (error.Fault, error.Message));
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public void Find_ListsAll_AndNothingWhereNothingMatches()
    {
        Attach("GPIB0::9::INSTR", new ContractDevice());
        Attach("USB0::0x0957::0x1F01::MY12345::INSTR", new ContractDevice());

        Assert.Equal(
            ["GPIB0::1::INSTR", "GPIB0::9::INSTR", "USB0::0x0957::0x1F01::MY12345::INSTR"],
            VisaCDouble.Visa.Find("?*INSTR").Order(StringComparer.Ordinal));
        Assert.Empty(VisaCDouble.Visa.Find("PXI?*"));
    }

    [Fact]
    public void Find_Failing_IsAnError() => Assert.Equal(
        "VISA cannot look for instruments: status 0xBFFF0010",
        Assert.Throws<WireException>(() => VisaCDouble.Visa.Find("[")).Message);

    [Fact]
    public void Describe_NamesMakerAndVersion() =>
        Assert.Equal($"{VisaCDouble.LibraryFile} of the Lab tests, version 5.8.2", VisaCDouble.Visa.Describe());

    [Fact]
    public void Load_NoLibrary_SaysWhatTheSystemSays()
    {
        var missing = Assert.Throws<VisaUnusableException>(() => VisaC.Load("libvisa-of-nobody.so"));
        Assert.Contains("libvisa-of-nobody.so", missing.Message, StringComparison.Ordinal);

        // A library without VISA's functions.
        string other = Path.Combine(
            System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(),
            OperatingSystem.IsMacOS() ? "libSystem.Native.dylib" : "libSystem.Native.so");
        Assert.Contains(
            "viOpenDefaultRM", Assert.Throws<VisaUnusableException>(() => VisaC.Load(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manager_ThatDoesNotOpen_MakesTheLibraryUnusable()
    {
        VisaC fresh = VisaC.Load(VisaCDouble.LibraryFile);
        VisaCDouble.Fail(VisaCOperation.Manager, unchecked((int)0xBFFF0000));
        var library = new VisaLibrary([new VisaCandidate(VisaKind.C, VisaCDouble.LibraryFile, () => fresh)]);

        Assert.Null(library.TryOpen("GPIB0::1::INSTR", Duration.FromSeconds(1)));
        Assert.Equal(
            $"none works here ({VisaCDouble.LibraryFile}: its resource manager does not open (status 0xBFFF0000))",
            library.Fault);
    }

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        string resource = $"GPIB0::{Guid.NewGuid():N}::INSTR";
        Attach(resource, device);
        return await Task.Run(() => new VisaWire(resource, VisaCDouble.Only, settings));
    }

    private protected override Task CutAsync()
    {
        attached.ForEach(VisaCDouble.Drop);
        return Task.CompletedTask;
    }

    private void Attach(string resource, ContractDevice device)
    {
        attached.Add(resource);
        VisaCDouble.Attach(resource, device);
    }
}
