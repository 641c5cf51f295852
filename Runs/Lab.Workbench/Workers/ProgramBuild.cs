using System.Reflection;
using System.Text;
using Lab.Instruments.Files;

namespace Lab.Workbench.Workers;

/// <summary>Which build of Lab this is. Two builds may compute otherwise, though both have the same version.</summary>
internal static class ProgramBuild
{
    /// <summary>The version with its commit.</summary>
    public static string Version { get; } = typeof(ProgramBuild).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>SHA-256 of what the compiler names all parts of Lab by that compute; the same on all machines for the same
    /// sources.</summary>
    public static string Hash { get; } = PlainFile.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', FindParts()
        .Select(part => $"{part.GetName().Name} {part.ManifestModule.ModuleVersionId}").Order(StringComparer.Ordinal))));

    private static HashSet<Assembly> FindParts()
    {
        HashSet<Assembly> found = [typeof(ProgramBuild).Assembly];
        var open = new Queue<Assembly>(found);
        while (open.TryDequeue(out Assembly? part))
        {
            foreach (AssemblyName name in part.GetReferencedAssemblies()
                .Where(name => name.Name?.StartsWith("Lab.", StringComparison.Ordinal) == true))
            {
                if (Assembly.Load(name) is var next && found.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return found;
    }
}
