using System.Net;
using System.Net.Sockets;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Quantities;

namespace Lab.Mocks.Serving;

/// <summary>One TCP port whose connections are served within the limits of the server: side by side, or one at a time where the
/// instrument's manners are such. Where a port has as many connections as it takes, those that never sent a whole message make
/// room, the oldest first: connections that stay half open keep nobody out.</summary>
internal sealed class PortListener : IAsyncDisposable
{
    // As many may knock at once: one whose knock is dropped comes back after a second or more.
    private const int Backlog = 1024;

    private readonly Func<ClientConnection, CancellationToken, Task> serve;
    private readonly TwinServerOptions options;
    private readonly MemoryBudget budget;
    private readonly Socket listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;
    private readonly ClientPolicy policy;
    private readonly Duration keepsClosed;
    private readonly int mostConnections;
    private readonly Lock changing = new();
    private readonly List<ClientConnection> open = [];
    private Socket? newest;
    private int connections;
    private bool isFull;

    public PortListener(
        string name,
        int port,
        TwinServerOptions options,
        MemoryBudget budget,
        Func<ClientConnection, CancellationToken, Task> serve,
        RoughManners? manners = null)
    {
        policy = manners?.Clients ?? ClientPolicy.SideBySide;
        keepsClosed = manners?.KeepsClosedConnection ?? default;
        mostConnections = policy == ClientPolicy.RefusesNewer ? 1 : options.MaximumConnections;
        Name = name;
        this.serve = serve;
        this.options = options;
        this.budget = budget;
        listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(options.Address, port));
            listener.Listen(Backlog);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        accepting = Task.Run(AcceptAsync);
    }

    public string Name { get; }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(stopping.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return; // the server stops
            }
            catch (SocketException)
            {
                if (stopping.IsCancellationRequested)
                {
                    return;
                }

                // A connection that was gone before it was taken, or no descriptor is free: others must still be served.
                await Task.Yield();
                continue;
            }

            if (Interlocked.Increment(ref connections) > mostConnections && !HasMadeRoom())
            {
                Interlocked.Decrement(ref connections);
                client.Dispose();
                if (!isFull)
                {
                    options.Notice(
                        $"{Name}: a connection was refused, {(mostConnections == 1 ? "one is" : $"{mostConnections} are")} open");
                }

                isFull = true;
                continue;
            }

            isFull &= connections > Math.Max(1, mostConnections / 2); // a few that leave a full port are no news
            if (policy == ClientPolicy.DisplacesOlder)
            {
                newest?.Dispose();
                newest = client;
            }

            if (TryConnect(client) is { } connection)
            {
                _ = Task.Run(() => ServeAsync(client, connection), CancellationToken.None);
            }
        }
    }

    // A client may be gone before it is looked at.
    private ClientConnection? TryConnect(Socket client)
    {
        try
        {
            var connection = new ClientConnection(client, options, budget);
            lock (changing)
            {
                open.Add(connection);
            }

            return connection;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            client.Dispose();
            Interlocked.Decrement(ref connections);
            return null;
        }
    }

    private bool HasMadeRoom()
    {
        ClientConnection? silent;
        lock (changing)
        {
            silent = mostConnections == 1 ? null : open.Find(connection => !connection.HasSpoken);
            if (silent is null)
            {
                return false;
            }

            open.Remove(silent);
        }

        if (!isFull)
        {
            options.Notice(
                $"{Name}: {mostConnections} connections are open; those that never sent a message are closed for new ones");
        }

        isFull = true;
        silent.Abort();
        return true;
    }

    private async Task ServeAsync(Socket client, ClientConnection connection)
    {
        string who = $"{Name}: a client that has gone";
        try
        {
            who = $"{Name}: the client at {client.RemoteEndPoint}";
            await serve(connection, stopping.Token).ConfigureAwait(false);
        }
        catch (LimitException error)
        {
            options.Notice($"{who} {error.Message}; its connection is closed");
        }
        catch (FormatException error)
        {
            options.Notice($"{who} sent what makes no sense ({error.Message.TrimEnd('.')}); its connection is closed");
        }
        catch (Exception error)
            when (error is OperationCanceledException or ObjectDisposedException or SocketException or ConnectionLostException)
        {
            // The client went away or the server stops: either ends this connection and nothing else.
        }
        catch (Exception bug)
        {
            options.Notice($"{who} met a bug in Lab ({bug.GetType().Name}: {bug.Message}); its connection is closed");
        }
        finally
        {
            lock (changing)
            {
                open.Remove(connection);
            }

            connection.Dispose();
            client.Dispose();
            await ForgetAsync().ConfigureAwait(false);
        }
    }

    // An instrument that serves one client notices late that it has gone.
    private async ValueTask ForgetAsync()
    {
        try
        {
            await TimeProvider.System.WaitAsync(keepsClosed, stopping.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The server stops.
        }

        Interlocked.Decrement(ref connections);
    }
}
