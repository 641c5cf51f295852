using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Workbench;
using Lab.Workbench.Queues;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab queue</c>: runs that wait for their turn.</summary>
internal sealed class QueueCommand
{
    private readonly Terminal terminal;
    private readonly Option<string> folder = NewFolderOption();

    public QueueCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("queue", "Queue runs for the night: add, list, move, remove, clear, start, pause, continue.")
        {
            new Command("add", "Add a run to the queue, frozen as it is now and rehearsed on twins.")
            {
                new QueueAddCommand(terminal),
            },
            NewList(),
            NewMove(),
            NewRemove(),
            NewClear(),
            new QueueStartCommand(terminal),
            NewPause(),
            NewContinue(),
        };
    }

    public Command Command { get; }

    /// <summary>The option that names the folder of the queue.</summary>
    public static Option<string> NewFolderOption() =>
        new("--queue-dir") { Description = "The folder of the queue.", DefaultValueFactory = _ => "queue" };

    private static Argument<int> NewNumber() => new("number") { Description = "The number of the queued run." };

    private Command NewList()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of a table." };
        var command = new Command("list", "Show the queue.") { folder, json };
        command.SetAction(parsed =>
        {
            var queue = new RunQueue(parsed.GetRequiredValue(folder));
            QueueState state = queue.Read();
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(ToJson(queue, state));
                return ExitCode.Done;
            }

            Show(state);
            terminal.Output.WriteLine(state.IsPaused
                ? $"Paused{(state.Reason is { } reason ? $": {reason}" : string.Empty)}; 'lab queue continue' lets it go on."
                : queue.IsServed ? "A process works it off." : "No process works it off; 'lab queue start' does.");
            return ExitCode.Done;
        });
        return command;
    }

    private Command NewMove()
    {
        Argument<int> number = NewNumber();
        var places = new Argument<int>("places")
        {
            Description = "How many waiting runs it passes: 1 makes it later, -1 earlier.",
        };
        var command = new Command("move", "Move a waiting run to another place.") { number, places, folder };
        command.SetAction(async (parsed, _) =>
        {
            await new RunQueue(parsed.GetRequiredValue(folder))
                .MoveAsync(parsed.GetRequiredValue(number), parsed.GetRequiredValue(places)).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private Command NewRemove()
    {
        Argument<int> number = NewNumber();
        var command = new Command("remove", "Take a waiting run out of the queue.") { number, folder };
        command.SetAction(async (parsed, _) =>
        {
            await new RunQueue(parsed.GetRequiredValue(folder)).RemoveAsync(parsed.GetRequiredValue(number))
                .ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private Command NewClear()
    {
        var command = new Command("clear", "Take the runs that have ended out of the list; their records stay.") { folder };
        command.SetAction(async (parsed, _) =>
        {
            int count = await new RunQueue(parsed.GetRequiredValue(folder)).ClearAsync().ConfigureAwait(false);
            terminal.Output.WriteLine($"{count} {(count == 1 ? "run is" : "runs are")} out of the list.");
            return ExitCode.Done;
        });
        return command;
    }

    private Command NewPause()
    {
        var command = new Command("pause", "Let no further run begin; one that is under way goes on.") { folder };
        command.SetAction(async (parsed, _) =>
        {
            await new RunQueue(parsed.GetRequiredValue(folder)).PauseAsync().ConfigureAwait(false);
            terminal.Output.WriteLine("No further run begins. 'lab queue continue' lets the queue go on.");
            return ExitCode.Done;
        });
        return command;
    }

    private Command NewContinue()
    {
        var command = new Command("continue", "Let runs begin again, once whatever paused the queue is seen to.") { folder };
        command.SetAction(async (parsed, _) =>
        {
            var queue = new RunQueue(parsed.GetRequiredValue(folder));
            await queue.ContinueAsync().ConfigureAwait(false);
            terminal.Output.WriteLine(queue.IsServed
                ? "The queue goes on."
                : "The queue may go on; 'lab queue start' works it off.");
            return ExitCode.Done;
        });
        return command;
    }

    private void Show(QueueState state)
    {
        if (state.Runs.Count == 0)
        {
            terminal.Output.WriteLine("The queue is empty; 'lab queue add run PROTOCOL' adds a run.");
            return;
        }

        Table table = Terminal.NewTable("number", "status", "protocol", "bench", "conditions", "run", "reason");
        foreach (QueuedRun run in state.Runs)
        {
            table.AddRow(
                run.Number.ToString(CultureInfo.InvariantCulture),
                run.Status.ToString().ToLowerInvariant(),
                Markup.Escape(run.Protocol),
                Markup.Escape(run.Bench),
                Markup.Escape(string.Join("; ", run.Terms.Conditions)),
                Markup.Escape(run.Attempts.LastOrDefault(attempt => attempt.Run is not null)?.Run ?? string.Empty),
                Markup.Escape(run.Reason ?? string.Empty));
        }

        terminal.Write(table);
    }

    private static string ToJson(RunQueue queue, QueueState state) => new JsonObject
    {
        ["paused"] = state.IsPaused,
        ["reason"] = state.Reason,
        ["served"] = queue.IsServed,
        ["runs"] = new JsonArray(
        [
            .. state.Runs.Select(run => new JsonObject
            {
                ["number"] = run.Number,
                ["status"] = run.Status.ToString().ToLowerInvariant(),
                ["protocol"] = run.Protocol,
                ["bench"] = run.Bench,
                ["command"] = run.Command,
                ["conditions"] = new JsonArray([.. run.Terms.Conditions.Select(text => JsonValue.Create(text))]),
                ["runs"] = new JsonArray([.. run.Attempts.Select(attempt => JsonValue.Create(attempt.Run))]),
                ["reason"] = run.Reason,
            }),
        ]),
    }.ToJsonString(RunJson.Options);
}
