using Lab.Workbench.Workers;

namespace Lab.Cli.Tests.Workers;

/// <summary>An item that is kept from all workers, as one on another machine that has it under way, so that a study cannot end
/// before something happens to it.</summary>
internal sealed class HeldItem : IAsyncDisposable
{
    /// <summary>The name of the worker that has it.</summary>
    public const string Holder = "holder";

    private static readonly TimeSpan BeatTime = TimeSpan.FromSeconds(2);

    private readonly int item;
    private readonly CancellationTokenSource over = new();
    private readonly Task beating;

    private HeldItem(ItemFolder folder, int item)
    {
        (Folder, this.item) = (folder, item);
        beating = BeatAsync();
    }

    /// <summary>The folder of the items.</summary>
    public ItemFolder Folder { get; }

    /// <summary>Takes it, also in a folder that its study has not begun yet.</summary>
    /// <param name="path">The folder of the items.</param>
    /// <param name="item">The item, which no worker has.</param>
    public static HeldItem Take(string path, int item)
    {
        foreach (string part in (string[])["workers", "claims"])
        {
            Directory.CreateDirectory(Path.Combine(path, part));
        }

        var folder = new ItemFolder(path);
        Show(folder, beat: 1);
        Assert.True(folder.TryClaim(item, 1, Holder));
        return new HeldItem(folder, item);
    }

    /// <summary>Lets the workers have it.</summary>
    public async Task ReleaseAsync()
    {
        await DisposeAsync();
        Folder.GiveBack(item, 1);
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await beating;
    }

    private static void Show(ItemFolder folder, long beat) =>
        folder.Put(new WorkerState(Holder, "another machine", ProcessId: 1, beat, HasEnded: false));

    // As a worker does that lives, or others take what it has.
    private async Task BeatAsync()
    {
        for (long beat = 2; ; beat++)
        {
            await Task.Delay(BeatTime, TimeProvider.System, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                return;
            }

            Show(Folder, beat);
        }
    }
}
