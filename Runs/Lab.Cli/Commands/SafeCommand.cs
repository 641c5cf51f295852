using System.CommandLine;
using System.Globalization;
using Lab.Benches;
using Lab.Cli.Output;
using Lab.Instruments.Drivers.SafeStates;
using Lab.Modules;
using Lab.Runs.Locks;
using Lab.Workbench.Composition;
using Lab.Workbench.Watchdogs;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab safe</c>: brings a bench to its safe state, whichever program left it.</summary>
internal sealed class SafeCommand
{
    private readonly Terminal terminal;
    private readonly Option<string> bench = new("--bench") { Description = "Bench file.", Required = true };

    public SafeCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "safe",
            "Bring every instrument of a bench to its safe state, by the recipe of its file. An instrument that does not answer "
                + "keeps no other from it.")
            {
                bench
            };
        Command.SetAction((parsed, _) => MakeSafeAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> MakeSafeAsync(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(bench);
        LabRegistry registry = BenchModules.Of(file).Registry;
        BenchDefinition definition = BenchFiles.Load(file, string.Empty, registry);
        if (BenchLock.AddressesOf(definition).Count == 0)
        {
            terminal.Output.WriteLine(
                $"Bench '{definition.Name}' has no instrument outside this program; there is nothing to make safe.");
            return ExitCode.Done;
        }

        using var signals = new IgnoredSignals(); // half a ramp is not a safe state
        using BenchLock taken = await BenchLocks.AcquireAsync(
            definition, "lab safe", terminal.Error.WriteLine, endsStopped: true).ConfigureAwait(false);
        await using BenchConnection connection = BenchConnection.ForSafeState(registry, definition);
        var progress = new ProgressLine(terminal, TimeProvider.System);
        connection.Bench.Progressed = progress.ShowSafeState;
        IReadOnlyList<SafeStateOutcome> outcomes = await connection.Bench.CarryOutSafeStateAsync(Tell).ConfigureAwait(false);
        progress.End();
        Table table = Terminal.NewTable("step", "outcome", "took");
        foreach (SafeStateOutcome outcome in outcomes)
        {
            table.AddRow(
                Markup.Escape(outcome.Step.ToString()),
                Outcome(outcome),
                string.Create(CultureInfo.InvariantCulture, $"{outcome.Took.TotalSeconds:0.00} s"));
        }

        terminal.Write(table);
        int failures = outcomes.Count(outcome => outcome.Failure is not null);
        terminal.Output.WriteLine(failures == 0
            ? $"Bench '{definition.Name}' is in its safe state."
            : $"Bench '{definition.Name}' is NOT in its safe state: {failures} of {outcomes.Count} steps failed.");
        return failures == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private static string Outcome(SafeStateOutcome outcome) => (outcome.Failure, outcome.Step.Action) switch
    {
        (not null, _) => "NOT SAFE",
        (_, SafeAction.Hold) => "held as it is",
        _ => "safe",
    };

    private void Tell(SafeStateOutcome outcome)
    {
        if (outcome.Failure is { } failure)
        {
            terminal.Error.WriteLine($"NOT SAFE: {failure.Message} Bring it to its safe state by hand.");
        }
    }
}
