using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lab.Cli.Output;
using Lab.Wires;
using Lab.Workbench.Composition;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab doctor</c>: which wires to instruments this computer has, and what is missing for the others. No instrument is
/// opened.</summary>
internal sealed class DoctorCommand
{
    private readonly Terminal terminal;
    private readonly Option<bool> json = RunCommand.NewJsonOption();

    public DoctorCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "doctor",
            "Show what this computer has to reach instruments with, and what is missing. No instrument is opened.") { json };
        Command.SetAction(parsed =>
        {
            WireReport[] reports =
                [.. BenchModules.Shipped.Registry.CreateWires().OfType<IReportedWires>().SelectMany(wires => wires.Report())];
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(Document(reports));
            }
            else
            {
                Show(reports);
            }

            return ExitCode.Done;
        });
    }

    public Command Command { get; }

    private void Show(WireReport[] reports)
    {
        terminal.Output.WriteLine(
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Architecture()}");
        Table table = Terminal.NewTable("wire", "addresses", "usable", "detail");
        foreach (WireReport report in reports)
        {
            table.AddRow(
                Markup.Escape(report.Name),
                Markup.Escape(report.Forms),
                report.IsAvailable ? "yes" : "no",
                Markup.Escape(report.Detail));
        }

        terminal.Write(table);
        int usable = reports.Count(report => report.IsAvailable);
        terminal.Output.WriteLine(
            $"{usable} of {reports.Length} can be used. './lab bench scan' shows which instruments answer.");
    }

    private static string Document(WireReport[] reports) => new JsonObject
    {
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["system"] = RuntimeInformation.OSDescription,
        ["processor"] = Architecture(),
        ["wires"] = new JsonArray(
        [
            .. reports.Select(report => new JsonObject
            {
                ["wire"] = report.Name,
                ["addresses"] = report.Forms,
                ["usable"] = report.IsAvailable,
                ["detail"] = report.Detail,
            }),
        ]),
    }.ToJsonString(RunJson.Options);

    // A library made for another processor is no library.
    private static string Architecture() => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
}
