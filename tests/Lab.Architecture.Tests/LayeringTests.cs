namespace Lab.Architecture.Tests;

/// <summary>The arrows between the projects: each project sees those below it and nothing else.</summary>
public class LayeringTests
{
    /// <summary>The projects that a project may see; the projects that these see in turn may be seen as well.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Lab.Quantities"] = [],
        ["Lab.Models"] = ["Lab.Quantities"],
        ["Lab.Instruments"] = ["Lab.Quantities"],
        ["Lab.Benches"] = ["Lab.Instruments"],
        ["Lab.Wires"] = ["Lab.Benches"],
        ["Lab.Instruments.Drivers"] = ["Lab.Benches", "Lab.Wires"],
        ["Lab.Mocks"] = ["Lab.Benches", "Lab.Models"],
        ["Lab.Runs"] = ["Lab.Benches"],
        ["Lab.Calibration"] = ["Lab.Runs", "Lab.Benches", "Lab.Models"],
        ["Lab.Studies"] = ["Lab.Runs", "Lab.Benches", "Lab.Models"],
        ["Lab.Protocols"] = ["Lab.Studies", "Lab.Calibration", "Lab.Runs", "Lab.Benches", "Lab.Models"],
        ["Lab.Modules"] = ["Lab.Protocols", "Lab.Runs", "Lab.Mocks", "Lab.Instruments.Drivers"],
        ["Lab.Workbench"] = ["Lab.Modules", "Lab.Protocols", "Lab.Runs", "Lab.Mocks", "Lab.Instruments.Drivers"],
        ["Lab.Dashboard"] = ["Lab.Workbench", "Lab.Modules", "Lab.Runs"],
        ["Lab.Cli"] = ["Lab.Dashboard", "Lab.Workbench", "Lab.Modules", "Lab.Protocols", "Lab.Runs", "Lab.Instruments.Drivers"],
    };

    /// <summary>The types that reach outside the process. Only instruments' transports, the twin server and the record
    /// may.</summary>
    private static readonly string[] InputAndOutput =
    [
        "System.Console", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory",
        "System.IO.DirectoryInfo",
        "System.IO.StreamReader", "System.IO.StreamWriter", "System.Net.", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch",
        "System.TimeProvider", "System.DateTime", "System.DateTimeOffset", "System.Threading.Timer", "System.Environment",
    ];

    [Fact]
    public void Projects_AreThoseOfTheTable() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Repository.ProjectReferences.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void ProjectReferences_PointDownwardsOnly() => Repository.AssertNone(
        from project in Repository.ProjectReferences
        from reference in project.Value
        where !MaySee(project.Key).Contains(reference)
        select $"{project.Key}.csproj refers to {reference}",
        "A project sees only the layers below it (ARCHITECTURE.md).");

    [Fact]
    public void AssemblyReferences_PointDownwardsOnly() => Repository.AssertNone(
        from project in Allowed.Keys
        from reference in TypeReferences.AssembliesOf(project)
        where (Allowed.ContainsKey(reference) || reference == "lab") && !MaySee(project).Contains(reference)
        select $"{project}.dll uses {reference}.dll",
        "An assembly uses only the layers below it, however the reference came in.");

    [Fact]
    public void Twins_AreKnownToTheWorkbenchItsModulesAndTestsOnly() => Repository.AssertNone(
        from project in Repository.ProjectReferences
        where project.Key is not ("Lab.Workbench" or "Lab.Modules" or "Lab.Mocks")
        where project.Value.Contains("Lab.Mocks") || TypeReferences.AssembliesOf(project.Key).Contains("Lab.Mocks")
        select project.Key,
        "Only the workbench, the registry of its modules and tests know that twins exist.");

    [Theory]
    [InlineData("Lab.Quantities")]
    [InlineData("Lab.Models")]
    public void Physics_HasNoInputOutputClockOrConsole(string assembly) => Repository.AssertNone(
        from type in TypeReferences.Of(assembly)
        where InputAndOutput.Any(forbidden => forbidden.EndsWith('.')
            ? type.StartsWith(forbidden, StringComparison.Ordinal)
            : type == forbidden)
        select $"{assembly} uses {type}",
        "Quantities and models are calculations: no file, no network, no console, no clock.");

    [Fact]
    public void Physics_UsesNoPackageButNumerics() => Repository.AssertNone(
        from assembly in (string[])["Lab.Quantities", "Lab.Models", "Lab.Instruments"]
        from reference in TypeReferences.AssembliesOf(assembly)
        where !reference.StartsWith("System.", StringComparison.Ordinal)
            && !reference.StartsWith("Lab.", StringComparison.Ordinal)
        where reference is not ("YamlDotNet" or "MathNet.Numerics" or "netstandard" or "mscorlib")
        select $"{assembly} uses {reference}",
        "The bottom layers stand on the runtime alone; bench files are read with YamlDotNet.");

    [Fact]
    public void Console_IsTouchedByTheTerminalAndTheWatchdogOnly()
    {
        string[] places =
        [
            Path.Combine(Repository.Root, "Runs", "Lab.Cli", "Terminal.cs"),
            Path.Combine(Repository.Root, "Runs", "Lab.Workbench", "Watchdogs", "WatchdogProgram.cs"), // a process of its own
        ];
        IEnumerable<string> sources =
            from file in Repository.Sources(Repository.ProductFolders)
            where !places.Contains(file)
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where SourcePatterns.Console().IsMatch(line.Text)
            select $"{Repository.Shown(file)}:{line.Number}";
        IEnumerable<string> libraries =
            from assembly in Allowed.Keys
            where assembly is not ("Lab.Cli" or "Lab.Workbench") && TypeReferences.Of(assembly).Contains("System.Console")
            select assembly;
        Repository.AssertNone(sources.Concat(libraries), "Commands write to their Terminal, never to System.Console.");
    }

    [Fact]
    public void Sockets_AreOpenedByTransportsOnly() => Repository.AssertNone(
        from assembly in Allowed.Keys
        where assembly is not ("Lab.Wires" or "Lab.Mocks" or "Lab.Workbench" or "Lab.Dashboard" or "Lab.Cli")
        from type in TypeReferences.Of(assembly)
        where type.StartsWith("System.Net.", StringComparison.Ordinal)
        select $"{assembly} uses {type}",
        "The network belongs to the wires and the twin server.");

    // A study of networks may take its device from a bench file: a twin that was fitted to one.
    [Fact]
    public void WhatDescribesTwins_IsReadByTwinsOnly() => Repository.AssertNone(
        from file in Repository.Sources(["Protocols", "Calibration", "Instruments"])
        where !file.Contains("Lab.Benches", StringComparison.Ordinal) && Path.GetFileName(file) != "BenchResonator.cs"
        from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
        where line.Text.Contains(".Twin.", StringComparison.Ordinal)
            || line.Text.Contains("Lab.Benches.Twins", StringComparison.Ordinal)
        select $"{Repository.Shown(file)}:{line.Number}: {line.Text.Trim()}",
        "What a bench file tells of a twin alone (weights, what destroys it, effects, injected faults) is for twins, and for "
            + "'validate'.");

    /// <summary>Namespaces of Lab.Benches, each of which sees those before it: definitions,
    /// then safety and files above them.</summary>
    [Theory]
    [InlineData("Lab.Benches.Twins", "Lab.Benches.Samples", "Lab.Benches.Safety", "Lab.Benches.Files")]
    [InlineData("Lab.Benches.Samples", "Lab.Benches.Safety", "Lab.Benches.Files")]
    [InlineData("Lab.Benches", "Lab.Benches.Safety", "Lab.Benches.Files")]
    [InlineData("Lab.Benches.Safety", "Lab.Benches.Files")]
    [InlineData("Lab.Benches.Files", "Lab.Benches.Safety")]
    public void Benches_PointOneWay(string from, params string[] never) => Repository.AssertNone(
        from file in Repository.Sources(["Instruments"])
        let text = File.ReadAllText(file)
        where text.Contains($"namespace {from};", StringComparison.Ordinal)
        from name in never
        where text.Contains($"using {name};", StringComparison.Ordinal)
            || text.Contains($"{name["Lab.Benches.".Length..]}.", StringComparison.Ordinal)
        select $"{Repository.Shown(file)} uses {name}",
        "Definitions know nothing of the gate and of files; gate and files know nothing of each other.");

    private static HashSet<string> MaySee(string project)
    {
        var seen = new HashSet<string>();
        var open = new Queue<string>(Allowed[project]);
        while (open.TryDequeue(out string? next))
        {
            if (seen.Add(next))
            {
                foreach (string further in Allowed[next])
                {
                    open.Enqueue(further);
                }
            }
        }

        return seen;
    }
}
