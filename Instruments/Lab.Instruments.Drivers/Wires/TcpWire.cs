using System.Net.Sockets;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>A raw TCP socket to an instrument, messages ended by LF in both directions.</summary>
public sealed class TcpWire : IWire
{
    private readonly ResourceName resource;
    private readonly Duration timeout;
    private readonly int maximumAnswerLength;
    private Socket socket;
    private CancellationTokenSource deadline = new();
    private Duration extraTime;
    private byte[] incoming = new byte[4096];
    private byte[] outgoing = new byte[4096];
    private int received;
    private int consumed;

    private TcpWire(string address, ResourceName resource, WireSettings settings, Socket socket)
    {
        Address = address;
        this.resource = resource;
        timeout = settings.Timeout;
        maximumAnswerLength = settings.MaximumAnswerLength;
        this.socket = socket;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="WireException">Nothing listens there, or not in time.</exception>
    public static async ValueTask<TcpWire> ConnectAsync(
        string address, ResourceName resource, WireSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new TcpWire(address, resource, settings, await OpenAsync(resource, settings.Timeout, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc cref="ConnectAsync(string, ResourceName, WireSettings, CancellationToken)"/>
    public static ValueTask<TcpWire> ConnectAsync(string address, ResourceName resource, Duration timeout, CancellationToken cancellationToken) =>
        ConnectAsync(address, resource, new WireSettings { Timeout = timeout }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (outgoing.Length <= message.Length)
        {
            outgoing = new byte[message.Length * 2];
        }

        message.CopyTo(outgoing);
        outgoing[message.Length] = (byte)'\n';
        deadline.CancelAfter(timeout.ToTimeSpan());
        using CancellationTokenRegistration stop = Follow(cancellationToken);
        try
        {
            // One send for message and terminator: a second small one would wait for the peer's delayed acknowledgement.
            ReadOnlyMemory<byte> rest = outgoing.AsMemory(0, message.Length + 1);
            while (!rest.IsEmpty)
            {
                rest = rest[await socket.SendAsync(rest, deadline.Token).ConfigureAwait(false)..];
            }
        }
        catch (SocketException error)
        {
            throw Broken(error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw WireFaults.NothingTaken(timeout);
        }
        finally
        {
            RenewDeadline();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        DropConsumed();
        var frame = default(MessageFrame);
        Duration patience = timeout + extraTime;
        extraTime = default;
        deadline.CancelAfter(patience.ToTimeSpan());
        using CancellationTokenRegistration stop = Follow(cancellationToken);
        try
        {
            while (true)
            {
                int length = frame.FindEnd(incoming.AsSpan(0, received));
                if ((length >= 0 ? length : received) > maximumAnswerLength)
                {
                    throw WireFaults.TooLong(maximumAnswerLength);
                }

                if (length >= 0)
                {
                    consumed = length;
                    return incoming.AsMemory(0, WithoutTerminator(length));
                }

                if (received == incoming.Length)
                {
                    Grow();
                }

                int count = await socket.ReceiveAsync(incoming.AsMemory(received), deadline.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new WireException(InstrumentFault.Disconnected, "The instrument closed the connection");
                }

                received += count;
            }
        }
        catch (SocketException error)
        {
            throw Broken(error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw WireFaults.NoAnswer(patience);
        }
        finally
        {
            RenewDeadline();
        }
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>Connects anew: whatever was still under way on the old connection can then never be taken for a later answer.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        socket.Dispose();
        received = 0;
        consumed = 0;
        socket = await OpenAsync(resource, timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        deadline.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Connects a socket.</summary>
    internal static async ValueTask<Socket> OpenAsync(ResourceName resource, Duration timeout, CancellationToken cancellationToken)
    {
        var opening = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout.ToTimeSpan());
        try
        {
            await opening.ConnectAsync(resource.Host, resource.Port, deadline.Token).ConfigureAwait(false);
            return opening;
        }
        catch (SocketException error)
        {
            opening.Dispose();
            throw new WireException(InstrumentFault.Disconnected, $"Nothing answers at {resource.Host}:{resource.Port} ({error.SocketErrorCode})", error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            opening.Dispose();
            throw new WireException(InstrumentFault.Disconnected, $"{resource.Host}:{resource.Port} did not accept a connection within {timeout}");
        }
    }

    /// <summary>The fault that a socket's error is.</summary>
    internal static WireException Broken(SocketException error) =>
        new(InstrumentFault.Disconnected, $"The connection broke ({error.SocketErrorCode})", error);

    private CancellationTokenRegistration Follow(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);

    // One source serves all exchanges until it has fired once.
    private void RenewDeadline()
    {
        if (!deadline.TryReset())
        {
            deadline.Dispose();
            deadline = new CancellationTokenSource();
        }
    }

    private int WithoutTerminator(int length) => length >= 2 && incoming[length - 2] == (byte)'\r' ? length - 2 : length - 1;

    private void DropConsumed()
    {
        incoming.AsSpan(consumed, received - consumed).CopyTo(incoming);
        received -= consumed;
        consumed = 0;
    }

    private void Grow() => Array.Resize(ref incoming, checked(incoming.Length * 2));
}
