using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>A raw TCP socket to an instrument. Messages and answers end with LF unless the instrument has other
/// ends.</summary>
public sealed class TcpWire : IWire
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create("\0\t\n\r "u8);

    private readonly ResourceName resource;
    private readonly Duration timeout;
    private readonly SocketPatience patience;
    private readonly int maximumAnswerLength;
    private readonly byte[] terminator;
    private readonly byte[] answerEnd;
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
        patience = SocketPatience.Of(settings);
        maximumAnswerLength = settings.MaximumAnswerLength;
        terminator = LineTerminator.BytesOf(settings.SocketTerminator);
        answerEnd = Encoding.ASCII.GetBytes(settings.SocketAnswerEnd);
        this.socket = socket;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>Connects; where the instrument serves one client at a time, with patience until it lets go of the one
    /// before.</summary>
    /// <exception cref="WireException">Nothing listens there, or not in time.</exception>
    public static async ValueTask<TcpWire> ConnectAsync(
        string address, ResourceName resource, WireSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Socket socket = await OpenAsync(
            resource, settings.Timeout, SocketPatience.Of(settings), cancellationToken).ConfigureAwait(false);
        return new TcpWire(address, resource, settings, socket);
    }

    /// <inheritdoc cref="ConnectAsync(string, ResourceName, WireSettings, CancellationToken)"/>
    public static ValueTask<TcpWire> ConnectAsync(
        string address, ResourceName resource, Duration timeout, CancellationToken cancellationToken) =>
        ConnectAsync(address, resource, new WireSettings { Timeout = timeout }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (outgoing.Length < message.Length + terminator.Length)
        {
            outgoing = new byte[(message.Length * 2) + terminator.Length];
        }

        // One send for message and terminator: a second small one would wait for the peer's delayed acknowledgement.
        message.CopyTo(outgoing);
        terminator.CopyTo(outgoing, message.Length);
        return SendAsync(outgoing.AsMemory(0, message.Length + terminator.Length), new BlockClock(timeout), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken)
    {
        if (message.Length < BlockClock.Slice)
        {
            await SendAsync(message.ToArray(terminator), new BlockClock(timeout), 0, cancellationToken).ConfigureAwait(false);
            return;
        }

        var clock = new BlockClock(timeout);
        ReadOnlyMemory<byte> tail = (byte[])[.. message.Tail.Span, .. terminator];
        await SendAsync(message.Head, clock, 0, cancellationToken).ConfigureAwait(false);
        await SendAsync(message.Bytes, clock, message.Head.Length, cancellationToken).ConfigureAwait(false);
        await SendAsync(tail, clock, message.Head.Length + message.Bytes.Length, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        DropConsumed();
        var frame = new MessageFrame { EndText = answerEnd };
        Duration allowed = timeout + extraTime;
        extraTime = default;
        deadline.CancelAfter(allowed.ToTimeSpan());
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
            throw WireFaults.NoAnswer(allowed);
        }
        finally
        {
            RenewDeadline();
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        DropConsumed();
        receiver.Start(marksEnds: false);
        Duration patience = timeout + extraTime;
        extraTime = default;
        var clock = new BlockClock(patience);
        using CancellationTokenRegistration stop = Follow(cancellationToken);
        try
        {
            int taken = receiver.Write(incoming.AsSpan(0, received));
            consumed = taken;
            DropConsumed();
            while (!receiver.IsComplete)
            {
                deadline.CancelAfter(clock.Rest(receiver.ReceivedCount));
                int count = await socket.ReceiveAsync(receiver.Space, deadline.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new WireException(InstrumentFault.Disconnected, "The instrument closed the connection");
                }

                receiver.Advance(count);
            }

            KeepForLater(receiver.Excess.Span);
        }
        catch (SocketException error)
        {
            throw Broken(error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw receiver.Late(patience);
        }
        finally
        {
            RenewDeadline();
        }
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <inheritdoc/>
    public ValueTask<bool> HasUnreadAsync(CancellationToken cancellationToken)
    {
        DropConsumed();
        try
        {
            // What is there already is taken without a wait.
            while (socket.Available > 0 && received < maximumAnswerLength)
            {
                if (received == incoming.Length)
                {
                    Grow();
                }

                int count = socket.Receive(incoming.AsSpan(received), SocketFlags.None);
                if (count == 0)
                {
                    break; // closed, which the next exchange notices
                }

                received += count;
            }
        }
        catch (SocketException error)
        {
            throw Broken(error);
        }

        return new ValueTask<bool>(incoming.AsSpan(0, received).IndexOfAnyExcept(Blanks) >= 0);
    }

    /// <summary>Connects anew: whatever was still under way on the old connection can then never be taken for a later answer. The
    /// old one is reset, not closed: an instrument that serves one client would keep it for a while otherwise.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        Reset(socket);
        received = 0;
        consumed = 0;
        socket = await OpenAsync(resource, timeout, patience, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        deadline.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Connects a socket in one attempt.</summary>
    internal static ValueTask<Socket> OpenAsync(ResourceName resource, Duration timeout, CancellationToken cancellationToken) =>
        OpenAsync(resource, timeout, SocketPatience.None, cancellationToken);

    /// <summary>Connects a socket.</summary>
    /// <param name="resource">Where to.</param>
    /// <param name="timeout">Time allowed for one attempt.</param>
    /// <param name="patience">How long a refusal is followed by another attempt.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="WireException">Nothing listens there, not in time, or the server has another client.</exception>
    internal static async ValueTask<Socket> OpenAsync(
        ResourceName resource, Duration timeout, SocketPatience patience, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        for (int refusals = 0; ; refusals++)
        {
            (Socket? socket, SocketError reason) = await TryOpenAsync(
                resource, timeout, patience.Probation, cancellationToken).ConfigureAwait(false);
            if (socket is not null)
            {
                return socket;
            }

            TimeSpan pause = patience.PauseAfter(refusals);
            if (!IsRefusal(reason) || TimeProvider.System.GetElapsedTime(started) + pause > patience.Total)
            {
                throw NotConnected(resource, reason, patience);
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a connection at once, without the other side's consent and without what is still under way.</summary>
    internal static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }

    /// <summary>The fault that a socket's error is.</summary>
    internal static WireException Broken(SocketException error) =>
        new(InstrumentFault.Disconnected, $"The connection broke ({error.SocketErrorCode})", error);

    private static bool IsRefusal(SocketError reason) =>
        reason is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.ConnectionAborted
            or SocketError.Disconnecting;

    private static WireException NotConnected(ResourceName resource, SocketError reason, SocketPatience patience)
    {
        string message = reason == SocketError.Disconnecting
            ? $"{resource.Host}:{resource.Port} closes each connection at once"
            : $"Nothing answers at {resource.Host}:{resource.Port} ({reason})";
        return new WireException(
            InstrumentFault.Disconnected,
            patience.Probation > TimeSpan.Zero && IsRefusal(reason)
                ? $"{message}, tried for {patience.Total.TotalSeconds} s; it serves one client at a time, so end the program "
                    + "that has it, or switch it off and on"
                : message);
    }

    private static async ValueTask<(Socket? Socket, SocketError Reason)> TryOpenAsync(
        ResourceName resource, Duration timeout, TimeSpan probation, CancellationToken cancellationToken)
    {
        var opening = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        bool isOpen = false;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout.ToTimeSpan());
        try
        {
            await opening.ConnectAsync(resource.Host, resource.Port, deadline.Token).ConfigureAwait(false);
            isOpen = probation == TimeSpan.Zero
                || !await IsClosedWithinAsync(opening, probation, cancellationToken).ConfigureAwait(false);
            return isOpen ? (opening, SocketError.Success) : (null, SocketError.Disconnecting);
        }
        catch (SocketException error)
        {
            return (null, error.SocketErrorCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WireException(
                InstrumentFault.Disconnected, $"{resource.Host}:{resource.Port} did not accept a connection within {timeout}");
        }
        finally
        {
            if (!isOpen)
            {
                opening.Dispose();
            }
        }
    }

    // The system accepts for a server that then sees that it has a client already.
    private static async ValueTask<bool> IsClosedWithinAsync(
        Socket socket, TimeSpan probation, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(probation);
        try
        {
            return await socket.ReceiveAsync(new byte[1].AsMemory(), SocketFlags.Peek, end.Token).ConfigureAwait(false) == 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private CancellationTokenRegistration Follow(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);

    private async ValueTask SendAsync(
        ReadOnlyMemory<byte> bytes, BlockClock clock, long before, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stop = Follow(cancellationToken);
        try
        {
            while (!bytes.IsEmpty)
            {
                deadline.CancelAfter(clock.Rest(before));
                int count = await socket.SendAsync(
                    bytes[..Math.Min(bytes.Length, BlockClock.Slice)], deadline.Token).ConfigureAwait(false);
                bytes = bytes[count..];
                before += count;
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

    // What came in one piece with the end of a block is another answer's, and stands before what has not been looked at yet.
    private void KeepForLater(ReadOnlySpan<byte> excess)
    {
        if (excess.IsEmpty)
        {
            return;
        }

        byte[] kept = [.. excess, .. incoming.AsSpan(0, received)];
        received = kept.Length;
        incoming = kept.Length < incoming.Length ? incoming : new byte[kept.Length * 2];
        kept.CopyTo(incoming, 0);
    }

    // One source serves all exchanges until it has fired once.
    private void RenewDeadline()
    {
        if (!deadline.TryReset())
        {
            deadline.Dispose();
            deadline = new CancellationTokenSource();
        }
    }

    private int WithoutTerminator(int length) => answerEnd.Length > 0 ? length - answerEnd.Length
        : length >= 2 && incoming[length - 2] == (byte)'\r' ? length - 2
        : length - 1;

    private void DropConsumed()
    {
        incoming.AsSpan(consumed, received - consumed).CopyTo(incoming);
        received -= consumed;
        consumed = 0;
    }

    private void Grow() => Array.Resize(ref incoming, checked(incoming.Length * 2));
}
