using System.Net;
using System.Net.Sockets;

namespace Lab.Benchmarks.Tcp;

/// <summary>The floor: a socket that sends back what it receives, on a thread of its own that blocks in the system.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Thread thread;

    public EchoServer()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public EndPoint EndPoint => listener.LocalEndPoint!;

    public void Dispose()
    {
        listener.Dispose();
        thread.Join();
    }

    private void Serve()
    {
        byte[] buffer = new byte[4096];
        using Socket client = listener.Accept();
        client.NoDelay = true;
        while (client.Receive(buffer) is var count and > 0)
        {
            client.Send(buffer.AsSpan(0, count));
        }
    }
}
