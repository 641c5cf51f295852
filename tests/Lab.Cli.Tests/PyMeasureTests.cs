using System.Globalization;
using Lab.Cli.Tests.PyMeasure;

namespace Lab.Cli.Tests;

/// <summary>Drivers that other people wrote talk to the twins: PyMeasure's, over PyVISA and sockets.</summary>
public sealed class PyMeasureTests : IDisposable
{
    private static readonly string Scripts = Path.Combine(Workplace.Repository, "tests", "Lab.Cli.Tests", "PyMeasure");

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [PyMeasureFact]
    public async Task Drivers_of_PyMeasure_set_read_back_and_measure_with_the_twins()
    {
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--bench", Path.Combine(Scripts, "bench.yaml"));
        string[] ports =
            [.. server.Ports().Select(port => string.Create(CultureInfo.InvariantCulture, $"{port.Key}={port.Value}"))];

        Answer answer = await LabProcess.RunAsync(
            work.Folder, "/usr/bin/python3", [Path.Combine(Scripts, "drive_twins.py"), .. ports]);

        answer.Succeeds();
        Assert.EndsWith("driven", answer.Output.Trim(), StringComparison.Ordinal);
    }
}
