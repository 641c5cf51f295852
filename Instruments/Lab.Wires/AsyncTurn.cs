namespace Lab.Wires;

/// <summary>Lets one caller at a time do something that takes a while; who came first is first.</summary>
internal sealed class AsyncTurn
{
    private readonly Lock guard = new();
    private Task last = Task.CompletedTask;

    /// <summary>Waits for the turn.</summary>
    /// <param name="cancellationToken">Gives the place in the line up.</param>
    /// <returns>Ends the turn when it is disposed.</returns>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (guard)
        {
            before = last;
            last = mine.Task;
        }

        try
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Turn(mine);
        }
        catch
        {
            // Later calls wait for the one before.
            _ = before.ContinueWith(
                _ => mine.SetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    private sealed class Turn(TaskCompletionSource end) : IDisposable
    {
        public void Dispose() => end.TrySetResult();
    }
}
