using Lab.Benches.Files;

namespace Lab.Modules.Loading;

/// <summary>Finds the modules of a bench: those that its file names under <c>modules</c>, and those in the folder <c>modules</c>
/// beside it.</summary>
public static class ModuleFinder
{
    /// <summary>The folder beside a bench file.</summary>
    public const string FolderName = "modules";

    private static readonly string[] Kinds = [".cs", ".dll"];

    /// <summary>Finds them: the named ones in their order, then those of the folder by name.</summary>
    /// <param name="benchFile">The bench file.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="ModuleException">A named file is not there, is no module, or lies where any user may write.</exception>
    public static IReadOnlyList<ModuleSource> Find(string benchFile, string text)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(benchFile)) ?? string.Empty;
        List<ModuleSource> found = [.. BenchFileReader.ModulesOf(text, benchFile).Select(name => Named(benchFile, folder, name))];
        string beside = Path.Combine(folder, FolderName);
        if (Directory.Exists(beside))
        {
            string[] files = [.. Directory.GetFiles(beside).Where(IsModule).Order(StringComparer.Ordinal)];
            if (files.Length > 0)
            {
                // Nobody named them: a folder where any user may write could hold another's code.
                FileOwnership.RequireOwn(folder);
                FileOwnership.RequireOwn(beside);
            }

            found.AddRange(files.Where(file => found.TrueForAll(known => known.Path != file)).Select(
                file => new ModuleSource(file) { IsNamed = false }));
        }

        foreach (ModuleSource source in found)
        {
            FileOwnership.RequireOwn(source.Path);
        }

        return found;
    }

    private static ModuleSource Named(string benchFile, string folder, string name)
    {
        string path = Path.GetFullPath(Path.Combine(folder, name));
        return !IsModule(path)
            ? throw new ModuleException(
                $"{benchFile}: modules names '{name}', which ends in neither .dll nor .cs. A module is an assembly or a C# file.")
            : !File.Exists(path)
            ? throw new ModuleException(
                $"{benchFile}: modules names '{name}', which is not there: '{path}'. A path is relative to the bench file.")
            : new ModuleSource(path);
    }

    private static bool IsModule(string path) => Kinds.Contains(Path.GetExtension(path).ToLowerInvariant());
}
