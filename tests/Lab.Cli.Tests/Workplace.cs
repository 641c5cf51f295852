using System.Runtime.CompilerServices;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>A folder for one test with a user's files and runs, in which the program is called as the user would.</summary>
internal sealed class Workplace : IDisposable
{
    public Workplace()
    {
        Directory.CreateDirectory(Folder);
        Runs = Join("runs");
    }

    public static string Repository { get; } = FindRepository();

    /// <summary>The names of the bench files that the program ships with, in alphabetical order.</summary>
    public static IReadOnlyList<string> ShippedBenches { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Repository, "Runs", "Lab.Workbench", "Benches"), "*.yaml")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
    ];

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"lab-cli-tests-{Guid.NewGuid():N}");

    public string Runs { get; }

    public string Join(string name) => Path.Combine(Folder, name);

    /// <summary>Calls the program in this process.</summary>
    public static async Task<Answer> LabAsync(params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        int exitCode = await LabProgram.RunAsync(arguments, new Terminal(output, error, IsInteractive: false));
        return new Answer(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Calls 'lab run' with this workplace's folder of runs.</summary>
    public Task<Answer> RunAsync(params string[] arguments) => LabAsync(["run", .. arguments, "--runs-dir", Runs]);

    /// <summary>Writes the shipped bench file with some of its text replaced; each piece must be there.</summary>
    public string WriteBench(params (string Old, string New)[] changes)
    {
        string yaml = File.ReadAllText(Path.Combine(Repository, "Runs", "Lab.Workbench", "Benches", "spin-diode.yaml"))
            .ReplaceLineEndings("\n");
        foreach ((string old, string @new) in changes)
        {
            Assert.Contains(old, yaml, StringComparison.Ordinal);
            yaml = yaml.Replace(old, @new, StringComparison.Ordinal);
        }

        return Write("bench.yaml", yaml);
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(Join(name), text);
        return Join(name);
    }

    /// <summary>The only run there is.</summary>
    public RunFolder OnlyRun() => Assert.Single(RunFolder.List(Runs));

    /// <summary>No run was recorded, not even its folder made.</summary>
    public void AssertNothingRecorded() =>
        Assert.False(Directory.Exists(Runs) && Directory.EnumerateFileSystemEntries(Runs).Any());

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string FindRepository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
