using System.CommandLine;
using Lab.Runs.Records;
using Lab.Workbench.Desks;

namespace Lab.Cli.Commands;

/// <summary><c>lab runs pause</c>, <c>continue</c> and <c>stop</c>: tells a run that is under way in another process.</summary>
internal sealed class RunOrderCommand : Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Terminal terminal;
    private readonly OrderKind order;
    private readonly Argument<string> name = RunsCommand.NewRunArgument();
    private readonly Option<string> folder = RunsCommand.NewFolderOption();

    public RunOrderCommand(Terminal terminal, OrderKind order, string description)
        : base(order.ToString().ToLowerInvariant(), description)
    {
        this.terminal = terminal;
        this.order = order;
        Arguments.Add(name);
        Options.Add(folder);
        SetAction((parsed, stop) => GiveAsync(parsed, stop));
    }

    private async Task<int> GiveAsync(ParseResult parsed, CancellationToken stop)
    {
        var run = RunFolder.Open(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
        var given = new RunOrder(order, $"{Environment.UserName} on {Environment.MachineName}", TimeProvider.System.GetUtcNow());
        string file = RunOrders.Give(run, given);
        long began = TimeProvider.System.GetTimestamp();
        while (File.Exists(file))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                File.Delete(file);
                throw new CommandException(
                    $"The run '{run.Name}' did not take the order within {Patience.TotalSeconds:0} s; nothing was done.",
                    ExitCode.Refused);
            }

            await Task.Delay(Look, TimeProvider.System, stop).ConfigureAwait(false);
        }

        TakenOrder? taken = RunOrders.Read(run).LastOrDefault(each => each.Given == given.Given);
        if (taken is null or { IsRefused: true })
        {
            throw new CommandException(
                taken?.Outcome
                    ?? $"The run '{run.Name}' began or ended at this moment and did not take the order; nothing was done.",
                ExitCode.Refused);
        }

        terminal.Output.WriteLine(taken.Outcome);
        return ExitCode.Done;
    }
}
