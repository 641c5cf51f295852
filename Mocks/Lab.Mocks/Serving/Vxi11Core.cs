using System.Text;
using Lab.Instruments.Wires.Rpc;

namespace Lab.Mocks.Serving;

/// <summary>The core channel of VXI-11 as one connection sees it (VXI-11 revision 1.0, B.6).</summary>
/// <param name="server">The devices and links of all connections.</param>
internal sealed class Vxi11Core(Vxi11Server server) : IRpcCaller
{
    /// <summary>The most bytes that one write takes.</summary>
    private const int MaximumPiece = 64 << 10;

    private readonly Dictionary<int, Vxi11Link> links = [];

    public async ValueTask<bool> CallAsync(
        uint procedure, ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        switch ((Vxi11Procedure)procedure)
        {
            case Vxi11Procedure.CreateLink:
                await CreateLinkAsync(arguments, reply, cancellationToken).ConfigureAwait(false);
                return true;
            case Vxi11Procedure.Write:
                await WriteAsync(arguments, reply, cancellationToken).ConfigureAwait(false);
                return true;
            case Vxi11Procedure.Read:
                await ReadAsync(arguments, reply, cancellationToken).ConfigureAwait(false);
                return true;
            case Vxi11Procedure.ReadStatusByte:
                await ReadStatusByteAsync(arguments, reply, cancellationToken).ConfigureAwait(false);
                return true;
            case Vxi11Procedure.Trigger:
                reply.Number((int)await GenericAsync(
                    arguments, link => TriggerAsync(link, cancellationToken), cancellationToken).ConfigureAwait(false));
                return true;
            case Vxi11Procedure.Clear:
                reply.Number(
                    (int)await GenericAsync(arguments, link => link.ClearAsync(), cancellationToken).ConfigureAwait(false));
                return true;
            case Vxi11Procedure.Remote or Vxi11Procedure.Local:
                reply.Number(
                    (int)await GenericAsync(arguments, _ => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false));
                return true;
            case Vxi11Procedure.Lock:
                await LockAsync(arguments, reply, cancellationToken).ConfigureAwait(false);
                return true;
            case Vxi11Procedure.Unlock:
                reply.Number((int)(Find(arguments) is { } locked
                    ? locked.Device.Unlock(locked) ? Vxi11Error.None : Vxi11Error.NoLock
                    : Vxi11Error.InvalidLink));
                return true;
            case Vxi11Procedure.DestroyLink:
                reply.Number((int)(Find(arguments) is { } closed && Close(closed) ? Vxi11Error.None : Vxi11Error.InvalidLink));
                return true;
            case Vxi11Procedure.EnableServiceRequest or Vxi11Procedure.CreateInterruptChannel
                or Vxi11Procedure.DestroyInterruptChannel:
                reply.Number((int)Vxi11Error.NotSupported);
                return true;
            case Vxi11Procedure.Command:
                reply.Number((int)Vxi11Error.NotSupported).Opaque([]);
                return true;
            default:
                return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (Vxi11Link link in links.Values)
        {
            server.Remove(link);
        }

        links.Clear();
        return ValueTask.CompletedTask;
    }

    private static TimeSpan Milliseconds(uint milliseconds) => TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));

    private static TimeSpan LockPatience(int flags, uint milliseconds) =>
        (flags & Vxi11Flags.WaitForLock) != 0 ? Milliseconds(milliseconds) : TimeSpan.Zero;

    private async ValueTask CreateLinkAsync(ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        (bool isLocking, uint patience, string name) = Read(arguments.Span);
        Vxi11Error error = server.TryLink(name, cancellationToken, out Vxi11Link? link);
        if (link is not null)
        {
            links[link.Id] = link;
            if (isLocking && !await link.Device.LockAsync(link, Milliseconds(patience), cancellationToken).ConfigureAwait(false))
            {
                Close(link);
                (error, link) = (Vxi11Error.Locked, null);
            }
        }

        reply.Number((int)error).Number(link?.Id ?? 0).Word((uint)server.AbortPort).Word(MaximumPiece);

        static (bool IsLocking, uint Patience, string Name) Read(ReadOnlySpan<byte> arguments)
        {
            var reader = new XdrReader(arguments);
            reader.Number();
            return (reader.Word() != 0, reader.Word(), Encoding.ASCII.GetString(reader.Opaque()));
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        (int id, uint patience, uint lockPatience, int flags, byte[] data) = Read(arguments.Span);
        Vxi11Error error = await MayUseAsync(id, LockPatience(flags, lockPatience), cancellationToken).ConfigureAwait(false);
        if (error == Vxi11Error.None)
        {
            error = await links[id].WriteAsync(data, (flags & Vxi11Flags.End) != 0, Milliseconds(patience)).ConfigureAwait(false);
        }

        reply.Number((int)error).Word(error == Vxi11Error.None ? (uint)data.Length : 0);

        static (int Id, uint Patience, uint LockPatience, int Flags, byte[] Data) Read(ReadOnlySpan<byte> arguments)
        {
            var reader = new XdrReader(arguments);
            return (reader.Number(), reader.Word(), reader.Word(), reader.Number(), reader.Opaque().ToArray());
        }
    }

    private async ValueTask ReadAsync(ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        (int id, uint count, uint patience, uint lockPatience, int flags, int character) = Read(arguments.Span);
        Vxi11Error error = await MayUseAsync(id, LockPatience(flags, lockPatience), cancellationToken).ConfigureAwait(false);
        int reason = 0;
        ReadOnlyMemory<byte> data = default;
        if (error == Vxi11Error.None)
        {
            byte? termination = (flags & Vxi11Flags.TerminationCharacter) != 0 ? (byte)character : null;
            (error, reason, data) = await links[id].ReadAsync(count, termination, Milliseconds(patience)).ConfigureAwait(false);
        }

        reply.Number((int)error).Number(reason).Opaque(data.Span);

        static (int Id, uint Count, uint Patience, uint LockPatience, int Flags, int Character) Read(ReadOnlySpan<byte> arguments)
        {
            var reader = new XdrReader(arguments);
            return (reader.Number(), reader.Word(), reader.Word(), reader.Word(), reader.Number(), reader.Number());
        }
    }

    private async ValueTask ReadStatusByteAsync(
        ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        const int messageAvailable = 0x10;
        int status = 0;
        Vxi11Error error = await GenericAsync(
            arguments,
            async link =>
            {
                TwinAnswer answer = await link.Device.ExecuteAsync("*STB?"u8.ToArray(), cancellationToken).ConfigureAwait(false);
                _ = int.TryParse(answer.ToMemory().Span, out status);
                status |= link.HasAnswer ? messageAvailable : 0;
            },
            cancellationToken).ConfigureAwait(false);
        reply.Number((int)error).Word((uint)(status & 0xFF));
    }

    private async ValueTask LockAsync(ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        (Vxi11Link? link, TimeSpan patience) = Read(arguments.Span);
        reply.Number((int)(link is null ? Vxi11Error.InvalidLink
            : await link.Device.LockAsync(link, patience, cancellationToken).ConfigureAwait(false)
                ? Vxi11Error.None
                : Vxi11Error.Locked));

        (Vxi11Link? Link, TimeSpan Patience) Read(ReadOnlySpan<byte> words)
        {
            var reader = new XdrReader(words);
            Vxi11Link? found = links.GetValueOrDefault(reader.Number());
            return (found, LockPatience(reader.Number(), reader.Word()));
        }
    }

    // Calls whose arguments are link, flags, lock time-out and time-out.
    private async ValueTask<Vxi11Error> GenericAsync(
        ReadOnlyMemory<byte> arguments, Func<Vxi11Link, ValueTask> act, CancellationToken cancellationToken)
    {
        (int id, TimeSpan lockPatience) = Read(arguments.Span);
        Vxi11Error error = await MayUseAsync(id, lockPatience, cancellationToken).ConfigureAwait(false);
        if (error == Vxi11Error.None)
        {
            await act(links[id]).ConfigureAwait(false);
        }

        return error;

        static (int Id, TimeSpan LockPatience) Read(ReadOnlySpan<byte> words)
        {
            var reader = new XdrReader(words);
            return (reader.Number(), LockPatience(reader.Number(), reader.Word()));
        }
    }

    private static async ValueTask TriggerAsync(Vxi11Link link, CancellationToken cancellationToken) =>
        await link.Device.ExecuteAsync("*TRG"u8.ToArray(), cancellationToken).ConfigureAwait(false);

    private async ValueTask<Vxi11Error> MayUseAsync(int id, TimeSpan patience, CancellationToken cancellationToken) =>
        !links.TryGetValue(id, out Vxi11Link? link) ? Vxi11Error.InvalidLink
        : await link.Device.MayUseAsync(link, patience, cancellationToken).ConfigureAwait(false) ? Vxi11Error.None
        : Vxi11Error.Locked;

    private Vxi11Link? Find(ReadOnlyMemory<byte> arguments) => links.GetValueOrDefault(new XdrReader(arguments.Span).Number());

    private bool Close(Vxi11Link link)
    {
        server.Remove(link);
        return links.Remove(link.Id);
    }
}
