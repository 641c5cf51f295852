using System.Text;

namespace Doubles;

/// <summary>A device behind a port: takes bytes, executes a message at its end, and holds the answers until they are
/// read.</summary>
internal sealed class ByteDevice(Func<byte[], CancellationToken, Task<byte[]>> execute) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly List<byte> message = [];
    private readonly Queue<byte[]> answers = new();
    private CancellationTokenSource executing = new();
    private Task last = Task.CompletedTask;
    private byte[] current = [];
    private int position;

    public volatile bool IsGone;

    /// <summary>Takes bytes; a message ends at LF, and where <paramref name="isEnd"/> says so.</summary>
    public void Write(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        lock (gate)
        {
            foreach (byte one in bytes)
            {
                message.Add(one);
                if (one == (byte)'\n' && !IsWithinBlock())
                {
                    Execute();
                }
            }

            if (isEnd)
            {
                Execute();
            }
        }
    }

    /// <summary>Gives bytes of one answer; none where there is none in time.</summary>
    public int Read(Span<byte> target, int milliseconds, byte? stopAt, out bool isEnd, out bool isStop)
    {
        isEnd = isStop = false;
        while (position == current.Length)
        {
            lock (gate)
            {
                if (answers.TryDequeue(out byte[]? next))
                {
                    (current, position) = (next, 0);
                    continue;
                }
            }

            if (IsGone || !arrived.Wait(milliseconds))
            {
                return 0;
            }
        }

        int count = Math.Min(target.Length, current.Length - position);
        ReadOnlySpan<byte> source = current.AsSpan(position, count);
        if (stopAt is { } stop && source.IndexOf(stop) is >= 0 and int found)
        {
            count = found + 1;
            isStop = true;
        }

        source[..count].CopyTo(target);
        position += count;
        isEnd = position == current.Length;
        return count;
    }

    /// <summary>Drops what is in execution and what was not read.</summary>
    public void Clear()
    {
        lock (gate)
        {
            executing.Cancel();
            executing.Dispose();
            executing = new CancellationTokenSource();
            last = Task.CompletedTask;
            message.Clear();
            answers.Clear();
            (current, position) = ([], 0);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            executing.Cancel();
            executing.Dispose();
            arrived.Dispose();
        }
    }

    // The bytes of a block that tells its length may hold LF.
    private bool IsWithinBlock()
    {
        int start = message.IndexOf((byte)'#');
        int digits = start < 0 || start + 1 >= message.Count ? 0 : message[start + 1] - '0';
        if (digits is < 1 or > 9 || message.Count < start + 2 + digits)
        {
            return false;
        }

        string length = Encoding.Latin1.GetString([.. message.GetRange(start + 2, digits)]);
        return int.TryParse(length, out int bytes) && message.Count <= start + 2 + digits + bytes;
    }

    private void Execute()
    {
        byte[] text = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString([.. message]).TrimEnd('\r', '\n'));
        message.Clear();
        if (text.Length > 0)
        {
            last = RunAsync(last, text, executing.Token);
        }
    }

    private async Task RunAsync(Task before, byte[] text, CancellationToken cancellationToken)
    {
        try
        {
            await before;
            byte[] answer = await execute(text, cancellationToken);
            lock (gate)
            {
                if (!cancellationToken.IsCancellationRequested && answer.Length > 0)
                {
                    answers.Enqueue([.. answer, (byte)'\n']);
                    arrived.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // A device clear.
        }
    }
}
