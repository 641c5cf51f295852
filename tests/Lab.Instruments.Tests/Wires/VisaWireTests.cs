using Ivi.Visa;
using Lab.Instruments.Drivers.Wires;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>VISA, for which assemblies of its names stand in.</summary>
[Collection(WallClockCollection.Name)]
public class VisaWireTests : WireContract
{
    private readonly List<string> attached = [];

    public override Task DisposeAsync()
    {
        attached.ForEach(resource => VisaDouble.Devices.TryRemove(resource, out _));
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
        await using IWire? wire = await new VisaWires().TryOpenAsync(Addressed.At(address), default);

        Assert.IsType<VisaWire>(wire);
        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
        await wire.ClearAsync(default);
        VisaDoubleSession session = VisaDouble.LastSession(address);
        Assert.Equal((1, true, false, 10_000), (session.ClearCount, session.SendEndEnabled, session.TerminationCharacterEnabled, session.TimeoutMilliseconds));
    }

    [Fact]
    public async Task TryOpen_SerialPort_IsSetAsTheBenchFileSays()
    {
        Attach("ASRL3::INSTR", new ContractDevice());
        await using IWire? wire = await new VisaWires().TryOpenAsync(
            Addressed.At("ASRL3::INSTR") with { Serial = new SerialSettings { Baud = 19200, DataBits = 7, Parity = "odd", StopBits = 2, Flow = "xon-xoff" } }, default);

        Assert.IsType<SerialWire>(wire);
        Assert.Equal(ContractDevice.Block(256), await QueryAsync(wire, "BLOCK? 256"));
        VisaDoubleSession session = VisaDouble.LastSession("ASRL3::INSTR");
        Assert.Equal(
            (19200, 7, SerialParity.Odd, SerialStopBitsMode.Two, SerialFlowControlModes.XOnXOff, SerialTerminationMethod.None),
            (session.BaudRate, session.DataBits, session.Parity, session.StopBits, session.FlowControl, session.ReadTermination));
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task TryOpen_NothingThere_SaysWhatVisaSays()
    {
        var error = await Assert.ThrowsAsync<WireException>(() => new VisaWires().TryOpenAsync(Addressed.At("GPIB0::30::INSTR"), default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal("VISA cannot open it: Insufficient location information or the device is not present", error.Message);
    }

    [Theory]
    [InlineData("USB0::0x0957::0x1F01::MY12345::INSTR")]
    [InlineData("PXI0::3::INSTR")]
    public async Task TryOpen_WithoutVisa_SaysWhatToInstall(string address)
    {
        var error = await Assert.ThrowsAsync<WireException>(() => new VisaWires(library: null).TryOpenAsync(Addressed.At(address), default).AsTask());

        Assert.Equal(
            "Only VISA opens addresses of this kind, and none is installed here; install NI-VISA or another VISA with VISA.NET, or use the instrument's LAN or serial port",
            error.Message);
    }

    [Theory]
    [InlineData("TCPIP::192.168.1.20::INSTR")]
    [InlineData("ASRL3::INSTR")]
    [InlineData("sim:")]
    [InlineData("TCPIP::192.168.1.20::5025::SOCKET")]
    [InlineData("TCPIP::192.168.1.20::hislip0::INSTR")]
    [InlineData("GPIB0::12::INSTR")]
    public async Task TryOpen_WithoutVisa_LeavesToOthersWhatTheyCanOpen(string address) =>
        Assert.Null(await new VisaWires(library: null).TryOpenAsync(Addressed.At(address), default));

    [Theory]
    [InlineData("ASRL/dev/ttyUSB0::INSTR")]
    [InlineData("TCPIP::192.168.1.20:1111::inst0::INSTR")]
    public async Task TryOpen_FormThatIsLabsOwn_IsNotVisas(string address) => Assert.Null(await new VisaWires().TryOpenAsync(Addressed.At(address), default));

    [Fact]
    public void Library_EitherAssembly_FindsResources()
    {
        Attach("GPIB0::9::INSTR", new ContractDevice());
        VisaLibrary maker = VisaLibrary.OfNationalInstruments(typeof(NationalInstruments.Visa.ResourceManager).Assembly);
        VisaLibrary common = VisaLibrary.OfIvi(typeof(GlobalResourceManager).Assembly);

        Assert.Contains("GPIB0::9::INSTR", maker.FindResources("?*INSTR"));
        Assert.Contains("GPIB0::9::INSTR", common.FindResources("?*INSTR"));
        Assert.Empty(common.FindResources("PXI?*"));
        Assert.Equal("NationalInstruments.Visa", VisaLibrary.Installed!.Name);
    }

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        string resource = $"GPIB0::{Guid.NewGuid():N}::INSTR";
        Attach(resource, device);
        return await Task.Run(() => new VisaWire(resource, VisaLibrary.Installed!, settings));
    }

    private protected override Task CutAsync()
    {
        attached.ForEach(VisaDouble.Drop);
        return Task.CompletedTask;
    }

    private void Attach(string resource, ContractDevice device)
    {
        attached.Add(resource);
        VisaDouble.Devices[resource] = async (message, cancellationToken) => (await device.ExecuteAsync(message, cancellationToken)).ToArray();
    }
}
