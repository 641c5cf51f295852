using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lab.Workbench.Tests;

/// <summary>The guide for C# programs, whose example is run as a reader runs it.</summary>
public sealed class GuideTests
{
    private const int MostLines = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string Guides = FindGuides();

    private static readonly string Program = Path.Combine(Guides, "hello.cs");

    [Fact]
    public void Guide_ShowsTheProgramAsItIs() => Assert.Contains(
        $"```csharp\n{Text(Program).TrimEnd()}\n```",
        Text(Path.Combine(Guides, "call-lab-from-csharp.md")),
        StringComparison.Ordinal);

    [Fact]
    public void Program_IsShort() => Assert.InRange(File.ReadLines(Program).Count(line => line.Length > 0), 1, MostLines);

    [Fact]
    public async Task Program_RunByDotnet_PrintsTheResonance()
    {
        using var place = new RunsPlace();
        // They are built, and in use.
        var start = new ProcessStartInfo("dotnet", ["run", "-c", "Release", "--property:BuildProjectReferences=false", Program])
        {
            UseShellExecute = false,
            WorkingDirectory = place.Folder, // where it records its run
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // a server of the compiler would hold the streams open
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        Assert.True(process.ExitCode == 0, $"{output}{await error}");
        Assert.Contains("Done", output, StringComparison.Ordinal);
        string resonance = output.Split('\n').Single(line => line.StartsWith("resonance_frequency ", StringComparison.Ordinal));
        Assert.Matches(@"34\d\.\d+ ± 0\.\d+ MHz", resonance); // 346 MHz and the spread of the device
    }

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    private static string FindGuides([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "docs", "guides"));
}
