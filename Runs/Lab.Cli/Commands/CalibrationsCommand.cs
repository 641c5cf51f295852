using System.CommandLine;
using System.Globalization;
using Lab.Runs.Calibrations;
using Lab.Runs.Reports;
using Lab.Workbench;
using Lab.Workbench.Composition;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab calibrations</c>: what was calibrated, and what of it is in force.</summary>
internal sealed class CalibrationsCommand
{
    /// <summary>The folder of all calibrations unless another is named.</summary>
    public const string DefaultFolder = Experiment.CalibrationsName;

    private readonly Terminal terminal;
    private readonly Option<string?> folder = NewFolderOption();

    public CalibrationsCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("calibrations", "List, show, put in force and end calibrations.");
        AddList();
        AddKinds();
        AddShow();
        AddUse();
        AddExpire();
    }

    public Command Command { get; }

    /// <summary>The option that names the folder of all calibrations.</summary>
    public static Option<string?> NewFolderOption() => new("--calibrations-dir")
    {
        Description = "The folder of all calibrations. Default: calibrations, beside the folder of runs."
    };

    private static Argument<string> NewIdArgument() =>
        new("id") { Description = "The calibration's identifier, or the beginning of it." };

    private static string Day(DateTimeOffset? time) =>
        time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "not limited";

    // One that came into force in what is now the future was made while the clock was ahead; it counts all the same.
    private static string StateOf(string id, IReadOnlyList<(string Id, CalibrationRecord Record)> all)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        bool isFromFuture = all.Single(entry => entry.Id == id).Record.InForceSince > now;
        return $"{CalibrationStore.StateOf(id, all, now)}{(isFromFuture ? " (the clock was ahead)" : string.Empty)}";
    }

    private static string BenchOf(CalibrationRecord record) => record.Simulated ? $"{record.Bench} (twins)" : record.Bench;

    private void AddList()
    {
        var command = new Command("list", "List the calibrations in the order in which they came into force.") { folder };
        command.SetAction(parsed =>
        {
            IReadOnlyList<(string Id, CalibrationRecord Record)> all = new CalibrationStore(
                (parsed.GetValue(folder) ?? DefaultFolder)).List();
            if (all.Count == 0)
            {
                terminal.Output.WriteLine(
                    $"No calibrations in '{(parsed.GetValue(folder) ?? DefaultFolder)}'; protocols such as "
                        + "field-line-calibration make them.");
                return ExitCode.Done;
            }

            var table = new Table { Border = TableBorder.Horizontal };
            table.AddColumns("calibration", "bench", "value", "from", "until", "state");
            foreach ((string id, CalibrationRecord record) in all)
            {
                table.AddRow(
                    new Text(id),
                    new Text(BenchOf(record)),
                    new Text(ValueText.Format(record.Value, record.Unit, record.Uncertainty)),
                    new Text(record.Source),
                    new Text(Day(record.ValidUntil)),
                    new Text(StateOf(id, all)));
            }

            terminal.Write(table);
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void AddKinds()
    {
        var bench = new Option<string?>("--bench") { Description = "Bench file whose modules are listed as well." };
        var command = new Command("kinds", "List what can be calibrated, and the protocol that does it.") { bench };
        command.SetAction(parsed =>
        {
            Table table = Terminal.NewTable("calibration", "unit", "protocol", "what it is");
            foreach (CalibrationKind kind in BenchModules.Of(parsed.GetValue(bench)).Registry.Calibrations)
            {
                table.AddRow(
                    Markup.Escape(kind.Name),
                    Markup.Escape(kind.Unit),
                    Markup.Escape(kind.Protocol),
                    Markup.Escape(kind.Summary));
            }

            terminal.Write(table);
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void AddShow()
    {
        Argument<string> id = NewIdArgument();
        var command = new Command("show", "Show one calibration with its curves.") { id, folder };
        command.SetAction(parsed =>
        {
            var store = new CalibrationStore((parsed.GetValue(folder) ?? DefaultFolder));
            (string found, CalibrationRecord record) = store.Get(parsed.GetRequiredValue(id));
            terminal.Output.WriteLine(found);
            terminal.Output.WriteLine($"  name     {record.Name}");
            terminal.Output.WriteLine($"  bench    {BenchOf(record)}");
            terminal.Output.WriteLine($"  value    {ValueText.Format(record.Value, record.Unit, record.Uncertainty)}");
            terminal.Output.WriteLine($"  from     {record.Source}");
            terminal.Output.WriteLine($"  valid    {Day(record.InForceSince)} to {Day(record.ValidUntil)}");
            terminal.Output.WriteLine($"  state    {StateOf(found, store.List())}");
            foreach ((string name, double[] curve) in record.Curves)
            {
                const int mostShown = 8;
                string values = string.Join(
                    ", ", curve.Take(mostShown).Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
                terminal.Output.WriteLine(
                    $"  {name,-8} {values}{(curve.Length > mostShown ? $", … ({curve.Length} numbers)" : string.Empty)}");
            }

            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void AddUse() => AddChange(
        "use",
        "Put a calibration in force again, in the place of a later one.",
        (store, id) => store.Use(id, TimeProvider.System.GetUtcNow()),
        "is in force");

    private void AddExpire() => AddChange(
        "expire", "Let a calibration end now.", (store, id) => store.Expire(id, TimeProvider.System.GetUtcNow()), "has ended");

    private void AddChange(string name, string description, Func<CalibrationStore, string, CalibrationRecord> change, string done)
    {
        Argument<string> id = NewIdArgument();
        var command = new Command(name, description) { id, folder };
        command.SetAction(parsed =>
        {
            CalibrationRecord record = change(
                new CalibrationStore((parsed.GetValue(folder) ?? DefaultFolder)), parsed.GetRequiredValue(id));
            terminal.Output.WriteLine($"'{record.Name}' of bench {BenchOf(record)} from {record.Source} {done}.");
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }
}
