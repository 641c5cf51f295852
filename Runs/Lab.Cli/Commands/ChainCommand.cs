using System.CommandLine;
using Lab.Cli.Completion;
using Lab.Modules.Loading;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Reports;
using Lab.Workbench;

namespace Lab.Cli.Commands;

/// <summary><c>lab chain</c>: several experiments one after the other on one bench,
/// such as calibrations and what uses them.</summary>
internal sealed class ChainCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> protocols = new Argument<string[]>("protocols")
    {
        Description = "The protocols in their order; 'lab protocols' lists them.",
        Arity = ArgumentArity.OneOrMore
    }.OfProtocols();
    private readonly ExperimentOptions experimentOptions = new();
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();
    private readonly Option<bool> simulate = new("--simulate")
    {
        Description = "Put twins in the place of all instruments of the bench file."
    };

    public ChainCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "chain",
            "Carry out several experiments one after the other; a setting is written --set PROTOCOL.key=value. Ends with the "
                + "first that fails.")
            {
                protocols
            };
        experimentOptions.AddCommonTo(Command);
        Command.Options.Add(simulate);
        Command.Options.Add(runsFolder);
        Command.SetAction((parsed, _) => RunAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        LoadedModules modules = experimentOptions.ModulesOf(parsed);
        IProtocol[] chosen =
            [.. parsed.GetRequiredValue(protocols).Select(name => Experiment.FindProtocol(modules.Registry, name))];
        IReadOnlyList<string> assignments = experimentOptions.Assignments(parsed);
        if (assignments.FirstOrDefault(text => !chosen.Any(protocol => text.StartsWith(
            $"{protocol.Name}.", StringComparison.Ordinal))) is { } stray)
        {
            throw new CommandException(
                $"--set {stray}: in a chain write --set PROTOCOL.key=value with one of "
                    + $"{string.Join(", ", chosen.Select(protocol => protocol.Name))}.",
                ExitCode.Usage);
        }

        // All settings are looked at before anything moves.
        Experiment[] experiments =
        [
            .. chosen.Select(protocol => experimentOptions.Read(
                parsed,
                modules,
                protocol,
                [.. assignments.Where(text => text.StartsWith($"{protocol.Name}.", StringComparison.Ordinal)).Select(
                    text => text[(protocol.Name.Length + 1)..])])
                with { Simulate = parsed.GetValue(simulate) }),
        ];
        Duration took = default;
        foreach (Experiment experiment in experiments)
        {
            terminal.Output.WriteLine($"— {experiment.Protocol.Name}");
            var run = new ShownRun(terminal, experiment, parsed.GetRequiredValue(runsFolder), asJson: false);
            int exitCode = await run.StartAsync().ConfigureAwait(false);
            took += run.Took;
            if (exitCode != ExitCode.Done)
            {
                terminal.Error.WriteLine($"The chain ends here, with {experiment.Protocol.Name}.");
                return exitCode;
            }
        }

        terminal.Output.WriteLine($"All {experiments.Length} experiments done: {BenchTimeText.Format(took)} of bench time.");
        return ExitCode.Done;
    }
}
