using System.Text;
using Lab.Benches;
using Lab.Instruments.Wires;
using Lab.Mocks.Serving;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>Messages on a socket end as the instrument wants them.</summary>
public sealed class SocketTerminatorTests
{
    [Theory]
    [InlineData("lf", "lf")]
    [InlineData("crlf", "lf")] // a twin that waits for LF
    [InlineData("cr", "cr")]
    [InlineData("crlf", "cr")] // the LF that follows is an empty message, which is not answered
    [InlineData("lf", "cr")]
    public async Task Message_EndsAsItsInstrumentWants_IsAnswered(string sent, string served)
    {
        var options = new TwinServerOptions();
        await using var server = new LineServer(
            "twin",
            0,
            options,
            new MemoryBudget(options.MaximumBufferedLength),
            (message, answer, _) =>
            {
                string text = Encoding.ASCII.GetString(message.Span).Trim();
                answer.Append(text.Length > 0 ? $"#{text}:1" : string.Empty);
                return ValueTask.CompletedTask;
            },
            terminator: served);
        string address = $"TCPIP::127.0.0.1::{server.EndPoint.Port}::SOCKET";
        Assert.True(ResourceName.TryParseSocket(address, out ResourceName name));
        await using TcpWire wire = await TcpWire.ConnectAsync(
            address, name, new WireSettings { SocketTerminator = sent }, default);

        foreach (string message in (string[])["MRI", "MWI"])
        {
            await wire.WriteAsync(Encoding.ASCII.GetBytes(message), default);
            Assert.Equal($"#{message}:1", Encoding.ASCII.GetString((await wire.ReadAsync(default)).Span));
        }
    }

    [Fact]
    public async Task Calls_EndWithTheirBracketAndAnswersWithAText()
    {
        var options = new TwinServerOptions();
        await using var server = new LineServer(
            "twin",
            0,
            options,
            new MemoryBudget(options.MaximumBufferedLength),
            (message, answer, _) =>
            {
                answer.Append($"0,{Encoding.ASCII.GetString(message.Span).Length},\n,");
                return ValueTask.CompletedTask;
            },
            terminator: LineTerminator.Bracket,
            answerEnd: ",EndOfAPI");
        string address = $"TCPIP::127.0.0.1::{server.EndPoint.Port}::SOCKET";
        Assert.True(ResourceName.TryParseSocket(address, out ResourceName name));
        await using TcpWire wire = await TcpWire.ConnectAsync(
            address,
            name,
            new WireSettings { SocketTerminator = LineTerminator.Bracket, SocketAnswerEnd = ",EndOfAPI" },
            default);

        foreach (string call in (string[])["Kill(G1)", "Get(G1,double *)"])
        {
            await wire.WriteAsync(Encoding.ASCII.GetBytes(call), default);
            Assert.Equal($"0,{call.Length},\n,", Encoding.ASCII.GetString((await wire.ReadAsync(default)).Span));
        }
    }

    [Fact]
    public void Settings_OfAnXps_EndAsItsControllerHasThem()
    {
        InstrumentDefinition stage = Benches.ShippedBench.Reader.Read(
            "bench: one\ninstruments:\n  stage: { driver: newport-xps, address: \"TCPIP::10.0.0.2::5001::SOCKET\" }\n",
            "my.yaml").Instruments[0];

        var settings = WireSettings.Of(stage);
        Assert.Empty(LineTerminator.BytesOf(settings.SocketTerminator));
        Assert.Equal(",EndOfAPI", settings.SocketAnswerEnd);
    }

    [Fact]
    public void Settings_OfAFastPs_EndMessagesWithCarriageReturn()
    {
        InstrumentDefinition supply = Benches.ShippedBench.Reader.Read(
            "bench: one\ninstruments:\n  supply: { driver: caenels-fast-ps, address: \"TCPIP::10.0.0.2::10001::SOCKET\" }\n",
            "my.yaml").Instruments[0];

        Assert.Equal("cr", WireSettings.Of(supply).SocketTerminator);
        Assert.Equal("\r"u8.ToArray(), LineTerminator.BytesOf("cr"));
        Assert.Throws<ArgumentOutOfRangeException>(() => LineTerminator.BytesOf("nul"));
    }
}
