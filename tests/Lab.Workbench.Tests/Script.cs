using Lab.Quantities;
using Lab.Runs.Engine;

namespace Lab.Workbench.Tests;

/// <summary>A user's program, as which this assembly is started by a test: it runs spin-diode on a bench and prints each
/// point.</summary>
internal static class Script
{
    public static async Task<int> Main(string[] arguments)
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(arguments[0], new WorkbenchOptions { RunsFolder = arguments[1] });
        var settings = new Dictionary<string, string>
        {
            ["integration_cycles"] = "0.01",
            ["settle"] = "1 ms",
            ["frequencies"] = "320..372 MHz step 0.01 MHz"
        };
        RunResult run = await workbench.RunAsync("spin-diode", settings, controls: new RunControls { Observer = new Printer() });
        return run.IsDone ? 0 : 1;
    }

    private sealed class Printer : IRunObserver
    {
        public void PointRecorded(RunProgress progress) => Console.WriteLine($"point {progress.Done}");

        public void Rehearsed(RunProgress progress, Duration? timeLeft)
        {
            if (progress.Done == 1)
            {
                Console.WriteLine("rehearsing");
            }
        }
    }
}
