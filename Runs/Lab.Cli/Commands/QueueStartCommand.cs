using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Workbench.Queues;

namespace Lab.Cli.Commands;

/// <summary><c>lab queue start</c>: works the queue off.</summary>
internal sealed class QueueStartCommand : Command
{
    private readonly Terminal terminal;
    private readonly Option<string> folder = QueueCommand.NewFolderOption();
    private readonly Option<bool> stay = new("--stay") { Description = "Wait for further runs when none is left." };
    private readonly Option<string?> hook = new("--hook")
    {
        Description = "A program that is started when a run ends or a person has to look; it gets the event as JSON on its "
            + "standard input."
    };
    private readonly Option<string?> webhook = new("--webhook")
    {
        Description = "An address to which the event is sent as JSON by POST."
    };

    public QueueStartCommand(Terminal terminal)
        : base("start", "Work the queue off until it is empty: one run at a time on each bench. A paused queue stays so.")
    {
        this.terminal = terminal;
        foreach (Option option in (Option[])[folder, stay, hook, webhook])
        {
            Options.Add(option);
        }

        SetAction((parsed, _) => ServeAsync(parsed));
    }

    private async Task<int> ServeAsync(ParseResult parsed)
    {
        var queue = new RunQueue(parsed.GetRequiredValue(folder));
        QueueHooks hooks = HooksOf(parsed);
        using var signals = new StopSignals(terminal.Error);
        bool served = await new QueueServer(queue, new QueueServerOptions
        {
            Stays = parsed.GetValue(stay),
            Hooks = hooks,
            Tell = terminal.Output.WriteLine,
            Stop = signals.Stop,
            StopNow = signals.StopNow,
        }).ServeAsync().ConfigureAwait(false);
        if (!served)
        {
            terminal.Output.WriteLine("Another process works the queue off; it goes on.");
            return ExitCode.Done;
        }

        if (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Aborted;
        }

        QueueState state = queue.Read();
        if (state is { IsPaused: true })
        {
            terminal.Error.WriteLine($"The queue is paused{(state.Reason is { } reason ? $": {reason}" : ".")}");
            terminal.Error.WriteLine("'lab queue continue' lets it go on.");
            return ExitCode.Refused;
        }

        terminal.Output.WriteLine("The queue is empty.");
        return ExitCode.Done;
    }

    private QueueHooks HooksOf(ParseResult parsed)
    {
        string? program = parsed.GetValue(hook) is { } named ? Path.GetFullPath(named) : null;
        if (program is not null && !File.Exists(program))
        {
            throw new CommandException($"--hook: there is no program '{program}'.", ExitCode.Usage);
        }

        Uri? address = null;
        if (parsed.GetValue(webhook) is { } text
            && !(Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https"))
        {
            throw new CommandException($"--webhook {text}: write an address such as https://example.org/lab.", ExitCode.Usage);
        }

        return new QueueHooks(program, address);
    }
}
