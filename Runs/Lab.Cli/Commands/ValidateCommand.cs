using System.CommandLine;
using System.Text.Json.Nodes;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Protocols.FieldLines;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.WeightTuning;
using Lab.Runs.Reports;
using Lab.Workbench;
using Lab.Workbench.Validation;
using Lab.Workbench.Workers;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab validate</c>: how well a protocol recovers what the virtual bench hides from it.</summary>
internal sealed class ValidateCommand
{
    private const int TruthDigits = 7;
    private const int ErrorDigits = 3;
    private const int SeedsOfAStudy = 200;
    private const int SeedsOfADevice = 100;
    private const int ReasonsShown = 5;

    private readonly Terminal terminal;
    private readonly ExperimentOptions experimentOptions = new();
    private readonly WorkerOptions workerOptions = new();
    private readonly Option<int?> seeds = new("--seeds")
    {
        Description =
        $"How many seeds, counted from --seed. Default: {SeedsOfAStudy}; {SeedsOfADevice} for each device of a grid."
    };
    private readonly Option<string?> devices = new("--devices")
    {
        Description = "Try other devices: 'grid' for all 32, or names with a semicolon between them."
    };
    private readonly Option<string?> effects = new(
        "--effects")
    {
        Description =
                "Effects of real benches for each of the devices: 'all', 'none', or names with a comma between them. Default: "
                    + "none for each device, then each effect on the first one."
    };
    private readonly Option<string?> progress = new(
        "--progress")
    {
        Description =
                "A file that keeps the seeds that are done: the same command goes on from it, after a stop or a kill, to the "
                    + "same figures."
    };
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of tables." };

