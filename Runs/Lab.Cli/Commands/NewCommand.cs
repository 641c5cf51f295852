using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Modules;
using Lab.Workbench.Composition;

namespace Lab.Cli.Commands;

/// <summary><c>lab new</c>: writes a working example of a module, with its test.</summary>
internal sealed class NewCommand
{
    private readonly Terminal terminal;
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "The folder to write to. Default: one of the module's name."
    };
    private readonly Option<bool> force = new("--force") { Description = "Replace files that are there." };

    public NewCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "new",
            "Write a working example to start from: a module with an instrument of its own, a driver, or a protocol, each with "
                + "its test.");
        Add("module", "A kind of instrument that Lab does not know, its driver, its twin, and a protocol.");
        Add("driver", "A driver with its twin, of a kind that Lab knows.");
        Add("protocol", "A protocol on instruments that Lab knows.");
    }

    public Command Command { get; }

    private void Add(string kind, string description)
    {
        var name = new Argument<string>("name") { Description = "Its name, in small letters, digits and hyphens: my-laser." };
        var command = new Command(kind, description) { name, output, force };
        command.SetAction(parsed =>
        {
            string chosen = parsed.GetRequiredValue(name);
            RequireName(kind, chosen);
            string folder = parsed.GetValue(output) ?? chosen;
            var template = new ModuleTemplate(kind, chosen);
            template.Write(folder, parsed.GetValue(force));
            foreach ((string file, _) in template.Files)
            {
                terminal.Output.WriteLine(Path.Combine(folder, file));
            }

            string bench = Path.Combine(folder, "bench.yaml");
            terminal.Output.WriteLine(
                "Try it:  lab "
                    + (kind == "driver" ? "bench check" : $"run {chosen}{(kind == "module" ? "-steps" : string.Empty)} --bench")
                    + $" {bench}");
            terminal.Output.WriteLine($"Test it: dotnet test {Path.Combine(folder, "tests")}");
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private static void RequireName(string kind, string name)
    {
        if (!ModuleTemplate.IsName(name))
        {
            throw new CommandException(
                $"'{name}' is no name of a {kind}; write small letters, digits and hyphens, such as my-laser.", ExitCode.Usage);
        }

        LabRegistry shipped = BenchModules.Shipped.Registry;
        if (shipped.Protocols.Find(name) is not null || shipped.Drivers.All.Any(driver => driver.Name == name))
        {
            throw new CommandException(
                $"Lab has a {(shipped.Protocols.Find(name) is null ? "driver" : "protocol")} '{name}' already; choose "
                    + "another name.",
                ExitCode.Usage);
        }
    }
}
