using Lab.Instruments.Drivers;
using Lab.Instruments.Tests.Wires;
using Lab.Wires;

namespace Lab.Instruments.Tests.RealInstruments;

/// <summary>The findings on wires, each where it begins; <c>Visa*</c>, <c>Serial*</c>, <c>TcpWire*</c> and <c>Prologix*</c> among
/// the tests of wires hold the rest.</summary>
public sealed class FindingsOnWiresTests
{
    [Fact]
    public void F02_Visa_LooksForTheCLibraryBesideVisaNet()
    {
        IReadOnlyList<WireReport> reports = RealWires.Create().OfType<VisaWires>().Single().Report();

        Assert.NotEmpty(reports);
        Assert.All(reports, report => Assert.NotEqual(string.Empty, report.Detail));
    }

    [Fact]
    public void F03_SerialPorts_NeedNothingToBeInstalled() =>
        Assert.All(RealWires.Create().OfType<SerialWires>().Single().Report(), report => Assert.DoesNotContain(
            "System.IO.Ports.dll", report.Detail, StringComparison.Ordinal));

    [Fact]
    public void F06_Keithley6221_IsConnectedToWithPatience()
    {
        var instrument = Addressed.At("TCPIP::192.168.1.12::1394::SOCKET") with
        {
            Manners = DriverCatalog.Shipped.Get("keithley-6221").Manners
        };

        Assert.True(WireSettings.Of(instrument).IsSingleClient);
    }

    [Fact]
    public void F15_Prologix_HasAnAddressOfItsOwn()
    {
        Assert.Single(RealWires.Create().OfType<PrologixWires>());
        Assert.Contains("PRLGX-TCPIP::", RealWires.Forms, StringComparison.Ordinal);
    }
}
