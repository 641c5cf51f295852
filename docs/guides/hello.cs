#:project ../../Runs/Lab.Workbench/Lab.Workbench.csproj
#:property PublishAot=false
using Lab.Runs.Engine;
using Lab.Runs.Reports;
using Lab.Workbench;

LabWorkbench workbench = await LabWorkbench.OpenAsync(); // your bench: OpenAsync("bench.yaml")
RunResult run = await workbench.RunAsync(
    "spin-diode",
    new Dictionary<string, string> { ["powers"] = "2..12 uW step 2 uW" },
    seed: 1,
    new RunControls { Observer = new Progress() });
Console.WriteLine($"\n{run.Info.Run}: {run.Info.Status}, {run.Info.Points} points");
foreach (var result in run.Results)
{
    Console.WriteLine($"{result.Name,-28} {ValueText.Format(result)}");
}

internal sealed class Progress : IRunObserver
{
    public void PointRecorded(RunProgress progress) => Console.Error.Write($"\r{progress.Done}/{progress.Planned}");
}
