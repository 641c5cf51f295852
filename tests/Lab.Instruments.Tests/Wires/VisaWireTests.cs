using Ivi.Visa;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>VISA, for which assemblies of its names stand in.</summary>
public class VisaWireTests : WireContract
{
    private static readonly VisaLibrary Net = Bound(
        VisaNet.OfNationalInstruments(typeof(NationalInstruments.Visa.ResourceManager).Assembly));

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
        await using IWire? wire = await new VisaWires(Net).TryOpenAsync(Addressed.At(address), default);

        Assert.IsType<VisaWire>(wire);
        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
        await wire.ClearAsync(default);
        VisaDoubleSession session = VisaDouble.LastSession(address);
        Assert.Equal(
            (1, true, false, 10_000),
            (session.ClearCount, session.SendEndEnabled, session.TerminationCharacterEnabled, session.TimeoutMilliseconds));
    }

    [Fact]
    public async Task TryOpen_SerialPort_IsSetAsTheBenchFileSays()
    {
        Attach("ASRL3::INSTR", new ContractDevice());
        await using IWire? wire = await new VisaWires(Net).TryOpenAsync(
            Addressed.At("ASRL3::INSTR") with
            {
                Serial = new SerialSettings { Baud = 19200, DataBits = 7, Parity = "odd", StopBits = 2, Flow = "xon-xoff" }
            }, default);

        Assert.IsType<SerialWire>(wire);
        Assert.Equal(ContractDevice.Block(128), await QueryAsync(wire, "BLOCK? 128")); // 7 data bits carry no more
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
        var error = await Assert.ThrowsAsync<WireException>(() => new VisaWires(Net).TryOpenAsync(
            Addressed.At("GPIB0::30::INSTR"), default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            "VISA cannot open it: Insufficient location information or the device is not present; look whether the instrument "
                + "is on and wired, "
            + "and at its address: 'lab bench scan' lists what VISA sees",
            error.Message);
    }

    [Theory]
    [InlineData("USB0::0x0957::0x1F01::MY12345::INSTR")]
    [InlineData("PXI0::3::INSTR")]
    [InlineData("TCPIP::192.168.1.20::hislip0::INSTR")]
    public async Task Refusal_WithoutVisa_SaysWhatToInstall(string address)
    {
        var error = await Assert.ThrowsAsync<WireException>(() => new VisaRefusal(VisaLibrary.None).TryOpenAsync(
            Addressed.At(address), default).AsTask());

        Assert.Equal(
            "Only VISA opens addresses of this kind, and none is installed here; install NI-VISA, Keysight IO Libraries or R&S "
                + "VISA, or use the "
            + "instrument's LAN or serial port; 'lab doctor' shows what was looked for",
            error.Message);
    }

    [Theory]
    [InlineData("ASRL3::INSTR")]
    [InlineData("sim:")]
    [InlineData("TCPIP::192.168.1.20::5025::SOCKET")]
    public async Task Refusal_AddressThatIsNotVisas_IsNotItsBusiness(string address) =>
        Assert.Null(await new VisaRefusal(VisaLibrary.None).TryOpenAsync(Addressed.At(address), default));

    [Theory]
    [InlineData("TCPIP::192.168.1.20::INSTR")]
    [InlineData("GPIB0::12::INSTR")]
    [InlineData("ASRL3::INSTR")]
    [InlineData("sim:")]
    [InlineData("TCPIP::192.168.1.20::5025::SOCKET")]
    public async Task TryOpen_WithoutVisa_LeavesTheAddressToOthers(string address) =>
        Assert.Null(await new VisaWires(VisaLibrary.None).TryOpenAsync(Addressed.At(address), default));

    [Theory]
    [InlineData("ASRL/dev/ttyUSB0::INSTR")]
    [InlineData("TCPIP::192.168.1.20:1111::inst0::INSTR")]
    public async Task TryOpen_FormThatIsLabsOwn_IsNotVisas(string address) =>
        Assert.Null(await new VisaWires(Net).TryOpenAsync(Addressed.At(address), default));

    [Fact]
    public void Library_EitherAssembly_FindsResources()
    {
        Attach("GPIB0::9::INSTR", new ContractDevice());
        VisaNet maker = VisaNet.OfNationalInstruments(typeof(NationalInstruments.Visa.ResourceManager).Assembly);
        VisaNet common = VisaNet.OfIvi(typeof(GlobalResourceManager).Assembly);

        Assert.Contains("GPIB0::9::INSTR", maker.Find("?*INSTR"));
        Assert.Contains("GPIB0::9::INSTR", common.Find("?*INSTR"));
        Assert.Empty(common.Find("PXI?*"));
        Assert.StartsWith("NationalInstruments.Visa ", maker.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Installed_BothAssemblies_TakesTheMakers() =>
        Assert.Equal("NationalInstruments.Visa", VisaLibrary.Of(file: null).Current!.Name);

    [Theory]
    [InlineData(typeof(FileNotFoundException))]
    [InlineData(typeof(PlatformNotSupportedException))]
    [InlineData(typeof(DllNotFoundException))]
    [InlineData(typeof(EntryPointNotFoundException))]
    [InlineData(typeof(BadImageFormatException))]
    public void Open_WithoutItsNativePart_TakesTheNextAndRemembersWhy(Type missing)
    {
        Attach("GPIB0::14::INSTR", new ContractDevice());
        VisaDouble.OpenFailure = () => (Exception)Activator.CreateInstance(missing, "The native VISA is missing.")!;
        try
        {
            VisaLibrary alone = Bound(VisaNet.OfIvi(typeof(GlobalResourceManager).Assembly));
            VisaLibrary withAnother = Bound(VisaNet.OfIvi(typeof(GlobalResourceManager).Assembly), new RememberingVisa());

            var error = Assert.Throws<WireException>(() => alone.Open("GPIB0::14::INSTR", Duration.FromSeconds(1)));
            Assert.Equal(
                (InstrumentFault.Disconnected, "VISA cannot open it: none works here (candidate 0: The native VISA is missing); "
                    + "'lab doctor' shows what was tried"),
                (error.Fault, error.Message));
            Assert.Null(alone.TryOpen("GPIB0::14::INSTR", Duration.FromSeconds(1)));
            Assert.IsType<RememberingVisa.Session>(withAnother.Open("GPIB0::14::INSTR", Duration.FromSeconds(1)));
            Assert.Equal("The native VISA is missing", withAnother.Candidates[0].Fault);
        }
        finally
        {
            VisaDouble.OpenFailure = null;
        }
    }

    [Fact]
    public void Open_IviVisaWithoutAMakersAssembly_TakesTheNext()
    {
        VisaDouble.OpenFailure = () => new VisaException("No vendor-specific VISA .NET implementation is installed.");
        try
        {
            VisaLibrary library = Bound(VisaNet.OfIvi(typeof(GlobalResourceManager).Assembly), new RememberingVisa());

            Assert.IsType<RememberingVisa.Session>(library.Open("GPIB0::14::INSTR", Duration.FromSeconds(1)));
        }
        finally
        {
            VisaDouble.OpenFailure = null;
        }
    }

    [Fact]
    public void Open_InstrumentThatIsNotThere_IsTheLibrarysAnswer_AndTheNextIsNotAsked()
    {
        var next = new RememberingVisa();
        VisaLibrary library = Bound(VisaNet.OfIvi(typeof(GlobalResourceManager).Assembly), next);

        Assert.Throws<WireException>(() => library.Open("GPIB0::30::INSTR", Duration.FromSeconds(1)));
        Assert.Equal((0, null), (next.Opened, library.Candidates[0].Fault));
    }

    [Fact]
    public void Report_WithoutVisa_SaysWhatIsMissing()
    {
        var nothing = new VisaCandidate(
            VisaKind.C, "libvisa.so", () => throw new VisaUnusableException("libvisa.so: No such file") { IsAbsent = true });
        var broken = new VisaCandidate(
            VisaKind.C, "librsvisa.so", () => throw new VisaUnusableException("libpart.so: No such file"));
        var library = new VisaLibrary([nothing, broken]);

        IReadOnlyList<WireReport> reports = new VisaWires(library).Report();

        Assert.Equal(
            [("VISA.NET", false), ("VISA (C library)", false)], reports.Select(report => (report.Name, report.IsAvailable)));
        Assert.Equal(
            "librsvisa.so: libpart.so: No such file; not installed: libvisa.so. Install NI-VISA, Keysight IO Libraries or R&S "
                + "VISA, "
            + "or name the library's file in LAB_VISA",
            reports[1].Detail);
        Assert.Equal("none works here (librsvisa.so: libpart.so: No such file)", library.Fault);
    }

    [Fact]
    public void Named_LibraryThatIsNotThere_IsAFault()
    {
        VisaLibrary library = VisaLibrary.Of("/nowhere/libvisa.so");

        Assert.Null(library.Current);
        Assert.StartsWith("none works here (/nowhere/libvisa.so: ", library.Fault, StringComparison.Ordinal);
    }

    private static VisaLibrary Bound(params IVisa[] libraries) =>
        new([.. libraries.Select((library, index) => new VisaCandidate(VisaKind.Net, $"candidate {index}", () => library))]);

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        string resource = $"GPIB0::{Guid.NewGuid():N}::INSTR";
        Attach(resource, device);
        return await Task.Run(() => new VisaWire(resource, Net, settings));
    }

    private protected override Task CutAsync()
    {
        attached.ForEach(VisaDouble.Drop);
        return Task.CompletedTask;
    }

    private void Attach(string resource, ContractDevice device)
    {
        attached.Add(resource);
        VisaDouble.Devices[resource] = async (message, cancellationToken) =>
            (await device.ExecuteAsync(message, cancellationToken)).ToArray();
    }
}
