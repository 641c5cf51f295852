namespace Lab.Instruments.Tests.Wires;

/// <summary>An instrument as a GPIB sees it: it takes messages in order and keeps its answers until it is addressed to
/// talk.</summary>
internal sealed class GpibTalker(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> execute)
{
    private readonly Lock guard = new();
    private readonly List<byte> output = [];
    private CancellationTokenSource clearing = new();
    private Task working = Task.CompletedTask;
    private TaskCompletionSource spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The terminator of an answer beside END.</summary>
    public string Terminator { get; init; } = "\n";

    /// <summary>How many bytes are said each time the instrument is addressed to talk; END comes with the last ones.</summary>
    public int MostAtOnce { get; init; } = int.MaxValue;

    /// <summary>Whether answers are lost.</summary>
    public bool IsMute { get; set; }

    public int ClearCount { get; private set; }

    public void Listen(byte[] message)
    {
        lock (guard)
        {
            CancellationToken cleared = clearing.Token;
            working = WorkAsync(working, message, cleared);
        }
    }

    public void Clear()
    {
        lock (guard)
        {
            ClearCount++;
            clearing.Cancel();
            clearing.Dispose();
            clearing = new CancellationTokenSource();
            working = Task.CompletedTask;
            output.Clear();
        }
    }

    /// <summary>The bytes that the instrument says until its END, or until nothing came for a while.</summary>
    public async Task<(byte[] Bytes, bool IsEnd)> TalkAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task something;
        lock (guard)
        {
            something = output.Count > 0 ? Task.CompletedTask : spoken.Task;
        }

        try
        {
            await something.WaitAsync(patience, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            return ([], false);
        }

        lock (guard)
        {
            byte[] said = [.. output.Take(MostAtOnce)];
            output.RemoveRange(0, said.Length);
            return (said, said.Length > 0 && output.Count == 0);
        }
    }

    private async Task WorkAsync(Task before, byte[] message, CancellationToken cleared)
    {
        try
        {
            await before;
            ReadOnlyMemory<byte> answer = await execute(message, cleared);
            lock (guard)
            {
                if (!answer.IsEmpty && !cleared.IsCancellationRequested && !IsMute)
                {
                    output.AddRange(answer.ToArray());
                    output.AddRange(Terminator.Select(c => (byte)c));
                    spoken.TrySetResult();
                    spoken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Cleared meanwhile.
        }
    }
}
