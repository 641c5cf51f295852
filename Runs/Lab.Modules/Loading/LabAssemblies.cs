namespace Lab.Modules.Loading;

/// <summary>The assemblies of the running program, .NET's included, which modules share with it.</summary>
internal static class LabAssemblies
{
    private static readonly Dictionary<string, string> ByName = Read();

    /// <summary>The files that a C# file is compiled against; empty where the program was published as a single file.</summary>
    public static IReadOnlyCollection<string> Files => ByName.Values;

    /// <summary>Whether the program has an assembly of its own of this name.</summary>
    public static bool IsShared(string name) => ByName.ContainsKey(name);

    private static Dictionary<string, string> Read()
    {
        string all = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty;
        return all.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
    }
}
