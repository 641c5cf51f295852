using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Lab.Architecture.Tests;

/// <summary>The sources of the repository that these tests look at.</summary>
internal static class Repository
{
    /// <summary>The folders that hold the product.</summary>
    public static readonly string[] ProductFolders = ["Models", "Instruments", "Mocks", "Runs", "Calibration", "Protocols"];

    public static string Root { get; } = FindRoot();

    /// <summary>All projects of the product by name, with the names of the projects they refer to.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ProjectReferences { get; } = ProductFolders
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), ReferencesOf);

    /// <summary>All source files below a folder of the repository.</summary>
    public static IEnumerable<string> Sources(params string[] folders) => folders
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains(
            $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    /// <summary>A file's path as it stands in the repository, for messages.</summary>
    public static string Shown(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    /// <summary>Fails with all offenders at once.</summary>
    public static void AssertNone(IEnumerable<string> offenders, string rule)
    {
        string[] found = [.. offenders.Order(StringComparer.Ordinal)];
        Assert.True(found.Length == 0, $"{rule}{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    private static IReadOnlyList<string> ReferencesOf(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(
            reference.Attribute("Include")!.Value.Replace('\\', '/')))];

    private static string FindRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
