using System.CommandLine;
using Lab.Cli.Completion;
using Lab.Modules;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Workbench;
using Lab.Workbench.Composition;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab protocols</c>: what there is, and what each needs.</summary>
internal sealed class ProtocolsCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string?> name = new Argument<string?>("protocol")
    {
        Description = "Show this protocol's settings.",
        Arity = ArgumentArity.ZeroOrOne
    }.OfProtocols();

    private readonly Option<string?> bench = new("--bench") { Description = "Bench file whose modules are listed as well." };

    public ProtocolsCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("protocols", "List the protocols, or the instruments and settings of one.");
        Command.Arguments.Add(name);
        Command.Options.Add(bench);
        Command.SetAction(parsed =>
        {
            LabRegistry registry = BenchModules.Of(parsed.GetValue(bench)).Registry;
            if (parsed.GetValue(name) is { } chosen)
            {
                Show(Experiment.FindProtocol(registry, chosen));
            }
            else
            {
                List(registry);
            }

            return ExitCode.Done;
        });
    }

    public Command Command { get; }

    private void List(LabRegistry registry)
    {
        Table table = Terminal.NewTable("protocol", "what it measures", "needs");
        foreach (IProtocol protocol in registry.Protocols.All)
        {
            table.AddRow(
                Markup.Escape(protocol.Name),
                Markup.Escape(protocol.Summary),
                Markup.Escape(protocol is IStudyProtocol
                    ? "no bench"
                    : string.Join(", ", protocol.Needs.Where(need => !need.IsOptional).Select(need => need.Role))));
        }

        terminal.Write(table);
    }

    private void Show(IProtocol protocol)
    {
        terminal.Output.WriteLine($"{protocol.Name}: {protocol.Summary}");
        if (protocol is IStudyProtocol)
        {
            terminal.Output.WriteLine("A study in the computer: it needs no bench.");
            ShowSettings(protocol);
            return;
        }

        Table needs = Terminal.NewTable("role", "kind", "what for");
        foreach (InstrumentNeed need in protocol.Needs)
        {
            needs.AddRow(
                Markup.Escape(need.Role),
                Markup.Escape(need.Kind.Name),
                Markup.Escape($"{need.Purpose}{(need.IsOptional ? " (optional)" : string.Empty)}"));
        }

        terminal.Write(needs);
        ShowSettings(protocol);
    }

    /// <summary>Shows the settings of a protocol.</summary>
    public void ShowSettings(IProtocol protocol)
    {
        Table settings = Terminal.NewTable("setting", "default", "what it is", "what it does");
        foreach (SettingDescription setting in SettingsBinder.Describe(protocol.SettingsType))
        {
            settings.AddRow(
                Markup.Escape(setting.Name),
                Markup.Escape(setting.Default),
                Markup.Escape(setting.Expected),
                Markup.Escape(setting.Description));
        }

        terminal.Write(settings);
        if (SettingsBinder.Describe(protocol.SettingsType).FirstOrDefault(
            setting => setting.Property.PropertyType.IsAssignableTo(typeof(ISweep))) is not null)
        {
            terminal.Output.WriteLine(Sweep<Power>.Forms);
        }
    }
}
