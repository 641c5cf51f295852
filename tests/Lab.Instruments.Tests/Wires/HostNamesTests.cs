using System.Net;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class HostNamesTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0X7F000001")]
    [InlineData("127.0.0.2")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("LOCALHOST")]
    public void Of_AddressOfThisComputer_IsHere(string name) => Assert.Equal([HostNames.Here], new HostNames().Of(name));

    [Fact]
    public void Of_Name_IsItsAddressesWhateverItIsCalled()
    {
        var names = new HostNames(name => name == "PSG.LAB"
            ? [IPAddress.Parse("::ffff:192.0.2.1"), IPAddress.Parse("fe80::1%3"), IPAddress.Parse("192.0.2.1")]
            : []);

        Assert.Equal(["192.0.2.1", "fe80::1"], names.Of("PSG.LAB"));
        Assert.Equal(["192.0.2.1"], names.Of("192.0.2.1"));
        Assert.Equal(["UNKNOWN"], names.Of("UNKNOWN"));
    }
}
