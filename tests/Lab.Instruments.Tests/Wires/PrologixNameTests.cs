using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class PrologixNameTests
{
    [Theory]
    [InlineData(
        "PRLGX-TCPIP::192.168.1.30::1234::GPIB::9::INSTR", "PRLGX-TCPIP::192.168.1.30::1234::GPIB::9::INSTR",
        "TCPIP::192.168.1.30::1234::SOCKET", "9")]
    [InlineData(
        "prlgx-tcpip0::gpib.lab::gpib0::30::instr", "PRLGX-TCPIP::gpib.lab::1234::GPIB::30::INSTR",
        "TCPIP::gpib.lab::1234::SOCKET", "30")]
    [InlineData(
        "PRLGX-TCPIP::h::5000::GPIB::4::2::INSTR", "PRLGX-TCPIP::h::5000::GPIB::4::2::INSTR", "TCPIP::h::5000::SOCKET", "4 98")]
    [InlineData(
        "PRLGX-TCPIP::h::GPIB::4::96::INSTR", "PRLGX-TCPIP::h::1234::GPIB::4::0::INSTR", "TCPIP::h::1234::SOCKET", "4 96")]
    [InlineData(
        "PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR", "PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR", "ASRL/dev/ttyUSB0::INSTR", "9")]
    [InlineData("PRLGX-ASRLCOM5::GPIB::0::INSTR", "PRLGX-ASRLCOM5::GPIB::0::INSTR", "ASRLCOM5::INSTR", "0")]
    public void TryParse_AddressOfAnInstrument_IsReadInFull(string text, string full, string adapter, string onBus)
    {
        Assert.True(PrologixName.TryParse(text, out PrologixName name));

        Assert.Equal((full, adapter, onBus), (name.ToString(), name.Adapter, name.BusAddress));
        Assert.True(PrologixName.TryParse(full, out PrologixName again));
        Assert.Equal(name, again);
    }

    [Theory]
    [InlineData("PRLGX-TCPIP::192.168.1.30::1234::INTFC")]
    [InlineData("PRLGX-TCPIP::h::1234::GPIB::31::INSTR")]
    [InlineData("PRLGX-TCPIP::h::1234::GPIB::9::31::INSTR")]
    [InlineData("PRLGX-TCPIP::h::1234::GPIB::9::127::INSTR")]
    [InlineData("PRLGX-TCPIP::h::0::GPIB::9::INSTR")]
    [InlineData("PRLGX-TCPIP::h::70000::GPIB::9::INSTR")]
    [InlineData("PRLGX-TCPIP::::GPIB::9::INSTR")]
    [InlineData("PRLGX-TCPIP::GPIB::9::INSTR")]
    [InlineData("PRLGX-ASRL::GPIB::9::INSTR")]
    [InlineData("PRLGX-ASRL/dev/ttyUSB0::GPIB::INSTR")]
    [InlineData("GPIB0::9::INSTR")]
    [InlineData("TCPIP::h::gpib0,9::INSTR")]
    [InlineData("")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(PrologixName.TryParse(text, out _));
}
