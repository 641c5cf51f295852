using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Drivers;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Benches;

/// <summary>The bench that ships with the program, and the reader that knows all drivers and twins.</summary>
internal static class ShippedBench
{
    public static string Yaml { get; } = File.ReadAllText(FindFile()).ReplaceLineEndings("\n");

    public static BenchFileReader Reader { get; } = new(
    [
        .. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name))),
    ]);

    /// <summary>The bench with some of its text replaced; each piece must be there.</summary>
    public static string With(params (string Old, string New)[] changes)
    {
        string yaml = Yaml;
        foreach ((string old, string @new) in changes)
        {
            Assert.Contains(old, yaml, StringComparison.Ordinal);
            yaml = yaml.Replace(old, @new, StringComparison.Ordinal);
        }

        return yaml;
    }

    public static BenchDefinition Read(params (string Old, string New)[] changes) => Reader.Read(With(changes), "my.yaml");

    /// <summary>The number of the first line that holds a text.</summary>
    public static int LineOf(string yaml, string text) =>
        yaml[..yaml.IndexOf(text, StringComparison.Ordinal)].Count(c => c == '\n') + 1;

    private static string FindFile([CallerFilePath] string file = "") =>
        Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "Runs", "Lab.Workbench", "Benches", "spin-diode.yaml"));
}
