using System.Globalization;
using Lab.Cli.Tests.PyMeasure;

namespace Lab.Cli.Tests;

/// <summary>PyVISA's binary values, both ways: to the twin of a waveform generator, and from the twin of an
/// oscilloscope.</summary>
public sealed class PyVisaTests : IDisposable
{
    private static readonly string Scripts = Path.Combine(Workplace.Repository, "tests", "Lab.Cli.Tests", "PyVisa");

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [PyMeasureFact]
    public async Task Binary_values_of_PyVISA_are_played_and_come_back()
    {
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--bench", Path.Combine(Scripts, "bench.yaml"));
        string[] ports =
            [.. server.Ports().Select(port => string.Create(CultureInfo.InvariantCulture, $"{port.Key}={port.Value}"))];

        Answer answer = await LabProcess.RunAsync(
            work.Folder, "/usr/bin/python3", [Path.Combine(Scripts, "binary_queries.py"), .. ports]);

        answer.Succeeds();
        Assert.EndsWith("measured", answer.Output.Trim(), StringComparison.Ordinal);
    }
}
