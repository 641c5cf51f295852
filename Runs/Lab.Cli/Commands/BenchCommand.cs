using System.CommandLine;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Cli.Completion;
using Lab.Cli.Output;
using Lab.Instruments;
using Lab.Instruments.Drivers.Described;
using Lab.Modules;
using Lab.Runs.Locks;
using Lab.Workbench.Composition;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab bench</c>: bench files that ship with the program, their check against the instruments,
/// their schema.</summary>
internal sealed class BenchCommand
{
    private readonly Terminal terminal;

    public BenchCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("bench", "Work with bench files.");
        AddNew();
        AddShow();
        AddCheck();
        AddSchema();
        Command.Subcommands.Add(new BenchMeetCommand(terminal).Command);
        Command.Subcommands.Add(new BenchScanCommand(terminal).Command);
    }

    public Command Command { get; }

    private void AddNew()
    {
        Argument<string> name = new Argument<string>("name")
        {
            Description = $"A bench that ships with the program: {string.Join(", ", BenchFiles.ShippedNames)}."
        }.OfShippedBenches();
        var command = new Command("new", "Print a bench file to start from.") { name };
        command.SetAction(parsed =>
        {
            terminal.Output.Write(BenchFiles.ReadShipped(parsed.GetRequiredValue(name)));
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void AddShow()
    {
        var file = new Argument<string>("file") { Description = "The bench file." };
        var command = new Command("show", "Show what a bench file says, without opening anything.") { file };
        command.SetAction(parsed =>
        {
            string named = parsed.GetRequiredValue(file);
            Show(BenchFiles.Load(named, string.Empty, BenchModules.Of(named).Registry));
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void AddCheck()
    {
        var file = new Argument<string>("file") { Description = "The bench file." };
        Option<string?> twins = TwinsOption.New();
        var command = new Command(
            "check",
            "Open every instrument of a bench, ask who it is, and show wiring and limits. Sets modes and ranges, but no level "
                + "and no output. Instruments of a description (driver scpi) are tried declaration by declaration, set-points "
                + "at the value that they have.")
            {
                file,
                twins
            };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string named = parsed.GetRequiredValue(file);
            LabRegistry registry = BenchModules.Of(named).Registry;
            BenchDefinition bench = BenchFiles.Load(named, string.Empty, registry);
            using BenchLock taken = await BenchLocks.AcquireAsync(
                bench, "lab bench check", terminal.Error.WriteLine).ConfigureAwait(false);
            using var wires = BenchWires.Of(registry, bench, seed: 1, TwinsOption.IsRough(parsed, twins));
            if (!await TryDescriptionsAsync(bench, wires, cancellationToken).ConfigureAwait(false))
            {
                return ExitCode.Refused;
            }

            await using BenchConnection connection = await BenchConnection.OpenAsync(
                registry, bench, wires, transcript: null, cancellationToken).ConfigureAwait(false);
            Table table = Terminal.NewTable("instrument", "address", "answers");
            foreach (IInstrument instrument in connection.Bench.Instruments)
            {
                table.AddRow(
                    Markup.Escape(instrument.Name),
                    Markup.Escape(bench.Instruments.Single(i => i.Name == instrument.Name).Address),
                    Markup.Escape(instrument.Identity.ToString()));
            }

            terminal.Write(table);
            ShowSample(bench);
            foreach (string left in connection.Bench.OutputsLeftOn)
            {
                terminal.Output.WriteLine($"Left on: {left}");
            }

            terminal.Output.WriteLine(
                $"All {connection.Bench.Instruments.Count} instruments of bench '{bench.Name}' answer as the file says.");
            foreach (LimitExcess excess in connection.Bench.Excesses)
            {
                terminal.Error.WriteLine($"BEYOND A LIMIT: {excess} Run 'lab safe', or switch it off by hand.");
            }

            return connection.Bench.Excesses.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        Command.Subcommands.Add(command);
    }

    /// <summary>Tries what descriptions say, one declaration after another.</summary>
    /// <returns>Whether all of them hold.</returns>
    private async Task<bool> TryDescriptionsAsync(BenchDefinition bench, BenchWires wires, CancellationToken cancellationToken)
    {
        bool holds = true;
        foreach (InstrumentDefinition instrument in bench.Instruments.Where(instrument => instrument.Description is not null))
        {
            IReadOnlyList<TrialStep> steps = await DescriptionTrial.RunAsync(
                bench, instrument, wires.Providers, wires.Clock, cancellationToken).ConfigureAwait(false);
            terminal.Output.WriteLine($"{instrument.Name}: {instrument.Description!.Instrument}");
            terminal.Write(DescriptionTrialText.Table(steps));
            terminal.Output.WriteLine(DescriptionTrialText.Summary(instrument.Name, steps));
            foreach (string failure in DescriptionTrialText.Failures(instrument.Name, steps))
            {
                holds = false;
                terminal.Error.WriteLine(failure);
            }
        }

        return holds;
    }

    private void AddSchema()
    {
        var file = new Option<string?>("--bench") { Description = "Bench file whose modules are shown as well." };
        var command = new Command("schema", "Print every key of a bench file, as Markdown.") { file };
        command.SetAction(parsed =>
        {
            LabRegistry registry = BenchModules.Of(parsed.GetValue(file)).Registry;
            terminal.Output.Write(BenchSchemaText.Write(registry.Schema, registry.Parts));
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void Show(BenchDefinition bench)
    {
        terminal.Output.WriteLine($"{bench.Name}: {bench.Description}");
        Table table = Terminal.NewTable("instrument", "driver", "address");
        foreach (InstrumentDefinition instrument in bench.Instruments)
        {
            table.AddRow(Markup.Escape(instrument.Name), Markup.Escape(instrument.Driver), Markup.Escape(instrument.Address));
        }

        terminal.Write(table);
        ShowSample(bench);
    }

    private void ShowSample(BenchDefinition bench)
    {
        Table wiring = Terminal.NewTable("instrument", "connected to", "loss");
        foreach (WiringDefinition wire in bench.Wiring)
        {
            wiring.AddRow(
                Markup.Escape(wire.Instrument),
                Markup.Escape(wire.Part is null ? $"{wire.Port}" : $"{wire.Port} '{wire.Part}'"),
                wire.Port == SamplePort.Rf ? wire.Loss.ToString() : string.Empty);
        }

        terminal.Write(wiring);
        foreach (string limit in new SafetyGate(bench, TimeProvider.System).Limits)
        {
            terminal.Output.WriteLine($"Limit: {limit}");
        }

        foreach (InterlockDefinition interlock in bench.Interlocks)
        {
            terminal.Output.WriteLine($"Watched: {interlock}");
        }

        terminal.Output.WriteLine($"Made safe in this order: {string.Join(", ", bench.SafeState)}");
    }
}
