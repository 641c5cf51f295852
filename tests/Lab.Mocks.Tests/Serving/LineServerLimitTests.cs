using System.Net.Sockets;
using System.Text;
using Lab.Mocks.Serving;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Serving;

/// <summary>The load that one client can put on a served twin, and that it harms no other.</summary>
public class LineServerLimitTests
{
    private static readonly TwinServerOptions Quick = new() { TransferTime = Duration.FromMilliseconds(500) };

    [Fact]
    public async Task HalfAMessage_StallsNobody_AndIsEndedInTime()
    {
        await using var server = new LimitedServer(Quick);
        using TcpClient client = await server.ConnectAsync();
        await client.GetStream().WriteAsync("ECHO first\nECHO ha"u8.ToArray());
        Assert.Equal("first", await LimitedServer.ReadLineAsync(client));

        await server.AnswersOthersAsync();

        Assert.Null(await LimitedServer.ReadLineAsync(client));
        string notice = await server.WaitForNoticeAsync("did not end a message");
        Assert.Matches(
            @"^rf: the client at 127\.0\.0\.1:\d+ did not end a message within 500 ms; its connection is closed$", notice);
    }

    [Fact]
    public async Task MessageThatTrickles_IsEndedInTimeAllTheSame()
    {
        await using var server = new LimitedServer(Quick);
        using TcpClient client = await server.ConnectAsync();
        Task trickling = Task.Run(async () =>
        {
            try
            {
                for (int i = 0; i < 1000; i++)
                {
                    await client.GetStream().WriteAsync("x"u8.ToArray());
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
            }
            catch (IOException)
            {
                // The server hung up.
            }
        });

        await server.WaitForNoticeAsync("did not end a message");
        await trickling;
    }

    [Fact]
    public async Task ClientThatNeverReads_StallsNobody_AndIsEndedInTime()
    {
        await using var server = new LimitedServer(Quick);
        using TcpClient client = await server.ConnectAsync();
        client.ReceiveBufferSize = 4096;
        await client.GetStream().WriteAsync("MUCH 30000000\n"u8.ToArray());

        await server.AnswersOthersAsync();

        await server.WaitForNoticeAsync("did not take an answer within 500 ms");
    }

    [Fact]
    public async Task Flood_StallsNobody()
    {
        await using var server = new LimitedServer(new TwinServerOptions());
        byte[] flood = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("QUIET\n", 10_000)));
        using var stop = new CancellationTokenSource();
        var clients = new List<TcpClient>();
        var floods = new List<Task>();
        for (int i = 0; i < 2 * Environment.ProcessorCount; i++)
        {
            TcpClient client = await server.ConnectAsync();
            clients.Add(client);
            floods.Add(Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await client.GetStream().WriteAsync(flood);
                }
            }));
        }

        await server.AnswersOthersAsync();
        await server.AnswersOthersAsync();

        await stop.CancelAsync();
        await Task.WhenAll(floods);
        clients.ForEach(client => client.Dispose());
        Assert.Empty(server.Notices);
    }

    [Fact]
    public async Task MessageTooLong_EndsItsConnectionOnly()
    {
        await using var server = new LimitedServer(new TwinServerOptions { MaximumMessageLength = 100_000 });
        using TcpClient client = await server.ConnectAsync();
        Assert.Equal(new string('a', 90_000), await LimitedServer.AskAsync(client, $"ECHO {new string('a', 90_000)}"));

        await SendUntilRefusedAsync(client, 200_000);

        await server.WaitForNoticeAsync("sent a message of more than 100000 bytes; its connection is closed");
        await server.AnswersOthersAsync();
    }

    [Fact]
    public async Task UnfinishedMessagesTogether_HaveALimit_AndShortOnesDoNotCount()
    {
        await using var server = new LimitedServer(new TwinServerOptions { MaximumBufferedLength = 200_000 });
        using TcpClient first = await server.ConnectAsync();
        using TcpClient second = await server.ConnectAsync();
        await first.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"ECHO {new string('a', 120_000)}"));
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

        await SendUntilRefusedAsync(second, 120_000);

        await server.WaitForNoticeAsync("would make unfinished messages hold more than 200000 bytes");
        await server.AnswersOthersAsync();
        first.Dispose();

        // What the first one held is free once the server has seen that it is gone.
        int? answered = null;
        for (int attempt = 0; attempt < 100 && answered is null; attempt++)
        {
            using TcpClient third = await server.ConnectAsync();
            answered = (await LimitedServer.AskAsync(third, $"ECHO {new string('a', 120_000)}"))?.Length;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.Equal(120_000, answered);
    }

    [Fact]
    public async Task OneConnectionTooMany_IsClosedWithoutAWord_UntilAnotherLeaves()
    {
        await using var server = new LimitedServer(new TwinServerOptions { MaximumConnections = 2 });
        TcpClient first = await server.ConnectAsync();
        using TcpClient second = await server.ConnectAsync();
        Assert.Equal("1", await LimitedServer.AskAsync(first, "ECHO 1"));
        Assert.Equal("2", await LimitedServer.AskAsync(second, "ECHO 2"));

        using (TcpClient third = await server.ConnectAsync())
        {
            Assert.Null(await LimitedServer.ReadLineAsync(third));
        }

        Assert.Equal("rf: a connection was refused, 2 are open", await server.WaitForNoticeAsync("refused"));
        first.Dispose();
        string? answer = null;
        for (int i = 0; i < 200 && answer is null; i++)
        {
            using TcpClient fourth = await server.ConnectAsync();
            answer = await TryAskAsync(fourth, "ECHO 4");
            // The server sees in its own time that the first is gone.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.Equal("4", answer);
        Assert.Equal("2", await LimitedServer.AskAsync(second, "ECHO 2"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task HalfOpenConnections_500AtOnce_KeepNobodyOut(int bytesEach)
    {
        const int count = 500;
        await using var server = new LimitedServer(new TwinServerOptions());
        using TcpClient first = await server.ConnectAsync();
        Assert.Equal("1", await LimitedServer.AskAsync(first, "ECHO 1"));
        TcpClient?[] silent = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => ConnectUnlessResetAsync(server)));
        await Task.WhenAll(silent.OfType<TcpClient>().Select(client => SendUnlessGoneAsync(client, new byte[bytesEach])));

        await server.AnswersOthersAsync();

        Assert.Equal("2", await LimitedServer.AskAsync(first, "ECHO 2"));
        Assert.Equal(
            "rf: 64 connections are open; those that never sent a message are closed for new ones",
            await server.WaitForNoticeAsync("connections are open"));
        Array.ForEach(silent, client => client?.Dispose());
    }

    [Fact]
    public async Task ConnectionsThatAreReset_500AtOnce_LeaveNoPlaceTaken()
    {
        const int count = 500;
        await using var server = new LimitedServer(new TwinServerOptions { MaximumConnections = 4 });
        for (int i = 0; i < count; i++)
        {
            TcpClient client = await server.ConnectAsync();
            client.LingerState = new LingerOption(enable: true, 0);
            client.Dispose();
        }

        await server.AnswersOthersAsync();
    }

    [Fact]
    public async Task Line_OfAHundredMegabytes_EndsAtSixteen()
    {
        await using var server = new LimitedServer(new TwinServerOptions());
        using TcpClient client = await server.ConnectAsync();

        await SendUntilRefusedAsync(client, 100_000_000);

        await server.WaitForNoticeAsync("sent a message of more than 16777216 bytes; its connection is closed");
        await server.AnswersOthersAsync();
    }

    [Fact]
    public async Task SilentConnection_IsClosed()
    {
        await using var server = new LimitedServer(new TwinServerOptions { IdleTime = Duration.FromMilliseconds(300) });
        using TcpClient client = await server.ConnectAsync();
        Assert.Equal("1", await LimitedServer.AskAsync(client, "ECHO 1"));

        Assert.Null(await LimitedServer.ReadLineAsync(client));
        await server.WaitForNoticeAsync("said nothing for 300 ms");
    }

    private static async Task<string?> TryAskAsync(TcpClient client, string message)
    {
        try
        {
            return await LimitedServer.AskAsync(client, message);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // One that made room for another is reset, if need be before it knows that it was connected.
    private static async Task<TcpClient?> ConnectUnlessResetAsync(LimitedServer server)
    {
        try
        {
            return await server.ConnectAsync();
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    private static async Task SendUnlessGoneAsync(TcpClient client, byte[] bytes)
    {
        try
        {
            await client.GetStream().WriteAsync(bytes);
        }
        catch (IOException)
        {
            // It was closed for another.
        }
    }

    private static async Task SendUntilRefusedAsync(TcpClient client, int length)
    {
        try
        {
            await client.GetStream().WriteAsync(new byte[length]);
            Assert.Null(await LimitedServer.ReadLineAsync(client));
        }
        catch (IOException)
        {
            // The server hung up while we still sent.
        }
    }
}
