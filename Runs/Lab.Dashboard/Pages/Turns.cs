namespace Lab.Dashboard.Pages;

/// <summary>Lets so many requests read at a time; who comes meanwhile waits for a turn, first come, first served.</summary>
/// <param name="count">How many.</param>
internal sealed class Turns(int count)
{
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> waiting = new();
    private int free = count;

    /// <summary>Does something in its turn.</summary>
    /// <param name="act">What.</param>
    /// <param name="gone">Cancelled when who asked has left.</param>
    /// <exception cref="OperationCanceledException">Who asked left before its turn.</exception>
    public async Task<T> TakeAsync<T>(Func<Task<T>> act, CancellationToken gone)
    {
        TaskCompletionSource? turn = null;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
            }
            else
            {
                turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Enqueue(turn);
            }
        }

        if (turn is not null)
        {
            using CancellationTokenRegistration leaving = gone.Register(() => turn.TrySetCanceled(gone));
            await turn.Task.ConfigureAwait(false);
        }

        try
        {
            return await act().ConfigureAwait(false);
        }
        finally
        {
            GiveOn();
        }
    }

    // Those who have left are passed over.
    private void GiveOn()
    {
        lock (gate)
        {
            while (waiting.TryDequeue(out TaskCompletionSource? next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            free++;
        }
    }
}
