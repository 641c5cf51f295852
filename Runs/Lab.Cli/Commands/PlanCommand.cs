using System.CommandLine;
using System.Text.Json.Nodes;
using Lab.Benches.Safety;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Settings;
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
        Command = new Command("plan", "Show points, bench time and nearest limits of an experiment, without touching an instrument.");
        experimentOptions.AddTo(Command);
        Command.Options.Add(json);
        Command.SetAction((parsed, _) => PlanAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> PlanAsync(ParseResult parsed)
    {
        ExperimentOptions.Experiment experiment = experimentOptions.Read(parsed);
        IExperiment planned = experiment.Protocol.Create(experiment.Settings, experiment.Bench);
        experiment.TellRemarks(terminal.Error);
        if (planned.IsComputed)
        {
            ShowComputed(experiment, planned, planned.LookAtData(), parsed.GetValue(json));
            return ExitCode.Done;
        }

        IReadOnlyList<ReadData> data = planned.LookAtData();
        using var signals = new StopSignals(terminal.Error);
        var progress = new ProgressLine(terminal, TimeProvider.System);
        Rehearsal rehearsal = await Rehearsal.OfAsync(
            experiment, experiment.InForce(experiment.StoreBeside("runs")), signals.Stop, progress.ShowRehearsal).ConfigureAwait(false);
        progress.End();
        rehearsal.RequireSuccess();
        if (parsed.GetValue(json))
        {
            terminal.Output.WriteLine(ToJson(experiment, planned, rehearsal, data));
        }
        else
        {
            Show(experiment, planned, rehearsal, data);
        }

        return ExitCode.Done;
    }

    // It touches no instrument: to rehearse it would be to do it.
    private void ShowComputed(ExperimentOptions.Experiment experiment, IExperiment planned, IReadOnlyList<ReadData> data, bool asJson)
    {
        if (asJson)
        {
            terminal.Output.WriteLine(new JsonObject { ["protocol"] = experiment.Protocol.Name, ["computed"] = true, ["points"] = planned.PointCount, ["data"] = RunJson.Of(data) }.ToJsonString(RunJson.Options));
            return;
        }

        terminal.Output.WriteLine($"{experiment.Protocol.Name}: {planned.PointCount} points, computed; no instrument is used");
        ShowData(data);
        ShowSettings(experiment);
    }

    private void Show(ExperimentOptions.Experiment experiment, IExperiment planned, Rehearsal rehearsal, IReadOnlyList<ReadData> data)
    {
        terminal.Output.WriteLine(
            $"{experiment.Protocol.Name} on bench '{experiment.Bench.Name}': {rehearsal.Info.PlannedPoints} points{(planned.IsOpenEnded ? " of as many as there are until it is stopped" : string.Empty)}, "
            + $"{BenchTimeText.Format(Duration.FromSeconds(rehearsal.Info.BenchSeconds))} on the bench");
        foreach (string note in planned.Notes)
        {
            terminal.Output.WriteLine(note);
        }

        ShowData(data);
        ShowSettings(experiment);
        Table limits = Terminal.NewTable("limit", "nearest set-point", "margin");
        foreach (LimitApproach approach in rehearsal.Approaches)
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

    private void ShowSettings(ExperimentOptions.Experiment experiment)
    {
        Table settings = Terminal.NewTable("setting", "value", "what it does");
        IReadOnlyDictionary<string, string> values = SettingsBinder.Write(experiment.Protocol.SettingsType, experiment.Settings);
        foreach (SettingDescription setting in SettingsBinder.Describe(experiment.Protocol.SettingsType))
        {
            settings.AddRow(Markup.Escape(setting.Name), Markup.Escape(values[setting.Name]), Markup.Escape(setting.Description));
        }

        terminal.Write(settings);
    }

    private static string ToJson(ExperimentOptions.Experiment experiment, IExperiment planned, Rehearsal rehearsal, IReadOnlyList<ReadData> data)
    {
        var document = new JsonObject
        {
            ["protocol"] = experiment.Protocol.Name,
            ["bench"] = experiment.Bench.Name,
            ["points"] = rehearsal.Info.PlannedPoints,
            ["isOpenEnded"] = planned.IsOpenEnded,
            ["benchSeconds"] = rehearsal.Info.BenchSeconds,
            ["notes"] = new JsonArray([.. planned.Notes.Select(note => (JsonNode)note)]),
            ["data"] = RunJson.Of(data),
            ["limits"] = new JsonArray(
            [
                .. rehearsal.Approaches.Select(approach => (JsonNode)new JsonObject
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
