using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Doubles.Waveforms;
using Lab.Mocks.Serving;

namespace Lab.Mocks.Tests.Serving;

/// <summary>Messages and answers with blocks that are longer than what a server takes of text.</summary>
public sealed class LineServerBlockTests : IAsyncDisposable
{
    private const int SampleCount = 10_000_000;

    private readonly WaveformTwin twin = new(TimeProvider.System, memory: 24 << 20);
    private readonly ConcurrentQueue<string> notices = new();
    private readonly LineServer server;

    public LineServerBlockTests()
    {
        var options = new TwinServerOptions { Notice = notices.Enqueue };
        server = new LineServer(
            "wave", 0, options, new MemoryBudget(64 << 20), twin.ExecuteAsync, inputBufferLength: twin.InputBufferLength);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        twin.Dispose();
    }

    [Fact]
    public async Task Block_OfTwentyMegabytes_GoesBothWays()
    {
        byte[] data = new byte[2 * SampleCount];
        new Random(5).NextBytes(data);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.EndPoint);
        NetworkStream stream = client.GetStream();

        await stream.WriteAsync((byte[])[.. ":TRAC:DATA #820000000"u8, .. data, .. ";:TRAC:POIN?;DATA?\n"u8]);
        byte[] answer = new byte["10000000;#820000000".Length + data.Length + 1];
        await stream.ReadExactlyAsync(answer);

        Assert.Equal("10000000;#820000000", Encoding.ASCII.GetString(answer, 0, 19));
        Assert.True(answer.AsSpan(19, data.Length).SequenceEqual(data));
        Assert.Equal((byte)'\n', answer[^1]);
        Assert.Empty(notices);
    }

    [Theory]
    [InlineData("#9999999999")]
    [InlineData("#825165900")]
    public async Task Block_LongerThanTheTwinsMemory_EndsTheConnectionAtItsHeader(string header)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.EndPoint);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($":TRAC:DATA {header}"));

        Assert.Null(await LimitedServer.ReadLineAsync(client));
        Assert.Contains(
            "sent a message of more than 25165824 bytes; its connection is closed",
            Assert.Single(notices),
            StringComparison.Ordinal);
    }
}
