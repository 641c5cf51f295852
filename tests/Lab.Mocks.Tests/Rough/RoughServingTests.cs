using System.Net.Sockets;
using System.Text;
using Lab.Mocks.Rough;
using Lab.Mocks.Serving;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Rough;

/// <summary>A served twin with the manners of a real instrument: terminator, and clients one at a time.</summary>
public class RoughServingTests
{
    [Fact]
    public async Task Answer_OfASupply_EndsWithCarriageReturnAndLineFeed()
    {
        using var bench = new RoughBench("kepco-bop-bit4886");
        ITwin twin = bench.Virtual.Find("device")!;
        await using var server = Serve(bench.Virtual.MannersOf("device")!, twin.ExecuteAsync);
        using TcpClient client = await ConnectAsync(server);
        await client.GetStream().WriteAsync("*ESE 60;*ESE?\n"u8.ToArray());
        byte[] received = new byte[4];
        await client.GetStream().ReadExactlyAsync(received);
        Assert.Equal("60\r\n", Encoding.ASCII.GetString(received));
    }

    [Fact]
    public async Task SecondClient_OfAnInstrumentThatDisplaces_ClosesTheFirst()
    {
        await using var server = Serve(new RoughManners { Clients = ClientPolicy.DisplacesOlder }, EchoAsync);
        using TcpClient first = await ConnectAsync(server);
        Assert.Equal("one", await AskAsync(first, "one"));
        using TcpClient second = await ConnectAsync(server);
        Assert.Equal("two", await AskAsync(second, "two"));
        Assert.Null(await ReadLineAsync(first));
    }

    [Fact]
    public async Task SecondClient_OfAnInstrumentThatRefuses_IsClosedWithoutAWord()
    {
        await using var server = Serve(new RoughManners { Clients = ClientPolicy.RefusesNewer }, EchoAsync);
        using TcpClient first = await ConnectAsync(server);
        Assert.Equal("one", await AskAsync(first, "one"));
        using TcpClient second = await ConnectAsync(server);
        Assert.Null(await ReadLineAsync(second));
        Assert.Equal("still", await AskAsync(first, "still"));
    }

    [Fact]
    public async Task NextClient_WhileAClosedConnectionIsKept_IsRefused()
    {
        await using var server = Serve(
            new RoughManners { Clients = ClientPolicy.RefusesNewer, KeepsClosedConnection = Duration.FromSeconds(3600) },
            EchoAsync);
        using (TcpClient first = await ConnectAsync(server))
        {
            Assert.Equal("one", await AskAsync(first, "one"));
        }

        using TcpClient second = await ConnectAsync(server);
        Assert.Null(await ReadLineAsync(second));
    }

    [Fact]
    public async Task SecondClient_OfAPoliteTwin_IsServedBesideTheFirst()
    {
        await using var server = Serve(manners: null, EchoAsync);
        using TcpClient first = await ConnectAsync(server);
        using TcpClient second = await ConnectAsync(server);
        Assert.Equal("two", await AskAsync(second, "two"));
        Assert.Equal("one", await AskAsync(first, "one"));
    }

    private static LineServer Serve(
        RoughManners? manners, Func<ReadOnlyMemory<byte>, TwinAnswer, CancellationToken, ValueTask> answer) =>
        new("device", 0, new TwinServerOptions(), new MemoryBudget(1 << 20), answer, manners);

    private static ValueTask EchoAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        answer.Append(message.Span);
        return ValueTask.CompletedTask;
    }

    private static async Task<TcpClient> ConnectAsync(LineServer server)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.EndPoint);
        return client;
    }

    private static async Task<string?> AskAsync(TcpClient client, string text)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{text}\n"));
        return await ReadLineAsync(client);
    }

    /// <summary>A line, or <see langword="null"/> where the server has closed the connection.</summary>
    private static async Task<string?> ReadLineAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, false, 64, leaveOpen: true);
        try
        {
            return await reader.ReadLineAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
