using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Lab.Mocks.Serving;

namespace Lab.Mocks.Tests.Serving;

/// <summary>A port whose device answers <c>ECHO text</c>, and <c>MUCH n</c> with so many bytes, under limits.</summary>
internal sealed class LimitedServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> notices = new();
    private readonly LineServer server;

    public LimitedServer(TwinServerOptions options)
    {
        TwinServerOptions told = options with { Notice = notices.Enqueue };
        server = new LineServer("rf", 0, told, new MemoryBudget(told.MaximumBufferedLength), Answer);
    }

    /// <summary>The notices of the server on its clients.</summary>
    public IReadOnlyCollection<string> Notices => notices;

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.EndPoint);
        return client;
    }

    /// <summary>Asserts that a well-behaved client is answered, and in good time.</summary>
    public async Task AnswersOthersAsync()
    {
        using TcpClient client = await ConnectAsync();
        long started = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal($"other {i}", await AskAsync(client, $"ECHO other {i}"));
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 5);
    }

    public static async Task<string?> AskAsync(TcpClient client, string message)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{message}\n"));
        return await ReadLineAsync(client);
    }

    /// <summary>A line; <see langword="null"/> where the server hung up.</summary>
    public static async Task<string?> ReadLineAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            using var reader = new StreamReader(
                client.GetStream(), Encoding.ASCII, detectEncodingFromByteOrderMarks: false, 1024, leaveOpen: true);
            return await reader.ReadLineAsync(patience.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<string> WaitForNoticeAsync(string part)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (notices.FirstOrDefault(notice => notice.Contains(part, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static ValueTask Answer(ReadOnlyMemory<byte> message, TwinAnswer answered, CancellationToken cancellationToken)
    {
        string text = Encoding.ASCII.GetString(message.Span);
        byte[] answer = text.StartsWith("ECHO ", StringComparison.Ordinal) ? Encoding.ASCII.GetBytes(text[5..])
            : text.StartsWith("MUCH ", StringComparison.Ordinal)
                ? [.. Enumerable.Repeat((byte)'x', int.Parse(text.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture))]
                : [];
        answered.Append(answer);
        return ValueTask.CompletedTask;
    }
}
