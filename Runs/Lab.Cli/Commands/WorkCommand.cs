using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Workbench.Watchdogs;
using Lab.Workbench.Workers;

namespace Lab.Cli.Commands;

/// <summary><c>lab study work</c>: a worker, as a study starts it, or a person on a further machine.</summary>
internal sealed class WorkCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "work";

    private readonly Terminal terminal;
    private readonly Argument<string> folder = new("folder")
    {
        Description = "The folder of the items: 'workers' in that of the run.",
    };

    private readonly Option<bool> attached = new("--attached")
    {
        Description = "End with standard input, and by no signal: what started the worker holds it.",
        Hidden = true,
    };

    public WorkCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            Name,
            "Compute items of a study that is under way, until all are done: further workers for it, on any machine that "
                + "shares its folder.")
        {
            folder,
            attached,
        };
        Command.SetAction((parsed, _) => parsed.GetValue(attached) ? WorkAttachedAsync(parsed) : WorkAloneAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> WorkAloneAsync(ParseResult parsed)
    {
        using var signals = new StopSignals(TextWriter.Null); // nothing is held; the item under way is free for others
        return await WorkAsync(parsed, signals.Stop).ConfigureAwait(false);
    }

    private async Task<int> WorkAttachedAsync(ParseResult parsed)
    {
        using var signals = new IgnoredSignals();
        using var stop = new CancellationTokenSource();
        Task watching = Task.Run(async () =>
        {
            while (await terminal.Input.ReadLineAsync().ConfigureAwait(false) is not null)
            {
                // Nothing is said; only the end counts.
            }

            await stop.CancelAsync().ConfigureAwait(false);
        });
        Task<int> work = WorkAsync(parsed, stop.Token);
        await Task.WhenAny(work, watching).ConfigureAwait(false);
        return await work.ConfigureAwait(false);
    }

    private async Task<int> WorkAsync(ParseResult parsed, CancellationToken stop)
    {
        var worker = new ItemWorker(parsed.GetRequiredValue(folder));
        await worker.RunAsync(stop).ConfigureAwait(false);
        terminal.Output.WriteLine($"{worker.Computed} items computed.");
        return ExitCode.Done;
    }
}
