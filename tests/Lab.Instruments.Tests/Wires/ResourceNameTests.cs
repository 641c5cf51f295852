using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class ResourceNameTests
{
    [Theory]
    [InlineData("TCPIP::192.168.1.20::5025::SOCKET", "192.168.1.20", 5025)]
    [InlineData("TCPIP0::192.168.1.20::5025::SOCKET", "192.168.1.20", 5025)]
    [InlineData("tcpip12::smb100a.lab.example::1::socket", "smb100a.lab.example", 1)]
    [InlineData("TCPIP::localhost::65535::SOCKET", "localhost", 65535)]
    public void TryParseSocket_NameOfASocket_IsHostAndPort(string text, string host, int port)
    {
        Assert.True(ResourceName.TryParseSocket(text, out ResourceName name));
        Assert.Equal(new ResourceName(host, port), name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sim:")]
    [InlineData("TCPIP::192.168.1.20::INSTR")]
    [InlineData("TCPIP::192.168.1.20::hislip0::INSTR")]
    [InlineData("TCPIP::192.168.1.20::5025::INSTR")]
    [InlineData("GPIB0::7::INSTR")]
    [InlineData("TCPIP::::5025::SOCKET")]
    [InlineData("TCPIP::h::0::SOCKET")]
    [InlineData("TCPIP::h::65536::SOCKET")]
    [InlineData("TCPIP::h::-1::SOCKET")]
    [InlineData("TCPIP::h:: 5025::SOCKET")]
    [InlineData("TCPIP::h::5e3::SOCKET")]
    [InlineData("TCPIP::h::99999999999999999999::SOCKET")]
    [InlineData("TCPIPx::h::5025::SOCKET")]
    [InlineData("TCPIP::h::5025::SOCKET::more")]
    [InlineData("TCPIP::h::5025::SOCKETS")]
    public void TryParseSocket_AnythingElse_IsRefused(string text) => Assert.False(ResourceName.TryParseSocket(text, out _));

    [Fact]
    public void ToString_IsReadBack()
    {
        var name = new ResourceName("10.0.0.7", 5025);

        Assert.Equal("TCPIP::10.0.0.7::5025::SOCKET", name.ToString());
        Assert.True(ResourceName.TryParseSocket(name.ToString(), out ResourceName again));
        Assert.Equal(name, again);
    }
}