    public ValidateCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "validate",
            "Run a protocol on twins over many seeds, or on many devices, and compare its results with what the twins hide.");
        experimentOptions.AddTo(Command);
        Command.Options.Add(seeds);
        Command.Options.Add(devices);
        Command.Options.Add(effects);
        Command.Options.Add(progress);
        workerOptions.AddTo(Command);
        Command.Options.Add(json);
        Command.SetAction((parsed, _) => ValidateAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> ValidateAsync(ParseResult parsed)
    {
        Experiment experiment = experimentOptions.Read(parsed);
        RecoveryStudy.RequireTruth(experiment);
        bool isGrid = parsed.GetValue(devices) is not null || parsed.GetValue(effects) is not null;
        int count = parsed.GetValue(seeds) ?? (isGrid ? SeedsOfADevice : SeedsOfAStudy);
        if (count < 2)
        {
            throw new CommandException("--seeds: at least 2 are needed to see a spread.", ExitCode.Usage);
        }

        using SeedFile? kept = parsed.GetValue(progress) is { } path ? SeedFile.Open(path, experiment) : null;
        if (kept is { FoundCount: > 0 })
        {
            terminal.Error.WriteLine($"{kept.FoundCount} seeds are done already.");
        }

        using var signals = new StopSignals(terminal.Error);
        if (workerOptions.ReadAgain(parsed) is not { } plan)
        {
            return await ValidateAsync(parsed, experiment, count, kept, elsewhere: null, signals.Stop).ConfigureAwait(false);
        }

        if (kept is null)
        {
            throw new CommandException(
                "--progress: name a file for the seeds that are done; the items of the workers lie beside it, in FILE.items.",
                ExitCode.Usage);
        }

        var order = new ValidationOrder(count, parsed.GetValue(devices), parsed.GetValue(effects));
        int exitCode;
        SeedsElsewhere elsewhere = await SeedsElsewhere.BeginAsync(
            experiment, order, plan, kept, $"{parsed.GetValue(progress)}.items", WorkerOptions.Launch(),
            terminal.Error.WriteLine).ConfigureAwait(false);
        await using (elsewhere.ConfigureAwait(false))
        {
            exitCode = await ValidateAsync(parsed, experiment, count, kept, elsewhere, signals.Stop).ConfigureAwait(false);
        }

        if (!signals.Stop.IsCancellationRequested && await elsewhere.RemoveAsync().ConfigureAwait(false) is { } left)
        {
            terminal.Error.WriteLine(left);
        }

        return exitCode;
    }

    private Task<int> ValidateAsync(
        ParseResult parsed, Experiment experiment, int count, SeedFile? kept, ISeedSource? elsewhere, CancellationToken stop) =>
        parsed.GetValue(devices) is not null || parsed.GetValue(effects) is not null
            ? ValidateGridAsync(parsed, experiment, count, kept, elsewhere, stop)
            : ValidateOneAsync(parsed, experiment, count, kept, elsewhere, stop);

    private async Task<int> ValidateOneAsync(
        ParseResult parsed, Experiment experiment, int count, SeedFile? kept, ISeedSource? elsewhere, CancellationToken stop)
    {
        Recovery recovery = await RecoveryStudy.WithStatedErrorsAsync(
            experiment, count, done => ShowProgress(done, count), stop, kept, elsewhere).ConfigureAwait(false);
        if (parsed.GetValue(json))
        {
            JsonObject document = RecoveryJson.Of(recovery);
            document["protocol"] = experiment.Protocol.Name;
            terminal.Output.WriteLine(document.ToJsonString(RunJson.Options));
        }
        else
        {
            Show(recovery);
        }

        return End(recovery.Outcomes.Count, count, recovery.Failures.Count);
    }

    private async Task<int> ValidateGridAsync(
        ParseResult parsed, Experiment experiment, int count, SeedFile? kept, ISeedSource? elsewhere, CancellationToken stop)
    {
        IReadOnlyList<GridDevice> chosen = GridStudy.ReadDevices(parsed.GetValue(devices) ?? DeviceGrid.All[0].Name);
        IReadOnlyList<GridEffect>? put = parsed.GetValue(effects) is { } names ? GridStudy.ReadEffects(names) : null;
        IReadOnlyList<(GridDevice Device, GridEffect Effect)> pairs = GridStudy.Pairs(chosen, put);
        int whole = pairs.Count * count;
        IReadOnlyList<GridCell> cells = await GridStudy.RunAsync(
            experiment,
            pairs,
            count,
            done => ShowProgress(done, whole),
            cell => terminal.Error.WriteLine(
                $"{(terminal.IsInteractive ? "\r" : string.Empty)}{cell.Device}, {cell.Effect}: covers "
                    + $"{Percent(cell.Recovery)}, {cell.Recovery.Failures.Count} failed"),
            stop,
            kept,
            elsewhere).ConfigureAwait(false);
        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(new JsonObject
            {
                ["protocol"] = experiment.Protocol.Name,
                ["seedsOfEach"] = count,
                ["planned"] = pairs.Count,
                ["cells"] = RecoveryJson.Of(cells),
            }.ToJsonString(RunJson.Options));
        }
        else
        {
            Show(cells);
        }

        return End(cells.Sum(cell => cell.Recovery.Outcomes.Count), whole, failed: 0);
    }

    private void Show(Recovery recovery)
    {
        Table table = Terminal.NewTable(
            "result", "hidden (mean)", "bias", "bias / its standard error", "spread", "stated uncertainty",
            "68 % intervals cover", "rms z", "not determined", "seeds");
        foreach (RecoveredResult result in recovery.Results)
        {
            string[] figures = result.Count > 1
                ?
                [
                    ValueText.FormatDigits(result.MeanTruth, result.Unit, TruthDigits),
                    ValueText.FormatDigits(result.Bias, result.Unit, ErrorDigits),
                    $"{result.BiasInStandardErrors:0.00}",
                    ValueText.FormatDigits(result.Spread, result.Unit, ErrorDigits),
                    ValueText.FormatDigits(result.MeanUncertainty, result.Unit, ErrorDigits),
                    $"{result.Coverage:P1}",
                    $"{result.RootMeanSquareScore:0.00}",
                ]
                : ["", "", "", "", "", "", ""];
            table.AddRow([Markup.Escape(result.Name), .. figures, $"{result.NotDeterminedCount}", $"{result.Count}"]);
        }

        terminal.Write(table);
        foreach (RecoveredResult result in recovery.Results.Where(result => result.UnfoundedCount > 0))
        {
            terminal.Output.WriteLine($"{result.Name}: {result.UnfoundedCount} seeds state it, but the device has none.");
        }

        if (recovery.Failures.Count > 0)
        {
            terminal.Output.WriteLine($"{recovery.Failures.Count} of {recovery.Outcomes.Count} seeds failed:");
        }

        List<IGrouping<string, SeedOutcome>> reasons =
            [.. recovery.Failures.GroupBy(each => each.Failure!).OrderByDescending(group => group.Count())];
        foreach (IGrouping<string, SeedOutcome> group in reasons.Take(ReasonsShown))
        {
            terminal.Output.WriteLine($"  {group.Count()}, first seed {group.Min(each => each.Seed)}: {group.Key}");
        }

        if (reasons.Count > ReasonsShown)
        {
            terminal.Output.WriteLine($"  and {reasons.Count - ReasonsShown} reasons more; --json gives all.");
        }
    }

    private void Show(IReadOnlyList<GridCell> cells)
    {
        Table table = Terminal.NewTable(
            "device", "effect", "68 % intervals cover", "rms z", "beyond 3 σ", "farthest off", "withheld", "failed", "seeds",
            "not determined");
        foreach (GridCell cell in cells)
        {
            Recovery recovery = cell.Recovery;
            RecoveredResult? worst = recovery.Results.Where(result => result.Count > 0).MaxBy(
                result => Math.Abs(result.WorstScore));
            table.AddRow(
                Markup.Escape(cell.Device),
                Markup.Escape(cell.Effect),
                Percent(recovery),
                double.IsFinite(recovery.RootMeanSquareScore) ? $"{recovery.RootMeanSquareScore:0.00}" : string.Empty,
                $"{recovery.BeyondCount} of {recovery.StatedCount}",
                worst is null ? string.Empty : Markup.Escape($"{worst.Name} {worst.WorstScore:0.0}"),
                $"{recovery.WithheldCount}",
                $"{recovery.Failures.Count}",
                $"{recovery.Outcomes.Count}",
                Markup.Escape(
                    string.Join(", ", recovery.Results.Where(result => result.NotDeterminedCount + result.UnfoundedCount > 0)
                        .Select(result =>
                            $"{result.Name} {result.NotDeterminedCount}"
                                + (result.UnfoundedCount > 0 ? $" (unfounded {result.UnfoundedCount})" : string.Empty)))));
        }

        terminal.Write(table);
    }

    private static string Percent(Recovery recovery) => !double.IsFinite(recovery.Coverage) ? "nothing determined"
        : double.IsFinite(recovery.CoverageError) ? $"{100 * recovery.Coverage:0} ± {100 * recovery.CoverageError:0} %"
        : $"{100 * recovery.Coverage:0} %";

    private int End(int done, int whole, int failed)
    {
        if (done < whole)
        {
            terminal.Error.WriteLine($"Stopped: {done} of {whole} seeds are done, and shown.");
            return ExitCode.Aborted;
        }

        return failed > 0 ? ExitCode.Refused : ExitCode.Done;
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
