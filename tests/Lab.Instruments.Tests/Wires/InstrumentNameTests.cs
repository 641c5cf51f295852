using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class InstrumentNameTests
{
    [Theory]
    [InlineData("TCPIP::192.168.1.20::INSTR", "192.168.1.20", "inst0", 111)]
    [InlineData("TCPIP0::192.168.1.20::inst3::INSTR", "192.168.1.20", "inst3", 111)]
    [InlineData("tcpip::dmm.lab.example::gpib0,12::instr", "dmm.lab.example", "gpib0,12", 111)]
    [InlineData("TCPIP::127.0.0.1:1111::inst0::INSTR", "127.0.0.1", "inst0", 1111)]
    public void TryParse_Vxi11Name_IsRead(string text, string host, string device, int port)
    {
        Assert.True(InstrumentName.TryParse(text, out InstrumentName name));
        Assert.Equal(new InstrumentName(host, device, port), name);
        Assert.True(InstrumentName.TryParse(name.ToString(), out InstrumentName again));
        Assert.Equal(name, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("TCPIP::INSTR")]
    [InlineData("TCPIP::::INSTR")]
    [InlineData("TCPIP::h::hislip0::INSTR")]
    [InlineData("TCPIP::h::5025::SOCKET")]
    [InlineData("TCPIP::h:0::INSTR")]
    [InlineData("TCPIP::h:99999::INSTR")]
    [InlineData("TCPIP::h::::INSTR")]
    [InlineData("GPIB0::12::INSTR")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(InstrumentName.TryParse(text, out _));

    [Theory]
    [InlineData("ASRL/dev/ttyUSB0::INSTR", "/dev/ttyUSB0", false)]
    [InlineData("asrlCOM3::instr", "COM3", false)]
    public void TryParse_SerialName_IsTheSystems(string text, string port, bool isNumbered)
    {
        Assert.True(SerialName.TryParse(text, out SerialName name));
        Assert.Equal((port, isNumbered), (name.SystemName, name.IsNumbered));
    }

    [Fact]
    public void TryParse_SerialNumber_IsCountedFromOne()
    {
        Assert.True(SerialName.TryParse("ASRL3::INSTR", out SerialName name));
        Assert.Equal(OperatingSystem.IsWindows() ? "COM3" : "/dev/ttyS2", name.SystemName);
        Assert.False(SerialName.TryParse("ASRL0::INSTR", out _));
        Assert.False(SerialName.TryParse("ASRL::INSTR", out _));
        Assert.False(SerialName.TryParse("ASRL3", out _));
    }
}
