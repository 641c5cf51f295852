using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Lab.Architecture.Tests;

/// <summary>The types that the compiled assemblies really use, which a project file alone does not tell.</summary>
internal static class TypeReferences
{
    /// <summary>The names of all types of other assemblies that an assembly uses, with their namespaces.</summary>
    public static IReadOnlyList<string> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(FileOf(assembly)));
        MetadataReader metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences
                .Select(metadata.GetTypeReference)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"),
        ];
    }

    /// <summary>The assemblies that an assembly refers to.</summary>
    public static IReadOnlyList<string> AssembliesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(FileOf(assembly)));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static string FileOf(string assembly) =>
        Path.Combine(AppContext.BaseDirectory, assembly == "Lab.Cli" ? "lab.dll" : $"{assembly}.dll");
}
