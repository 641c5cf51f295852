using System.Net;
using System.Net.Sockets;
using System.Text;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>Sockets of instruments that serve one client and keep it for a while,
/// as the Keithley 6221 does on port 1394.</summary>
public class SingleClientTests
{
    private static readonly InstrumentManners OneClient = new() { IsSingleClient = true };

    // Longer than any busy machine takes to hang up; a server's greeting ends it early.
    private static readonly WireSettings Patient = new()
    {
        Patience = new SocketPatience(TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30)),
    };

    private int greeted;

    [Fact]
    public void Of_ManyClientsOrOne_IsOneMoreAttemptOrSeveralSeconds()
    {
        Assert.Equal(SocketPatience.Usual, SocketPatience.Of(WireSettings.Of(Addressed.At("?"))));
        Assert.Equal(
            SocketPatience.SingleClient, SocketPatience.Of(WireSettings.Of(Addressed.At("?") with { Manners = OneClient })));
        Assert.InRange(SocketPatience.SingleClient.Total.TotalSeconds, 4, 20); // the 6221 lets go after 2
    }

    [Fact]
    public async Task Clear_ServerKeepsItsOldClient_ConnectsWhenItLetsGo()
    {
        await using var server = new ScriptedServer(
            GreetAsync,
            RefuseAsync,
            RefuseAsync,
            GreetAsync);
        await using IWire wire = await ConnectAsync(server);

        await wire.ClearAsync(default);

        Assert.Equal("2", await ReadAsync(wire)); // the greeting of the fourth connection
        Assert.Equal("6221", await QueryAsync(wire, "*IDN?"));
    }

    [Fact]
    public async Task Open_ServerHasAnotherClient_ConnectsWhenItLetsGo()
    {
        await using var server = new ScriptedServer(RefuseAsync, GreetAsync);
        await using IWire wire = await ConnectAsync(server);

        Assert.Equal("1", await ReadAsync(wire));
        Assert.Equal("6221", await QueryAsync(wire, "*IDN?"));
    }

    [Fact]
    public async Task Clear_NobodyListensForAWhile_ConnectsWhenSomebodyDoes()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        var place = (IPEndPoint)first.LocalEndpoint;
        await using IWire wire = await OpenAsync($"TCPIP::127.0.0.1::{place.Port}::SOCKET");
        using (await first.AcceptSocketAsync())
        {
            first.Stop();
        }

        Task clearing = wire.ClearAsync(default).AsTask();
        using var second = new TcpListener(place);
        second.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        second.Start();
        await clearing;
        using Socket accepted = await second.AcceptSocketAsync();
        await wire.WriteAsync("*IDN?"u8.ToArray(), default);

        var received = new byte[6];
        for (int count = 0; count < received.Length;)
        {
            count += await accepted.ReceiveAsync(received.AsMemory(count));
        }

        Assert.Equal("*IDN?\n", Encoding.ASCII.GetString(received));
    }

    [Fact]
    public async Task Clear_ResetsTheOldConnection_SoThatTheServerSeesItsEndAtOnce()
    {
        var ended = new TaskCompletionSource<SocketError>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(
            async connection =>
            {
                try
                {
                    await connection.HoldAsync();
                    ended.SetResult(SocketError.Success);
                }
                catch (SocketException error)
                {
                    ended.SetResult(error.SocketErrorCode);
                }
            },
            AnswerAsync);
        await using IWire wire = await OpenAsync(server.Address);

        await wire.ClearAsync(default);

        Assert.Equal(SocketError.ConnectionReset, await ended.Task);
    }

    [Fact]
    public async Task Open_ServerNeverLetsGo_SaysWhyAndHowLong()
    {
        await using var server = new ScriptedServer(
            [.. Enumerable.Repeat<Func<ScriptedServer.Connection, Task>>(RefuseAsync, 200)]);
        Assert.True(ResourceName.TryParseSocket(server.Address, out ResourceName name));
        var patience = new SocketPatience(
            TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));

        var error = await Assert.ThrowsAsync<WireException>(
            () => TcpWire.OpenAsync(name, Duration.FromSeconds(20), patience, default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal(
            $"127.0.0.1:{server.Port} closes each connection at once, tried for 0.3 s; "
            + "it serves one client at a time, so end the program that has it, or switch it off and on",
            error.Message);
    }

    [Fact]
    public void PauseAfter_GrowsUpToASecond() => Assert.Equal(
        [100, 200, 400, 800, 1000, 1000],
        Enumerable.Range(0, 6).Select(refusals => SocketPatience.SingleClient.PauseAfter(refusals).TotalMilliseconds));

    private static Task RefuseAsync(ScriptedServer.Connection connection) => Task.CompletedTask;

    private static async Task AnswerAsync(ScriptedServer.Connection connection)
    {
        await connection.ReceiveAsync();
        await connection.SendAsync("6221\n");
        await connection.HoldAsync();
    }

    private async Task GreetAsync(ScriptedServer.Connection connection)
    {
        await connection.SendAsync($"{++greeted}\n");
        await AnswerAsync(connection);
    }

    private static async Task<IWire> ConnectAsync(ScriptedServer server)
    {
        Assert.True(ResourceName.TryParseSocket(server.Address, out ResourceName name));
        return await TcpWire.ConnectAsync(server.Address, name, Patient, default);
    }

    private static async Task<string> ReadAsync(IWire wire) => Encoding.Latin1.GetString((await wire.ReadAsync(default)).Span);

    private static async Task<IWire> OpenAsync(string address) =>
        (await new SocketWires().TryOpenAsync(Addressed.At(address) with { Manners = OneClient }, default))!;

    private static async Task<string> QueryAsync(IWire wire, string query)
    {
        await wire.WriteAsync(Encoding.Latin1.GetBytes(query), default);
        return await ReadAsync(wire);
    }
}
