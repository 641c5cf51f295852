using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Cli.Validation;
using Lab.Runs.Reports;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab validate</c>: how well a protocol recovers what the virtual bench hides from it.</summary>
internal sealed class ValidateCommand
{
    private const int TruthDigits = 7;
    private const int ErrorDigits = 3;

    private readonly Terminal terminal;
    private readonly ExperimentOptions experimentOptions = new();
    private readonly Option<int> seeds = new("--seeds") { Description = "How many seeds, counted from --seed.", DefaultValueFactory = _ => 200 };

    public ValidateCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("validate", "Run a protocol on twins over many seeds and compare its results with what the twins hide.");
        experimentOptions.AddTo(Command);
        Command.Options.Add(seeds);
        Command.SetAction((parsed, _) => ValidateAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> ValidateAsync(ParseResult parsed)
    {
        ExperimentOptions.Experiment experiment = experimentOptions.Read(parsed);
        int count = parsed.GetValue(seeds);
        if (count < 2)
        {
            throw new CommandException("--seeds: at least 2 are needed to see a spread.", ExitCode.Usage);
        }

        using var signals = new StopSignals(terminal.Error);
        IReadOnlyList<RecoveredResult> recovered = await RecoveryStudy.RunAsync(
            experiment, count, done => ShowProgress(done, count), signals.Stop).ConfigureAwait(false);
        Table table = Terminal.NewTable("result", "hidden (mean)", "bias", "bias / its standard error", "spread", "stated uncertainty", "68 % intervals cover", "seeds");
        foreach (RecoveredResult result in recovered)
        {
            table.AddRow(
                Markup.Escape(result.Name),
                ValueText.FormatDigits(result.MeanTruth, result.Unit, TruthDigits),
                ValueText.FormatDigits(result.Bias, result.Unit, ErrorDigits),
                $"{result.BiasInStandardErrors:0.00}",
                ValueText.FormatDigits(result.Spread, result.Unit, ErrorDigits),
                ValueText.FormatDigits(result.MeanUncertainty, result.Unit, ErrorDigits),
                $"{result.Coverage:P1}",
                $"{result.Count}");
        }

        terminal.Write(table);
        return recovered.All(result => result.Count == count) ? ExitCode.Done : ExitCode.Refused;
    }

    private void ShowProgress(int done, int count)
    {
        if (terminal.IsInteractive)
        {
            terminal.Error.Write(done < count ? $"\r{done}/{count} seeds" : $"\r{done}/{count} seeds{Environment.NewLine}");
        }
        else if (done == count || done % 50 == 0)
        {
            terminal.Error.WriteLine($"{done}/{count} seeds");
        }
    }
}
