using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A socket on the loop-back address that does to each of its connections what a test tells it.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;

    /// <summary>Listens; the scripts serve the first connection, the second, and so on, side by side.</summary>
    public ScriptedServer(params Func<Connection, Task>[] scripts)
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        serving = Task.Run(() => ServeAsync(scripts));
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public string Address => $"TCPIP::127.0.0.1::{Port}::SOCKET";

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync(Func<Connection, Task>[] scripts)
    {
        var running = new List<Task>();
        try
        {
            foreach (Func<Connection, Task> script in scripts)
            {
                Socket client = await listener.AcceptAsync(stopping.Token);
                running.Add(RunAsync(script, client));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over before the script is.
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(Func<Connection, Task> script, Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await script(new Connection(client, stopping.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // The wire under test hung up, or the test is over.
            }
        }
    }

    /// <summary>One connection of the wire under test.</summary>
    internal sealed class Connection(Socket socket, CancellationToken stopping)
    {
        /// <summary>Receives up to the next LF and returns what stood before it.</summary>
        public async Task<string> ReceiveAsync()
        {
            var text = new StringBuilder();
            var one = new byte[1];
            while (await socket.ReceiveAsync(one.AsMemory(), stopping) == 1 && one[0] != '\n')
            {
                text.Append((char)one[0]);
            }

            return text.ToString();
        }

        public async Task SendAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text).AsMemory(), stopping);

        /// <summary>Waits for something to happen elsewhere, or for the end of the test.</summary>
        public Task WaitForAsync(Task other) => other.WaitAsync(stopping);

        /// <summary>Keeps the connection open until the test is over or the other side hangs up.</summary>
        public async Task HoldAsync()
        {
            while (await socket.ReceiveAsync(new byte[256].AsMemory(), stopping) > 0)
            {
                // Nothing that comes is read.
            }
        }
    }
}
