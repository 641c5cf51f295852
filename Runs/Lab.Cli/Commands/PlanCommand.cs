using System.CommandLine;
using System.Text.Json.Nodes;
using Lab.Benches.Safety;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Settings;
using Lab.Workbench;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab plan</c>: what an experiment would do, how long it would take, which limits it would come near.</summary>
internal sealed class PlanCommand
{
    private readonly Terminal terminal;
    private readonly ExperimentOptions experimentOptions = new();
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of tables." };

    public PlanCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "plan", "Show points, bench time and nearest limits of an experiment, without touching an instrument.");
        experimentOptions.AddTo(Command);
        Command.Options.Add(json);
        Command.SetAction((parsed, _) => PlanAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> PlanAsync(ParseResult parsed)
    {
        Experiment experiment = experimentOptions.Read(parsed);
        foreach (string remark in experiment.Remarks)
        {
            terminal.Error.WriteLine($"Note: {remark}");
        }

        using var signals = new StopSignals(terminal.Error);
        var face = new RunFace(terminal);
        RunPlan plan;
        try
        {
            plan = await RunPlan.OfAsync(experiment, experiment.InForce(experiment.StoreBeside("runs")), face, signals.Stop)
                .ConfigureAwait(false);
        }
        finally
        {
            face.End();
        }

        if (plan.IsComputed)
        {
            ShowComputed(plan, parsed.GetValue(json));
        }
        else if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(ToJson(plan));
        }
        else
        {
            Show(plan);
        }

        return ExitCode.Done;
    }

    private void ShowComputed(RunPlan plan, bool asJson)
    {
        if (asJson)
        {
            terminal.Output.WriteLine(new JsonObject
            {
                ["protocol"] = plan.Experiment.Protocol.Name,
                ["computed"] = true,
                ["points"] = plan.Points,
                ["data"] = RunJson.Of(plan.Data),
            }.ToJsonString(RunJson.Options));
            return;
        }

        terminal.Output.WriteLine($"{plan.Experiment.Protocol.Name}: {plan.Points} points, computed; no instrument is used");
        ShowData(plan.Data);
        ShowSettings(plan.Experiment);
    }

    private void Show(RunPlan plan)
    {
        terminal.Output.WriteLine(
            $"{plan.Experiment.Protocol.Name} on bench '{plan.Experiment.Bench.Name}': {plan.Points} "
                + $"points{(plan.IsOpenEnded ? " and more until it is stopped" : string.Empty)}, "
                + $"{BenchTimeText.Format(plan.BenchTime!.Value)} on the bench");
        foreach (string note in plan.Notes)
        {
            terminal.Output.WriteLine(note);
        }

        ShowData(plan.Data);
        ShowSettings(plan.Experiment);
        Table limits = Terminal.NewTable("limit", "nearest set-point", "margin");
        foreach (LimitApproach approach in plan.Approaches)
        {
            limits.AddRow(Markup.Escape(approach.Limit), Markup.Escape(approach.Nearest), $"{approach.Margin:P0}");
        }

        terminal.Write(limits);
    }

    private void ShowData(IReadOnlyList<ReadData> data)
    {
        foreach (ReadData each in data)
        {
            terminal.Output.WriteLine($"Data of '{each.Setting}': {each}");
        }
    }

    private void ShowSettings(Experiment experiment)
    {
        Table settings = Terminal.NewTable("setting", "value", "what it does");
        IReadOnlyDictionary<string, string> values = SettingsBinder.Write(experiment.Protocol.SettingsType, experiment.Settings);
        foreach (SettingDescription setting in SettingsBinder.Describe(experiment.Protocol.SettingsType))
        {
            settings.AddRow(Markup.Escape(setting.Name), Markup.Escape(values[setting.Name]), Markup.Escape(setting.Description));
        }

        terminal.Write(settings);
    }

    private static string ToJson(RunPlan plan)
    {
        var document = new JsonObject
        {
            ["protocol"] = plan.Experiment.Protocol.Name,
            ["bench"] = plan.Experiment.Bench.Name,
            ["points"] = plan.Points,
            ["isOpenEnded"] = plan.IsOpenEnded,
            ["notes"] = new JsonArray([.. plan.Notes.Select(note => (JsonNode)note)]),
            ["benchSeconds"] = plan.BenchTime!.Value.Seconds,
            ["data"] = RunJson.Of(plan.Data),
            ["limits"] = new JsonArray(
            [
                .. plan.Approaches.Select(approach => (JsonNode)new JsonObject
                {
                    ["limit"] = approach.Limit,
                    ["nearest"] = approach.Nearest,
                    ["margin"] = approach.Margin,
                }),
            ]),
        };
        return document.ToJsonString(RunJson.Options);
    }
}
